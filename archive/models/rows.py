"""The rows of events and publications: programme, people, files, sources."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.documents import get_document_model_string
from wagtail.models import Orderable

from core.fields import FuzzyDateField, date_columns


class Source(Orderable):
    """Where what a page says comes from."""

    title = models.CharField("titre", max_length=250, help_text="Comme on la citerait : « La démarche, AUEG ».")
    date = FuzzyDateField("date", blank=True, help_text="Date de la source, même approchée : « mi-janvier 2017 ».")
    date_earliest, date_latest, date_label = date_columns()
    url = models.URLField("adresse", blank=True, max_length=500, help_text="La page où cette source peut être lue.")
    note = models.CharField(
        "note", max_length=250, blank=True, help_text="Ce que cette source apporte, une page, un lieu."
    )

    panels = [FieldPanel("title"), FieldPanel("date"), FieldPanel("url"), FieldPanel("note")]

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.title


def source_rows(sources: Iterable[Source]) -> list[dict[str, str]]:
    """Sources as `components/sources.html` shows them."""
    return [
        {
            "title": source.title,
            "url": source.url,
            "author": "",
            "date_label": source.date_label,
            "licence": "",
            "note": source.note,
        }
        for source in sources
    ]


class ProgrammeItem(Orderable):
    """One moment of an event."""

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
    """An organisation takes part in an event."""

    event = ParentalKey("archive.EventReportPage", on_delete=models.CASCADE, related_name="partners")
    partner = models.ForeignKey("core.Partner", verbose_name="partenaire", on_delete=models.CASCADE, related_name="+")

    panels = [FieldPanel("partner")]

    class Meta(Orderable.Meta):
        verbose_name = "partenaire de l’évènement"
        verbose_name_plural = "partenaires de l’évènement"

    def __str__(self) -> str:
        return str(self.partner)


class EventSpeaker(Orderable):
    """Someone speaks at an event."""

    event = ParentalKey("archive.EventReportPage", on_delete=models.CASCADE, related_name="speakers")
    person = models.ForeignKey("core.Person", verbose_name="personne", on_delete=models.CASCADE, related_name="+")

    panels = [FieldPanel("person")]

    class Meta(Orderable.Meta):
        verbose_name = "intervenant de l’évènement"
        verbose_name_plural = "intervenants de l’évènement"

    def __str__(self) -> str:
        return str(self.person)


class EventDocument(Orderable):
    """A file handed out at an event, or made from it."""

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


class EventSource(Source):
    """Where what an event page says comes from."""

    event = ParentalKey("archive.EventReportPage", on_delete=models.CASCADE, related_name="sources")

    class Meta(Source.Meta):
        verbose_name = "source de l’évènement"
        verbose_name_plural = "sources de l’évènement"


class PublicationAuthor(Orderable):
    """One author: a person, an organisation, or a name alone."""

    publication = ParentalKey("archive.PublicationPage", on_delete=models.CASCADE, related_name="authors")
    person = models.ForeignKey(
        "core.Person", verbose_name="personne", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    organisation = models.ForeignKey(
        "core.Partner", verbose_name="organisation", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    name = models.CharField("nom seul", max_length=150, blank=True, help_text="Pour un auteur qui n’a pas de fiche.")

    panels = [FieldPanel("person"), FieldPanel("organisation"), FieldPanel("name")]

    class Meta(Orderable.Meta):
        verbose_name = "auteur"
        verbose_name_plural = "auteurs"

    def __str__(self) -> str:
        return str(self.person or self.organisation or self.name)

    def clean(self) -> None:
        filled = {"person": self.person_id, "organisation": self.organisation_id, "name": self.name}
        given = [field for field, value in filled.items() if value]
        if not given:
            raise ValidationError({"person": "Choisissez une personne ou une organisation, ou écrivez un nom."})
        if len(given) > 1:
            message = "Un auteur est une personne, une organisation ou un nom : gardez un seul des trois."
            raise ValidationError({given[1]: message})

    def structured_data(self) -> dict[str, str] | str:
        """The author for schema.org; a name alone may be a person's or an organisation's, and stays a text."""
        if self.name:
            return self.name
        return {"@type": "Person" if self.person_id else "Organization", "name": str(self)}


class PublicationFile(Orderable):
    """A file of a publication; its size and hash are the document's own."""

    publication = ParentalKey("archive.PublicationPage", on_delete=models.CASCADE, related_name="files")
    document = models.ForeignKey(
        get_document_model_string(), verbose_name="document", on_delete=models.CASCADE, related_name="+"
    )
    label = models.CharField("libellé", max_length=200, blank=True, help_text="Par exemple « Version imprimable ».")

    panels = [FieldPanel("document"), FieldPanel("label")]

    class Meta(Orderable.Meta):
        verbose_name = "fichier"
        verbose_name_plural = "fichiers"

    def __str__(self) -> str:
        return self.label or str(self.document)


class PublicationSource(Source):
    """Where what a publication page says comes from."""

    publication = ParentalKey("archive.PublicationPage", on_delete=models.CASCADE, related_name="sources")

    class Meta(Source.Meta):
        verbose_name = "source de la publication"
        verbose_name_plural = "sources de la publication"
