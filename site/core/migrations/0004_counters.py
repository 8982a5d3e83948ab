from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0003_private_files"),
    ]

    operations = [
        migrations.CreateModel(
            name="Counter",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("ends", models.PositiveBigIntegerField(db_index=True)),
            ],
            options={
                "verbose_name": "compteur",
            },
        ),
    ]
