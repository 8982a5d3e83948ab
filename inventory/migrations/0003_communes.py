import django.db.models.deletion
from django.db import migrations, models

import core.fields


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0002_help_texts"),
        ("inventory", "0002_help_texts"),
    ]

    operations = [
        migrations.CreateModel(
            name="Commune",
            fields=[
                (
                    "insee_code",
                    models.CharField(max_length=5, primary_key=True, serialize=False, verbose_name="code INSEE"),
                ),
                ("name", models.CharField(max_length=100, verbose_name="nom")),
                ("folded", models.CharField(db_index=True, max_length=100, verbose_name="nom pour la recherche")),
                ("department", models.CharField(max_length=3, verbose_name="département")),
                (
                    "postcodes",
                    core.fields.CodeSetField(default=list, verbose_name="codes postaux"),
                ),
                ("population", models.PositiveIntegerField(null=True, verbose_name="population")),
                ("epci_code", models.CharField(blank=True, max_length=9, verbose_name="numéro SIREN de l’EPCI")),
                ("epci_name", models.CharField(blank=True, max_length=200, verbose_name="intercommunalité (EPCI)")),
                (
                    "longitude",
                    models.DecimalField(decimal_places=6, max_digits=9, null=True, verbose_name="longitude du centre"),
                ),
                (
                    "latitude",
                    models.DecimalField(decimal_places=6, max_digits=8, null=True, verbose_name="latitude du centre"),
                ),
            ],
            options={
                "verbose_name": "commune",
                "verbose_name_plural": "communes",
            },
        ),
        migrations.CreateModel(
            name="FormerCommune",
            fields=[
                ("code", models.CharField(max_length=5, primary_key=True, serialize=False, verbose_name="code INSEE")),
                ("name", models.CharField(max_length=100, verbose_name="nom")),
                ("folded", models.CharField(db_index=True, max_length=100, verbose_name="nom pour la recherche")),
                ("kind", models.CharField(max_length=20, verbose_name="nature")),
                (
                    "commune",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="former",
                        to="inventory.commune",
                        verbose_name="commune",
                    ),
                ),
            ],
            options={
                "verbose_name": "ancienne commune",
                "verbose_name_plural": "anciennes communes",
            },
        ),
    ]
