"""Child models of publications: authors, files, origins, sources."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, PageChooserPanel
from wagtail.documents import get_document_model_string
from wagtail.models import Orderable

from archive.choices import AuthorKind
from archive.models.sources import AbstractSource

NO_KIND = "Dites si ce nom est celui d’une personne ou d’une organisation : une citation les écrit autrement."
#: The types of pages from which a publication may come.
ORIGIN_TYPES = [
    "archive.EventReportPage", "archive.ProjectPage", "archive.PublicationPage", "archive.TourPage",
    "archive.CommitmentPlanPage",
]  # fmt: skip


class PublicationAuthor(Orderable):
    """An author of a publication: a person, an organisation, or a name without a row of its own."""

    publication = ParentalKey("archive.PublicationPage", on_delete=models.CASCADE, related_name="authors")
    person = models.ForeignKey(
        "core.Person", verbose_name="personne", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    organisation = models.ForeignKey(
        "core.Partner", verbose_name="organisation", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    name = models.CharField(
        "nom seul",
        max_length=150,
        blank=True,
        help_text="Pour un auteur qui n’a pas de fiche. D’une personne, « Prénom Nom », ou « Nom, Prénom » quand le "
        "nom a plusieurs mots.",
    )
    name_kind = models.CharField(
        "ce nom est celui d’",
        max_length=12,
        choices=AuthorKind.choices,
        blank=True,
        help_text="À dire pour un nom seul : les citations inversent le nom d’une personne, pas celui d’un organisme.",
    )

    panels = [
        FieldPanel("person"),
        FieldPanel("organisation"),
        FieldRowPanel([FieldPanel("name"), FieldPanel("name_kind")]),
    ]

    class Meta(Orderable.Meta):
        verbose_name = "auteur"
        verbose_name_plural = "auteurs"

    def __str__(self) -> str:
        return str(self.person or self.organisation or self.name)

    def clean(self) -> None:
        fields = {"person": self.person_id, "organisation": self.organisation_id, "name": self.name}
        names = [name for name, value in fields.items() if value]
        if not names:
            raise ValidationError({"person": "Choisissez une personne ou une organisation, ou écrivez un nom."})
        if len(names) > 1:
            message = "Un auteur est une personne, une organisation ou un nom : gardez un seul des trois."
            raise ValidationError({names[1]: message})
        if self.name and not self.name_kind and self.pk is None:  # rows stored before this field existed may lack it
            raise ValidationError({"name_kind": NO_KIND})


class PublicationFile(Orderable):
    """A file of a publication."""

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


class PublicationOrigin(Orderable):
    """A page of the site that a publication comes from: an event, a project, another publication."""

    publication = ParentalKey("archive.PublicationPage", on_delete=models.CASCADE, related_name="origins")
    page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name="page",
        on_delete=models.CASCADE,
        related_name="+",
        help_text="La rencontre, le projet ou la publication dont celle-ci est issue.",
    )

    panels = [PageChooserPanel("page", ORIGIN_TYPES)]

    class Meta(Orderable.Meta):
        verbose_name = "origine de la publication"
        verbose_name_plural = "origines de la publication"

    def __str__(self) -> str:
        return str(self.page)


class PublicationSource(AbstractSource):
    """A source of a publication page."""

    publication = ParentalKey("archive.PublicationPage", on_delete=models.CASCADE, related_name="sources")

    class Meta(AbstractSource.Meta):
        verbose_name = "source de la publication"
        verbose_name_plural = "sources de la publication"
