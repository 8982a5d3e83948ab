"""Evidence: what establishes, at a date, how far a measure has come. Published, it is validated."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, FieldRowPanel, TitleFieldPanel
from wagtail.search import index

from archive.admin.forms import EvidencePageForm
from archive.choices import ESTABLISHED, CommitmentStatus, EvidenceKind
from core.admin.panels import InlinePanel
from core.blocks.problems import StreamProblems
from core.fields import FuzzyDateField, date_columns
from core.models.page import BasePage, CardData, tabs


class EvidencePage(BasePage):
    """A piece of evidence of the measure above it. To publish it is to validate it, to unpublish it to withdraw it."""

    icon = "sillon-evidence"
    card_kind = "evidence"
    search_reader = "archive.search.documents.commitments.read_evidence"
    search_related = ("sources",)
    summary_field = "extract"
    required_to_publish = ("date", "establishes")

    date = FuzzyDateField(
        "date", blank=True, help_text="De quand date ce qu’elle établit, même approché : « 11/02/2016 », « juin 2017 »."
    )
    date_earliest, date_latest, date_label = date_columns()
    kind = models.CharField(
        "type",
        max_length=12,
        choices=EvidenceKind.choices,
        default=EvidenceKind.OFFICIAL,
        help_text="D’où vient la preuve.",
    )
    establishes = models.CharField(
        "ce qu’elle établit",
        max_length=16,
        choices=ESTABLISHED,
        blank=True,
        help_text="Où en est la mesure à cette date. La preuve validée la plus récente fait le statut de la mesure.",
    )
    extract = models.TextField("extrait", blank=True, help_text="La phrase ou le passage qui le dit, mot pour mot.")

    alias_obstacle = "Une preuve ne peut pas avoir d’alias : elle ne vaut que pour sa mesure. Faites-en une copie."
    base_form_class = EvidencePageForm
    template = "archive/evidence_page.html"
    context_builder = "archive.pages.commitments.evidence_context"
    page_description = "Une preuve datée de l’avancement d’une mesure. La publier, c’est la valider."
    parent_page_types = ["archive.CommitmentPage"]
    subpage_types = []

    search_fields = [
        *BasePage.search_fields,
        index.SearchField("extract"),
        index.FilterField("kind"),
        index.FilterField("establishes"),
        index.FilterField("date_earliest"),
        index.FilterField("date_latest"),
    ]

    class Meta:
        verbose_name = "preuve"
        verbose_name_plural = "preuves"

    def publication_problems(self) -> dict[str, str | StreamProblems]:
        problems = super().publication_problems()
        if self.date and self.date_earliest is None:
            problems["date"] = "Donnez un début à cette date : les preuves d’une mesure se suivent dans le temps."
        elif self.date_earliest and self.date_earliest > timezone.localdate():
            problems["date"] = "Cette date est à venir : une preuve montre où en est la mesure, à une date passée."
        return problems

    @property
    def status(self) -> CommitmentStatus | None:
        """The status that it establishes; None while nobody has chosen one."""
        return CommitmentStatus(self.establishes) if self.establishes else None

    def as_card(self) -> CardData:
        label = " · ".join(filter(None, [self.date_label, self.get_kind_display()]))
        return CardData(
            summary=self.meta_description(), label=label, earliest=self.date_earliest, latest=self.date_latest
        )


EvidencePage.edit_handler = tabs(
    (
        "Preuve",
        [
            TitleFieldPanel("title"),
            FieldRowPanel([FieldPanel("date"), FieldPanel("kind")]),
            FieldPanel("establishes"),
            FieldPanel("extract"),
            InlinePanel(
                "sources",
                heading="Sources",
                label="Source",
                help_text="Le document où la preuve se lit, avec son adresse.",
            ),
        ],
    ),
    ("Classement", [*EvidencePage.themes_panels, *EvidencePage.verification_panels]),
    form_class=EvidencePageForm,
)
