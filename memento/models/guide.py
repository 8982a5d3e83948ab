"""The guide as a whole: what it is for, its chapters, its editions."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, TitleFieldPanel
from wagtail.models import Orderable, Page
from wagtail.search import index

from core import images
from core.fields import FuzzyDateData, FuzzyDateField, date_columns, date_data
from core.gate import Gate
from core.models.page import BasePage, CardData, tabs
from memento.listings import Outline, outline
from memento.models.chapter import ChapterPage
from memento.models.sheet import SheetPage


class MementoPage(BasePage):
    """The guide. One for a site: its chapters stand below it, and what goes with them."""

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

    template = "memento/memento_page.html"
    page_description = "Le mémento : son introduction et ses éditions. Les chapitres se créent en dessous."
    parent_page_types = ["home.HomePage"]
    subpage_types = ["memento.ChapterPage", "memento.TestimonialIndexPage"]
    max_count_per_parent = 1

    search_fields = [*BasePage.search_fields, index.SearchField("introduction")]

    class Meta:
        verbose_name = "mémento"
        verbose_name_plural = "mémentos"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        gate: Gate = context["gate"]
        context["cover"] = images.load([self.cover_id]).get(self.cover_id) if self.cover_id else None
        context["outline"] = self.outline(gate)
        context["companions"] = self.companions(gate)
        context["editions"] = self.edition_rows()
        return context

    def outline(self, gate: Gate) -> Outline:
        """The chapters and sheets that the reader may see. Two queries."""
        return outline(gate, gate.pages(ChapterPage).within(self.path), gate.pages(SheetPage).within(self.path))

    def companions(self, gate: Gate) -> list[dict[str, str]]:
        """What stands beside the chapters, each with `title` and `url`. One query."""
        pages = gate.pages(Page).filter(path__startswith=self.path, depth=self.depth + 1).not_exact_type(ChapterPage)
        rows = pages.order_by("path").values("title", "url_path")
        return [{"title": row["title"], "url": gate.url(row["url_path"])} for row in rows]

    def edition_rows(self) -> list[dict[str, Any]]:
        """The editions as plain rows, latest first as editors put them; `date` is a `FuzzyDateData` or None."""
        return [
            {"number": edition.number, "title": edition.title, "date": edition.said, "note": edition.note}
            for edition in self.editions.all()
        ]

    def as_card(self) -> CardData:
        return CardData(summary=self.search_description or self.introduction, image_id=self.cover_id)


class Edition(Orderable):
    """A state of the guide that was given a number and made known."""

    memento = ParentalKey(MementoPage, on_delete=models.CASCADE, related_name="editions")
    number = models.CharField("numéro", max_length=20, help_text="Par exemple « 2 » ou « 2026 ».")
    title = models.CharField("titre", max_length=150, blank=True)
    date = FuzzyDateField("date", blank=True, help_text="Comme vous la connaissez : « mars 2026 », « mi-mai 2017 ».")
    date_earliest, date_latest, date_label = date_columns()
    note = models.TextField("ce qui change", blank=True, help_text="En une ou deux phrases.")

    panels = [FieldPanel("number"), FieldPanel("title"), FieldPanel("date"), FieldPanel("note")]

    class Meta(Orderable.Meta):
        verbose_name = "édition"
        verbose_name_plural = "éditions"

    def __str__(self) -> str:
        return f"Édition {self.number}"

    @property
    def said(self) -> FuzzyDateData | None:
        """The date for output."""
        return date_data(self, "date")


MementoPage.edit_handler = tabs(
    ("Contenu", [TitleFieldPanel("title"), FieldPanel("introduction"), FieldPanel("cover")]),
    (
        "Éditions",
        [
            InlinePanel(
                "editions",
                heading="Éditions",
                label="Édition",
                help_text="Les éditions du mémento, la plus récente en premier.",
            )
        ],
    ),
    ("Classement", [*MementoPage.themes_panels, *MementoPage.verification_panels]),
)
