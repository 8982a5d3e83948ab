"""Tours: dated steps on a map."""

from __future__ import annotations

from datetime import date as Day
from typing import Any

from django.db import models
from wagtail.admin.panels import FieldPanel, TitleFieldPanel
from wagtail.models import PageManager
from wagtail.search import index

from archive.events import schedule
from archive.models.tour_rows import TourStep
from archive.querysets import TourQuerySet
from core.admin.panels import InlinePanel
from core.blocks import GENERAL_BLOCKS
from core.blocks.resolver import Resolver
from core.fields import FuzzyDateField, StreamField, date_columns
from core.models.page import BasePage, CardData, tabs
from core.visibility.gate import Gate

#: Maximum number of steps of a tour.
MAX_STEPS = 100


def years_between(first: Day | None, last: Day | None) -> str:
    """Return « 2017 » or « 2017-2018 », the years of the steps of a tour without a period; "" if one is not known."""
    if first is None or last is None:
        return ""
    return str(first.year) if first.year == last.year else f"{first.year}-{last.year}"


class TourPage(BasePage):
    """A tour. A tour of which no step is known yet can be published, so that readers may complete it."""

    icon = "sillon-tour"
    card_kind = "tour"
    search_reader = "archive.search.documents.events.read_tours"
    search_related = ("steps__place", "sources")

    date = FuzzyDateField(
        "période",
        blank=True,
        help_text="Quand le tour a eu lieu : « 2017 », « de mars à juin 2017 ». Laissez vide si vous l’ignorez : la "
        "page montre alors les dates des étapes.",
    )
    date_earliest, date_latest, date_label = date_columns()
    introduction = models.TextField(
        "présentation", blank=True, help_text="Deux ou trois phrases : qui a fait ce tour, et pourquoi."
    )
    image = models.ForeignKey(
        "core.SillonImage",
        verbose_name="image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Paraît en tête de la page et dans les listes.",
    )
    body = StreamField(
        GENERAL_BLOCKS,
        verbose_name="récit",
        blank=True,
        help_text="Ce que le tour a appris, une fois toutes les étapes parcourues.",
    )

    objects = PageManager.from_queryset(TourQuerySet)()

    template = "archive/tour_page.html"
    context_builder = "archive.pages.tour.tour_context"
    page_description = "Un tour : ses étapes datées, sur une carte et dans l’ordre, chacune avec son compte rendu."
    parent_page_types = ["archive.ArchiveIndexPage"]
    subpage_types = []

    search_fields = [
        *BasePage.search_fields,
        index.SearchField("introduction"),
        index.SearchField("body"),
        index.RelatedFields(
            "steps", [index.SearchField("title"), index.SearchField("locality"), index.SearchField("summary")]
        ),
        index.FilterField("date_earliest"),
        index.FilterField("date_latest"),
    ]

    class Meta:
        verbose_name = "tour"
        verbose_name_plural = "tours"

    @property
    def iso_date(self) -> str:
        """The period for a `<time>` element; empty if it is not a year, a month or a day."""
        return schedule.iso(self.date)

    def ordered_steps(self) -> list[TourStep]:
        """Return the steps by date, then as they were typed."""
        return sorted(self.steps.all(), key=lambda step: step.order)

    def content(self, gate: Gate, absolute: bool = False) -> dict[str, Any]:
        """Return the resolved `image` and `body`, for templates and the API; `absolute` is for whole URLs."""
        block, raw = self.body.stream_block, self.body.get_prep_value()
        resolver = Resolver(gate, absolute=absolute)
        resolver.add_image(self.image_id)
        resolver.add_stream(block, raw)
        resolver.load()
        return {"image": resolver.image(self.image_id), "body": resolver.stream(block, raw)}

    def as_card(self) -> CardData:
        earliest, latest = self._days()
        return CardData(
            summary=self.meta_description(),
            label=self.date_label or years_between(earliest, latest),
            image_id=self.image_id,
            earliest=earliest,
            latest=latest,
        )

    def _days(self) -> tuple[Day | None, Day | None]:
        """Return the first and the last possible day of the period, or without one those of the steps."""
        if self.date:
            return self.date_earliest, self.date_latest
        days = [step.days for step in self.steps.all()]
        return (
            min((earliest for earliest, _ in days if earliest), default=None),
            max((latest for _, latest in days if latest), default=None),
        )


TourPage.edit_handler = tabs(
    (
        "Tour",
        [
            TitleFieldPanel("title"),
            FieldPanel("date"),
            FieldPanel("introduction"),
            FieldPanel("image"),
        ],
    ),
    (
        "Étapes",
        [
            InlinePanel(
                "steps",
                heading="Étapes",
                label="Étape",
                max_num=MAX_STEPS,
                help_text="Une par arrêt. La page les range par date ; sans date, elles viennent à la fin, dans cet "
                "ordre-ci.",
            )
        ],
    ),
    ("Récit", [FieldPanel("body")]),
    (
        "Sources et classement",
        [
            InlinePanel("sources", heading="Sources", label="Source", help_text="D’où vient ce que dit la page."),
            *TourPage.themes_panels,
            *TourPage.verification_panels,
        ],
    ),
)
