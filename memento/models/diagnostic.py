"""Diagnostics: questionnaires that score a project on a few axes."""

from __future__ import annotations

from django.db import models
from wagtail.admin.panels import FieldPanel, PageChooserPanel, TitleFieldPanel
from wagtail.models import PageManager
from wagtail.search import index

from core.blocks.problems import StreamProblems
from core.fields import StreamField
from core.models.page import BasePage, CardData, tabs
from memento.admin.forms import DiagnosticPageForm
from memento.blocks.diagnostic import AXES, QUESTIONS
from memento.diagnostics.definition import Definition, read, sheet_ids
from memento.diagnostics.limits import MAX_AXES
from memento.diagnostics.problems import Problems, problems
from memento.models.sheet import SheetPage
from memento.querysets import GuidePageQuerySet


class DiagnosticPage(BasePage):
    """A questionnaire. The answers of readers are not stored: they are in the address of the result."""

    icon = "sillon-diagnostic"
    card_kind = "diagnostic"
    facts_age = True
    #: What readers call such a page, on cards and in lists.
    label = "Questionnaire"
    required_to_publish = ("introduction",)

    introduction = models.TextField(
        "introduction", blank=True, help_text="À qui ce questionnaire sert, à quel moment, et le temps qu’il prend."
    )
    axes = StreamField(
        AXES,
        verbose_name="axes",
        blank=True,
        max_num=MAX_AXES,
        help_text="Ce que le questionnaire mesure, par exemple pertinence et pérennité ; quatre axes au plus.",
    )
    questions = StreamField(
        QUESTIONS,
        verbose_name="questions",
        blank=True,
        collapsed=True,  # a form of eighty open questions is slow to draw, and hard to find one's way in
        help_text="Les questions dans l’ordre, sous les titres des parties. Si une question change de sens, "
        "supprimez-la et ajoutez-en une autre : les résultats déjà partagés le diront à leurs lecteurs.",
    )
    publication = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name="publication",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Celle dont ce questionnaire est tiré, s’il y en a une.",
    )

    objects = PageManager.from_queryset(GuidePageQuerySet)()

    base_form_class = DiagnosticPageForm
    template = "memento/diagnostic_page.html"
    context_builder = "memento.pages.diagnostic.diagnostic_context"
    view = "memento.pages.diagnostic.serve_diagnostic"
    page_description = "Un questionnaire : des questions à points, un résultat par axe, et ce qu’il faut lire et faire."
    parent_page_types = ["memento.MementoPage"]
    subpage_types = []

    search_fields = [
        *BasePage.search_fields,
        index.SearchField("introduction"),
        index.SearchField("axes"),
        index.SearchField("questions"),
    ]

    class Meta:
        verbose_name = "questionnaire de pré-diagnostic"
        verbose_name_plural = "questionnaires de pré-diagnostic"

    @property
    def definition(self) -> Definition:
        """The axes and questions as plain objects, read anew each time."""
        return read(self.axes.get_prep_value(), self.questions.get_prep_value())

    def problems(self) -> Problems:
        """Return why the questionnaire cannot be published; empty lists if it can. One query."""
        definition = self.definition
        sheets = SheetPage.objects.live().filter(pk__in=sheet_ids(definition))
        headings = {pk: set(anchors) for pk, anchors in sheets.heading_anchors().items()}
        return problems(definition, self.questions.get_prep_value(), headings)

    def publication_problems(self) -> dict[str, str | StreamProblems]:
        by_field = self.problems()._asdict()
        errors = {name: StreamProblems(problems) for name, problems in by_field.items() if problems}
        return {**super().publication_problems(), **errors}

    def as_card(self) -> CardData:
        return CardData(summary=self.meta_description(), label=self.label)


DiagnosticPage.edit_handler = tabs(
    (
        "Questionnaire",
        [TitleFieldPanel("title"), FieldPanel("introduction"), FieldPanel("axes"), FieldPanel("questions")],
    ),
    ("Liens", [PageChooserPanel("publication", "archive.PublicationPage")]),
    ("Classement", [*DiagnosticPage.themes_panels, *DiagnosticPage.verification_panels]),
    form_class=DiagnosticPageForm,
)
