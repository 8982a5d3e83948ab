"""Plans of commitments and their measures. The status of a measure is never stored: its evidence establishes it."""

from __future__ import annotations

from django.db import models
from wagtail.admin.panels import FieldPanel, FieldRowPanel, PageChooserPanel, TitleFieldPanel
from wagtail.search import index

from archive.admin.forms import CommitmentPageForm, PlanPageForm
from archive.admin.panels import EvidencePanel
from core.admin.panels import InlinePanel
from core.blocks import GENERAL_BLOCKS
from core.blocks.problems import StreamProblems
from core.db.prefetched import child_rows
from core.fields import FuzzyDateField, StreamField, date_columns
from core.models.page import BasePage, CardData, tabs


class CommitmentPlanPage(BasePage):
    """A plan of public commitments: a committee's list of measures, a national plan."""

    icon = "sillon-plan"
    card_kind = "commitment_plan"
    search_reader = "archive.search.documents.commitments.read_plans"
    search_related = ("axes", "sources")

    date = FuzzyDateField(
        "date", blank=True, help_text="Le jour où le plan a été annoncé, même approché : « 13/03/2015 »."
    )
    date_earliest, date_latest, date_label = date_columns()
    author = models.CharField(
        "qui s’engage", max_length=200, blank=True, help_text="Par exemple « Gouvernement » ou « Région »."
    )
    introduction = models.TextField(
        "présentation", blank=True, help_text="Deux ou trois phrases : de quel plan il s’agit, et où l’on en est."
    )
    body = StreamField(
        GENERAL_BLOCKS,
        verbose_name="contenu",
        blank=True,
        help_text="Ce que le plan annonce en bloc, ses bilans d’ensemble : tout ce qui n’est pas une mesure.",
    )

    base_form_class = PlanPageForm
    template = "archive/commitment_plan_page.html"
    context_builder = "archive.pages.commitments.plan_context"
    page_description = "Un plan d’engagements : ses axes, ses mesures, et la synthèse de ce qui est réalisé."
    parent_page_types = ["archive.CommitmentIndexPage"]
    subpage_types = ["archive.CommitmentPage"]

    search_fields = [
        *BasePage.search_fields,
        index.SearchField("introduction"),
        index.SearchField("body"),
        index.SearchField("author", boost=2),
        index.FilterField("author"),
        index.FilterField("date_earliest"),
        index.FilterField("date_latest"),
    ]

    class Meta:
        verbose_name = "plan d’engagements"
        verbose_name_plural = "plans d’engagements"

    def as_card(self) -> CardData:
        return CardData(
            summary=self.meta_description(),
            label=self.date_label,
            earliest=self.date_earliest,
            latest=self.date_latest,
        )


class CommitmentPage(BasePage):
    """A measure of a plan. Its evidence are the pages below it."""

    icon = "sillon-measure"
    card_kind = "commitment"
    search_reader = "archive.search.documents.commitments.read_commitments"
    search_related = ("leads__organisation", "sources")
    summary_field = "text"
    required_to_publish = ("text",)

    number = models.CharField(
        "numéro", max_length=20, blank=True, help_text="Tel que le plan le donne : « 16 », « 16-a »."
    )
    text = models.TextField("texte exact", blank=True, help_text="La mesure mot pour mot, comme le plan l’énonce.")
    axis = models.CharField(
        "axe", max_length=200, blank=True, help_text="Un des axes du plan ; ils s’ajoutent sur la page du plan."
    )
    part_of = models.ForeignKey(
        "self",
        verbose_name="sous-mesure de",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="parts",
        help_text="Quand cette mesure précise une autre mesure du même plan, comme 16-a précise la 16.",
    )
    date = FuzzyDateField("date de l’engagement", blank=True, help_text="Laissez vide si c’est celle du plan.")
    date_earliest, date_latest, date_label = date_columns()
    leads_to = models.ForeignKey(
        "archive.CommitmentPlanPage",
        verbose_name="plan qui en est issu",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="origins",
        help_text="Quand la mesure demandait un plan, et que ce plan a sa page ici.",
    )
    due = FuzzyDateField(
        "échéance", blank=True, help_text="Pour quand la mesure est promise : « fin 2016 », « 31/12/2016 »."
    )
    due_earliest, due_latest, due_label = date_columns()

    base_form_class = CommitmentPageForm
    template = "archive/commitment_page.html"
    context_builder = "archive.pages.commitments.commitment_context"
    page_description = "Une mesure d’un plan : son texte exact, ses pilotes, son échéance. Ses preuves font son statut."
    parent_page_types = ["archive.CommitmentPlanPage"]
    subpage_types = ["archive.EvidencePage"]

    search_fields = [
        *BasePage.search_fields,
        index.SearchField("number"),
        index.SearchField("text"),
        index.SearchField("axis"),
        index.SearchField("lead_names", boost=2),
        index.FilterField("number"),
        index.FilterField("due_latest"),
    ]

    class Meta:
        verbose_name = "mesure"
        verbose_name_plural = "mesures"

    @property
    def name(self) -> str:
        """The number and the title of the measure: « Mesure 16 – Plan de télétravail »."""
        return name_of(self.number, self.title)

    @property
    def lead_names(self) -> str:
        """The names of the lead organisations, for search."""
        return ", ".join(str(row) for row in child_rows(self, "leads", "organisation"))

    def publication_problems(self) -> dict[str, str | StreamProblems]:
        problems = super().publication_problems()
        whole = self.part_of
        if whole is None:
            return problems
        if whole.pk == self.pk:
            problems["part_of"] = "Une mesure n’est pas sa propre sous-mesure."
        elif whole.part_of_id:
            problems["part_of"] = "Cette mesure est elle-même une sous-mesure : choisissez celle qu’elle précise."
        elif self.pk and self.parts.exists():
            problems["part_of"] = "Cette mesure a elle-même des sous-mesures : elle ne peut pas en être une."
        elif self.path and not whole.path.startswith(self.path[: -self.steplen]):
            problems["part_of"] = "Choisissez une mesure du même plan."
        return problems

    def as_card(self) -> CardData:
        return CardData(
            summary=self.meta_description(),
            label=f"Mesure {self.number}" if self.number else "Mesure",
            earliest=self.date_earliest,
            latest=self.date_latest,
        )


def name_of(number: str, title: str) -> str:
    """Return the name of a measure, with its number if it has one."""
    return f"Mesure {number} – {title}" if number else title


CommitmentPlanPage.edit_handler = tabs(
    (
        "Plan",
        [
            TitleFieldPanel("title"),
            FieldRowPanel([FieldPanel("date"), FieldPanel("author")]),
            FieldPanel("introduction"),
            InlinePanel(
                "axes",
                heading="Axes",
                label="Axe",
                help_text="Les chapitres du plan, dans l’ordre ; chaque mesure en choisit un.",
            ),
            FieldPanel("body"),
        ],
    ),
    (
        "Sources et classement",
        [
            InlinePanel("sources", heading="Sources", label="Source", help_text="D’où vient ce que dit la page."),
            *BasePage.themes_panels,
            *BasePage.verification_panels,
        ],
    ),
    form_class=PlanPageForm,
)

CommitmentPage.edit_handler = tabs(
    (
        "Mesure",
        [
            FieldPanel("number"),
            TitleFieldPanel("title"),
            FieldPanel("text"),
            FieldPanel("axis"),
            PageChooserPanel("part_of"),
            PageChooserPanel("leads_to"),
            InlinePanel(
                "leads",
                heading="Pilotes",
                label="Pilote",
                help_text="Qui est chargé de la mesure, le chef de file d’abord.",
            ),
            FieldRowPanel([FieldPanel("date"), FieldPanel("due")]),
        ],
    ),
    ("Preuves", [EvidencePanel(heading="Preuves")]),
    (
        "Sources et classement",
        [
            InlinePanel("sources", heading="Sources", label="Source", help_text="D’où vient le texte de la mesure."),
            *BasePage.themes_panels,
            *BasePage.verification_panels,
        ],
    ),
    form_class=CommitmentPageForm,
)
