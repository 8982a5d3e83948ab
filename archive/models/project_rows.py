"""Child models of projects: members, progress entries, meetings, documents, sources."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, PageChooserPanel
from wagtail.documents import get_document_model_string
from wagtail.models import Orderable

from archive.models.sources import AbstractSource
from core.fields import FuzzyDateField, date_columns

#: Characters of the text of a progress entry, in the admin and in contributions.
LONGEST_ENTRY = 1500


class ProjectMember(Orderable):
    """An organisation that takes part in a project: one of the directory, or a name without a row of its own."""

    project = ParentalKey("archive.ProjectPage", on_delete=models.CASCADE, related_name="members")
    organisation = models.ForeignKey(
        "core.Partner", verbose_name="organisation", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    name = models.CharField("nom seul", max_length=150, blank=True, help_text="Pour un membre qui n’a pas de fiche.")
    role = models.CharField("rôle", max_length=150, blank=True, help_text="Par exemple « pilote », « financeur ».")

    panels = [FieldPanel("organisation"), FieldRowPanel([FieldPanel("name"), FieldPanel("role")])]

    class Meta(Orderable.Meta):
        verbose_name = "membre du projet"
        verbose_name_plural = "membres du projet"

    def __str__(self) -> str:
        return str(self.organisation or self.name)

    def clean(self) -> None:
        if not self.organisation_id and not self.name:
            raise ValidationError({"organisation": "Choisissez une organisation, ou écrivez un nom."})
        if self.organisation_id and self.name:
            raise ValidationError({"name": "Un membre est une organisation ou un nom : gardez un seul des deux."})


class ProgressEntry(Orderable):
    """An entry on the progress of a project: an event of its history, with its date."""

    project = ParentalKey("archive.ProjectPage", on_delete=models.CASCADE, related_name="progress")
    date = FuzzyDateField("date", help_text="Un jour, ou ce que l’on sait : « mars 2015 », « printemps 2016 ».")
    date_earliest, date_latest, date_label = date_columns()
    text = models.TextField(
        "ce qui s’est passé", max_length=LONGEST_ENTRY, help_text="En deux ou trois phrases, sans redire la date."
    )
    url = models.URLField("adresse", blank=True, max_length=500, help_text="La page où l’on peut en lire plus.")
    document = models.ForeignKey(
        get_document_model_string(),
        verbose_name="document",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Le livrable, la décision ou la photo de cette avancée, à télécharger.",
    )

    panels = [FieldPanel("date"), FieldPanel("text"), FieldPanel("url"), FieldPanel("document")]

    class Meta(Orderable.Meta):
        verbose_name = "avancée du projet"
        verbose_name_plural = "avancées du projet"

    def __str__(self) -> str:
        return f"{self.date_label or self.date} – {self.text}"


class ProjectMeeting(Orderable):
    """A meeting of a project, which is an event of the site. Its decisions and what follows are read from the event."""

    project = ParentalKey("archive.ProjectPage", on_delete=models.CASCADE, related_name="meetings")
    event = models.ForeignKey(
        "archive.EventReportPage", verbose_name="évènement", on_delete=models.CASCADE, related_name="+"
    )

    panels = [PageChooserPanel("event", "archive.EventReportPage")]

    class Meta(Orderable.Meta):
        verbose_name = "réunion du projet"
        verbose_name_plural = "réunions du projet"

    def __str__(self) -> str:
        return str(self.event)


class ProjectDocument(Orderable):
    """A file of a project: a mandate, a study, a list."""

    project = ParentalKey("archive.ProjectPage", on_delete=models.CASCADE, related_name="documents")
    document = models.ForeignKey(
        get_document_model_string(), verbose_name="document", on_delete=models.CASCADE, related_name="+"
    )
    title = models.CharField("titre", max_length=200, blank=True, help_text="Laissez vide pour le titre du document.")

    panels = [FieldPanel("document"), FieldPanel("title")]

    class Meta(Orderable.Meta):
        verbose_name = "document du projet"
        verbose_name_plural = "documents du projet"

    def __str__(self) -> str:
        return self.title or str(self.document)


class ProjectSource(AbstractSource):
    """A source of a project page."""

    project = ParentalKey("archive.ProjectPage", on_delete=models.CASCADE, related_name="sources")

    class Meta(AbstractSource.Meta):
        verbose_name = "source du projet"
        verbose_name_plural = "sources du projet"
