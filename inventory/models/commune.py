"""The communes of France, and the former communes that are now part of each."""

from __future__ import annotations

from django.db import models

from core.fields import CodeSetField


class Commune(models.Model):
    """A current commune of the Code officiel géographique. `load_communes` writes the rows; people do not edit them."""

    insee_code = models.CharField("code INSEE", max_length=5, primary_key=True)
    name = models.CharField("nom", max_length=100)
    folded = models.CharField("nom pour la recherche", max_length=100, db_index=True)
    department = models.CharField("département", max_length=3)
    postcodes = CodeSetField("codes postaux")
    population = models.PositiveIntegerField("population", null=True)
    epci_code = models.CharField("numéro SIREN de l’EPCI", max_length=9, blank=True)
    epci_name = models.CharField("intercommunalité (EPCI)", max_length=200, blank=True)
    longitude = models.DecimalField("longitude du centre", max_digits=9, decimal_places=6, null=True)
    latitude = models.DecimalField("latitude du centre", max_digits=8, decimal_places=6, null=True)
    #: The name of the former commune by which a look-up found this one; not stored.
    via = ""

    class Meta:
        verbose_name = "commune"
        verbose_name_plural = "communes"

    def __str__(self) -> str:
        return f"{self.name} ({self.department})"


class FormerCommune(models.Model):
    """A former commune that was merged into another, or an arrondissement of a large city.

    The main commune of a merger keeps its code, under which the merged commune is found too. Its row here has the name
    that it had before.
    """

    code = models.CharField("code INSEE", max_length=5, primary_key=True)
    name = models.CharField("nom", max_length=100)
    folded = models.CharField("nom pour la recherche", max_length=100, db_index=True)
    kind = models.CharField("nature", max_length=20)
    commune = models.ForeignKey(Commune, verbose_name="commune", on_delete=models.CASCADE, related_name="former")

    class Meta:
        verbose_name = "ancienne commune"
        verbose_name_plural = "anciennes communes"

    def __str__(self) -> str:
        return self.name
