"""The communes of France, and those that one of them has taken in."""

from __future__ import annotations

from django.db import models

from core.fields import CodeSetField


class Commune(models.Model):
    """A commune of today's Code officiel géographique. Rows come from `load_communes`, never from people."""

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

    class Meta:
        verbose_name = "commune"
        verbose_name_plural = "communes"

    def __str__(self) -> str:
        return f"{self.name} ({self.department})"


class FormerCommune(models.Model):
    """A part of a commune with a code of its own: one that joined others, or an arrondissement of a big city.

    The seat of a merger keeps its code: it is then that of today's commune, under the name it had alone.
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
