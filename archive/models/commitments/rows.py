"""Child models of plans, measures and evidence: axes, lead organisations, sources."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable

from archive.models.sources import AbstractSource


class PlanAxis(Orderable):
    """An axis of a plan. Measures name their axis by its title."""

    plan = ParentalKey("archive.CommitmentPlanPage", on_delete=models.CASCADE, related_name="axes")
    title = models.CharField("axe", max_length=200, help_text="Tel que le plan le nomme : « Télétravail ».")

    panels = [FieldPanel("title")]

    class Meta(Orderable.Meta):
        verbose_name = "axe du plan"
        verbose_name_plural = "axes du plan"

    def __str__(self) -> str:
        return self.title


class CommitmentLead(Orderable):
    """An organisation that leads a measure: a `Partner`, or a name without a row of its own."""

    commitment = ParentalKey("archive.CommitmentPage", on_delete=models.CASCADE, related_name="leads")
    organisation = models.ForeignKey(
        "core.Partner",
        verbose_name="organisation du répertoire",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        help_text="Si elle a sa fiche dans le répertoire des partenaires.",
    )
    name = models.CharField("nom seul", max_length=150, blank=True, help_text="Sinon, son nom : « CGET ».")

    panels = [FieldPanel("name"), FieldPanel("organisation")]

    class Meta(Orderable.Meta):
        verbose_name = "pilote de la mesure"
        verbose_name_plural = "pilotes de la mesure"

    def __str__(self) -> str:
        return str(self.organisation or self.name)

    def clean(self) -> None:
        if bool(self.organisation_id) == bool(self.name):
            message = (
                "Gardez l’un des deux : le nom seul ou l’organisation du répertoire."
                if self.name
                else "Écrivez un nom, ou choisissez une organisation du répertoire."
            )
            raise ValidationError({"name": message})


class PlanSource(AbstractSource):
    """A source of a plan."""

    plan = ParentalKey("archive.CommitmentPlanPage", on_delete=models.CASCADE, related_name="sources")

    class Meta(AbstractSource.Meta):
        verbose_name = "source du plan"
        verbose_name_plural = "sources du plan"


class CommitmentSource(AbstractSource):
    """A source of the text of a measure."""

    commitment = ParentalKey("archive.CommitmentPage", on_delete=models.CASCADE, related_name="sources")

    class Meta(AbstractSource.Meta):
        verbose_name = "source de la mesure"
        verbose_name_plural = "sources de la mesure"


class EvidenceSource(AbstractSource):
    """A document in which a piece of evidence can be read."""

    evidence = ParentalKey("archive.EvidencePage", on_delete=models.CASCADE, related_name="sources")

    class Meta(AbstractSource.Meta):
        verbose_name = "source de la preuve"
        verbose_name_plural = "sources de la preuve"
