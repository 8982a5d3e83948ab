from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0003_contributions")]

    operations = [
        migrations.AlterField(
            model_name="outgoingmail",
            name="state",
            field=models.CharField(
                choices=[
                    ("waiting", "En attente"),
                    ("sending", "Envoi en cours"),
                    ("sent", "Envoyé"),
                    ("failed", "Abandonné"),
                ],
                default="waiting",
                max_length=10,
                verbose_name="état",
            ),
        ),
    ]
