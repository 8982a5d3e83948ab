"""Child models of events: programme, people, decisions, files, sources."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.documents import get_document_model_string
from wagtail.models import Orderable

from archive.models.sources import AbstractSource


class ProgrammeItem(Orderable):
    """An item of the programme of an event."""

    event = ParentalKey("archive.EventReportPage", on_delete=models.CASCADE, related_name="programme")
    time = models.CharField("heure", max_length=40, blank=True, help_text="Par exemple « 17 h 15 ».")
    title = models.CharField("intitulé", max_length=250, help_text="Ce dont il est question à ce moment.")
    speaker = models.CharField(
        "qui parle",
        max_length=250,
        blank=True,
        help_text="Nom et fonction, si la personne n’a pas sa fiche dans les intervenants.",
    )

    panels = [FieldRowPanel([FieldPanel("time"), FieldPanel("title")]), FieldPanel("speaker")]

    class Meta(Orderable.Meta):
        verbose_name = "moment du programme"
        verbose_name_plural = "moments du programme"

    def __str__(self) -> str:
        return self.title


class EventPartner(Orderable):
    """An organisation that takes part in an event."""

    event = ParentalKey("archive.EventReportPage", on_delete=models.CASCADE, related_name="partners")
    partner = models.ForeignKey("core.Partner", verbose_name="partenaire", on_delete=models.CASCADE, related_name="+")

    panels = [FieldPanel("partner")]

    class Meta(Orderable.Meta):
        verbose_name = "partenaire de l’évènement"
        verbose_name_plural = "partenaires de l’évènement"

    def __str__(self) -> str:
        return str(self.partner)


class EventSpeaker(Orderable):
    """A person who speaks at an event."""

    event = ParentalKey("archive.EventReportPage", on_delete=models.CASCADE, related_name="speakers")
    person = models.ForeignKey("core.Person", verbose_name="personne", on_delete=models.CASCADE, related_name="+")

    panels = [FieldPanel("person")]

    class Meta(Orderable.Meta):
        verbose_name = "intervenant de l’évènement"
        verbose_name_plural = "intervenants de l’évènement"

    def __str__(self) -> str:
        return str(self.person)


class EventDecision(Orderable):
    """A decision taken at an event."""

    event = ParentalKey("archive.EventReportPage", on_delete=models.CASCADE, related_name="decisions")
    text = models.CharField("décision", max_length=500, help_text="Une phrase : ce qui a été décidé.")

    panels = [FieldPanel("text")]

    class Meta(Orderable.Meta):
        verbose_name = "décision de l’évènement"
        verbose_name_plural = "décisions de l’évènement"

    def __str__(self) -> str:
        return self.text


class EventFollowUp(Orderable):
    """A task that somebody takes on at an event."""

    event = ParentalKey("archive.EventReportPage", on_delete=models.CASCADE, related_name="follow_ups")
    task = models.CharField("quoi", max_length=300, help_text="Une action, à l’infinitif : « Chiffrer les travaux ».")
    owner = models.CharField(
        "qui", max_length=150, blank=True, help_text="Une organisation ou une personne ; paraît sur la page."
    )
    due = models.DateField("pour le", null=True, blank=True)
    done = models.BooleanField("c’est fait", default=False)

    panels = [FieldPanel("task"), FieldRowPanel([FieldPanel("owner"), FieldPanel("due"), FieldPanel("done")])]

    class Meta(Orderable.Meta):
        verbose_name = "suite de l’évènement"
        verbose_name_plural = "suites de l’évènement"

    def __str__(self) -> str:
        return self.task

    @property
    def is_late(self) -> bool:
        """Whether the task is not done and its day has passed."""
        return not self.done and self.due is not None and self.due < timezone.localdate()


class EventDocument(Orderable):
    """A file of an event: slides, minutes, a list."""

    event = ParentalKey("archive.EventReportPage", on_delete=models.CASCADE, related_name="documents")
    document = models.ForeignKey(
        get_document_model_string(), verbose_name="document", on_delete=models.CASCADE, related_name="+"
    )
    title = models.CharField("titre", max_length=200, blank=True, help_text="Laissez vide pour le titre du document.")

    panels = [FieldPanel("document"), FieldPanel("title")]

    class Meta(Orderable.Meta):
        verbose_name = "document de l’évènement"
        verbose_name_plural = "documents de l’évènement"

    def __str__(self) -> str:
        return self.title or str(self.document)


class EventSource(AbstractSource):
    """A source of an event page."""

    event = ParentalKey("archive.EventReportPage", on_delete=models.CASCADE, related_name="sources")

    class Meta(AbstractSource.Meta):
        verbose_name = "source de l’évènement"
        verbose_name_plural = "sources de l’évènement"
