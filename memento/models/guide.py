"""The guide's page and its chapters."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Count, Min
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.admin.panels import FieldPanel, TitleFieldPanel
from wagtail.models import PageManager
from wagtail.search import index

from core.admin.panels import InlinePanel
from core.models.page import BasePage, CardData, tabs
from memento.admin.forms import MementoPageForm
from memento.models.edition import Edition, EditionSheet
from memento.querysets import GuidePageQuerySet


class MementoPage(BasePage):
    """The guide, one per site. Its chapters and the list of testimonials are its children."""

    icon = "sillon-memento"
    required_to_publish = ("introduction",)

    introduction = models.TextField(
        "introduction", blank=True, help_text="À qui le mémento s’adresse et ce qu’on y trouve, en quelques phrases."
    )
    cover = models.ForeignKey(
        "core.SillonImage",
        verbose_name="couverture",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Montrée en tête du mémento, et quand on le partage.",
    )

    base_form_class = MementoPageForm
    template = "memento/memento_page.html"
    context_builder = "memento.pages.guide.guide_context"
    view = "memento.pages.changes.serve_guide"
    page_description = "Le mémento : son introduction et ses éditions. Les chapitres se créent en dessous."
    parent_page_types = ["home.HomePage"]
    subpage_types = [
        "memento.ChapterPage",
        "memento.DiagnosticPage",
        "memento.DecisionTreePage",
        "memento.TestimonialIndexPage",
    ]
    max_count_per_parent = 1

    search_fields = [*BasePage.search_fields, index.SearchField("introduction")]

    class Meta:
        verbose_name = "mémento"
        verbose_name_plural = "mémentos"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self._reuse_edition_rows()
        super().save(*args, **kwargs)

    @cached_property
    def records(self) -> dict[int, tuple[date, int]]:
        """The day of recording and the number of recorded sheets, by id of edition. One query."""
        sheets = EditionSheet.objects.filter(edition__memento=self.pk).order_by().values("edition")
        rows = sheets.annotate(at=Min("recorded_at"), sheets=Count("pk")).values_list("edition", "at", "sheets")
        return {edition: (timezone.localdate(at), count) for edition, at, count in rows}

    def _reuse_edition_rows(self) -> None:
        """Give editions of an old revision, which have no primary key yet, that of the row with their number.

        A new row in its place would lose the recorded sheets.
        """
        without_pk = [edition for edition in self.editions.all() if edition.pk is None]
        if without_pk and self.pk:
            used = [edition.pk for edition in self.editions.all() if edition.pk]
            others = Edition.objects.filter(memento=self.pk).exclude(pk__in=used)
            rows = dict(others.values_list("number", "pk"))
            for edition in without_pk:
                edition.pk = rows.pop(edition.number, None)

    def as_card(self) -> CardData:
        return CardData(summary=self.meta_description(), image_id=self.cover_id)


MementoPage.edit_handler = tabs(
    ("Contenu", [TitleFieldPanel("title"), FieldPanel("introduction"), FieldPanel("cover")]),
    (
        "Éditions",
        [
            InlinePanel(
                "editions",
                heading="Éditions",
                label="Édition",
                help_text="Peu importe l’ordre : les lecteurs voient la plus récente en premier, d’après les dates.",
            )
        ],
    ),
    ("Classement", [*MementoPage.themes_panels, *MementoPage.verification_panels]),
    form_class=MementoPageForm,
)


class ChapterPage(BasePage):
    """A chapter of the guide."""

    icon = "sillon-chapter"

    introduction = models.TextField(
        "introduction", blank=True, help_text="La question à laquelle ce chapitre répond, en deux ou trois phrases."
    )

    objects = PageManager.from_queryset(GuidePageQuerySet)()

    template = "memento/chapter_page.html"
    context_builder = "memento.pages.guide.chapter_context"
    page_description = "Un chapitre du mémento. Les fiches se créent en dessous, dans l’ordre de lecture."
    parent_page_types = ["memento.MementoPage"]
    subpage_types = ["memento.SheetPage"]

    search_fields = [*BasePage.search_fields, index.SearchField("introduction")]

    class Meta:
        verbose_name = "chapitre"
        verbose_name_plural = "chapitres"


ChapterPage.edit_handler = tabs(
    ("Contenu", [TitleFieldPanel("title"), FieldPanel("introduction")]),
    ("Classement", [*ChapterPage.themes_panels, *ChapterPage.verification_panels]),
)
