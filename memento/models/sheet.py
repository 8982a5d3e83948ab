"""A sheet: one subject of the guide, to be read alone."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.html import strip_tags
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, PageChooserPanel, TitleFieldPanel
from wagtail.models import Orderable, PageManager
from wagtail.search import index

from core import contracts
from core.cards import CardRow
from core.fields import FuzzyDateField, StreamField, date_columns, date_data
from core.gate import Gate
from core.models.page import BasePage, CardData, tabs
from core.streams import ResolvedBlock, Resolver
from memento import editions
from memento.blocks import GUIDE_BLOCKS
from memento.contents import anchored, reading_minutes, table_of_contents, without_shown
from memento.glossary import Reading
from memento.listings import TestimonialRow, sheet_links, testimonial_rows
from memento.models.glossary import glossary
from memento.models.testimonial import TestimonialPage
from memento.querysets import SheetQuerySet


class SheetPage(BasePage):
    """A sheet of the guide."""

    icon = "sillon-sheet"
    card_kind = "sheet"
    facts_age = True
    required_to_publish = ("introduction",)

    number = models.PositiveSmallIntegerField(
        "numéro",
        null=True,
        blank=True,
        help_text="Celui que l’on cite : « la fiche 4 ». L’ordre de lecture, lui, est celui des pages.",
    )
    introduction = models.TextField(
        "introduction", blank=True, help_text="Deux ou trois phrases : ce que la fiche permet de faire."
    )
    audience = models.TextField("pour qui", blank=True, help_text="À qui cette fiche est utile.")
    moment = models.TextField("quand", blank=True, help_text="À quel moment du projet la lire.")
    body = StreamField(
        GUIDE_BLOCKS,
        verbose_name="contenu",
        blank=True,
        help_text="Le texte de la fiche, bloc par bloc ; les intertitres font le sommaire.",
    )

    objects = PageManager.from_queryset(SheetQuerySet)()

    template = "memento/sheet_page.html"
    page_description = "Une fiche du mémento : un sujet, de quoi agir, ce qu’il faut retenir et les sources."
    parent_page_types = ["memento.ChapterPage"]
    subpage_types = []

    search_fields = [
        *BasePage.search_fields,
        index.SearchField("introduction"),
        index.SearchField("audience"),
        index.SearchField("body"),
        index.FilterField("number"),
        index.RelatedFields("takeaways", [index.SearchField("text")]),
    ]

    class Meta:
        verbose_name = "fiche du mémento"
        verbose_name_plural = "fiches du mémento"

    def get_template(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        since, _ = editions.asked_of_sheet(request, Gate.for_request(request), self)
        return "memento/changes_sheet.html" if since else super().get_template(request, *args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        gate: Gate = context["gate"]
        body = self.linked_body(gate)
        takeaways = self.takeaway_texts()
        context |= {
            "body": body,
            "contents": table_of_contents(body),
            "takeaways": takeaways,
            "reading_minutes": reading_minutes(self.introduction, body, takeaways),
            "places": without_shown(self.place_cards(gate), body),
            "testimonials": self.testimonial_rows(gate),
            "sources": self.source_rows(),
            "previous_sheet": next(iter(sheet_links(gate, gate.pages(SheetPage).before(self.path)[:1])), None),
            "next_sheet": next(iter(sheet_links(gate, gate.pages(SheetPage).after(self.path)[:1])), None),
        }
        return context | editions.sheet_context(request, gate, self)

    def resolved_body(self, gate: Gate, absolute: bool = False) -> list[ResolvedBlock]:
        """The body for output, the anchors of its headings unique; `absolute` for whole addresses."""
        return self._body(Resolver(gate, absolute=absolute))

    def linked_body(self, gate: Gate) -> list[ResolvedBlock]:
        """The body for readers, with a definition at the first use of each term of the glossary."""
        reading = glossary(gate).reading()
        return self._body(Resolver(gate, annotate=reading.link, passed=reading.passed))

    def noted_body(self, gate: Gate) -> tuple[list[ResolvedBlock], Reading]:
        """The body for programs, whole addresses in it, and which terms of the glossary occur."""
        reading = glossary(gate).reading()
        return self._body(Resolver(gate, absolute=True, annotate=reading.note, passed=reading.passed)), reading

    def _body(self, resolver: Resolver) -> list[ResolvedBlock]:
        block, raw = self.body.stream_block, self.body.get_prep_value()
        resolver.want_stream(block, raw)
        return anchored(resolver.load().stream(block, raw))

    def steps(self, gate: Gate) -> list[dict[str, Any]]:
        """The blocks of steps, without the targets of their links. No query."""
        block, raw = self.body.stream_block, self.body.get_prep_value()
        return [child["value"] for child in Resolver(gate).stream(block, [c for c in raw if c["type"] == "steps"])]

    def takeaway_texts(self) -> list[str]:
        """What to remember, a sentence each."""
        return [takeaway.text for takeaway in self.takeaways.all()]

    def place_cards(self, gate: Gate) -> list[CardRow]:
        """The places it cites that the reader may see, in the editor's order."""
        order = [row.place_id for row in self.related_places.all()]
        return contracts.places_by_id(gate, order) if order else []

    def testimonial_rows(self, gate: Gate) -> list[TestimonialRow]:
        """The related testimonials that the reader may see, in the editor's order."""
        order = [row.testimonial_id for row in self.related_testimonials.all()]
        rows = testimonial_rows(gate, gate.pages(TestimonialPage).filter(pk__in=order)) if order else []
        return sorted(rows, key=lambda row: order.index(row["pk"]))

    def source_rows(self) -> list[dict[str, Any]]:
        """The sources, as the sources' template takes them; `date` is a `FuzzyDateData` or None."""
        return [source.as_row() for source in self.sources.all()]

    def as_card(self) -> CardData:
        label = f"Fiche {self.number}" if self.number is not None else ""
        return CardData(summary=self.search_description or self.introduction, label=label)

    def structured_data(self, gate: Gate) -> dict[str, Any] | None:
        data = {
            "@type": "Article",
            "headline": self.title,
            "description": self.search_description or self.introduction,
            "url": gate.full_url(self.url_path),
            "inLanguage": "fr",
            "dateModified": self.last_published_at.date() if self.last_published_at else None,
            "hasPart": [_how_to(steps, self.title) for steps in self.steps(gate)],
        }
        return {name: value for name, value in data.items() if value}


class Takeaway(Orderable):
    """A sentence to remember of a sheet."""

    page = ParentalKey(SheetPage, on_delete=models.CASCADE, related_name="takeaways")
    text = models.CharField("phrase", max_length=300, help_text="Une phrase entière, qui se comprend seule.")

    panels = [FieldPanel("text")]

    class Meta(Orderable.Meta):
        verbose_name = "phrase à retenir"
        verbose_name_plural = "phrases à retenir"

    def __str__(self) -> str:
        return self.text


class RelatedPlace(Orderable):
    """A sheet cites a place."""

    page = ParentalKey(SheetPage, on_delete=models.CASCADE, related_name="related_places")
    place = models.ForeignKey(
        "inventory.SiteProfilePage", verbose_name="lieu", on_delete=models.CASCADE, related_name="memento_sheets"
    )

    panels = [PageChooserPanel("place")]

    class Meta(Orderable.Meta):
        verbose_name = "lieu cité"
        verbose_name_plural = "lieux cités"

    def __str__(self) -> str:
        return str(self.place)


class RelatedTestimonial(Orderable):
    """A sheet rests on a testimonial."""

    page = ParentalKey(SheetPage, on_delete=models.CASCADE, related_name="related_testimonials")
    testimonial = models.ForeignKey(
        "memento.TestimonialPage", verbose_name="témoignage", on_delete=models.CASCADE, related_name="+"
    )

    panels = [PageChooserPanel("testimonial")]

    class Meta(Orderable.Meta):
        verbose_name = "témoignage lié"
        verbose_name_plural = "témoignages liés"

    def __str__(self) -> str:
        return str(self.testimonial)


class SheetSource(Orderable):
    """Where what a sheet says comes from."""

    page = ParentalKey(SheetPage, on_delete=models.CASCADE, related_name="sources")
    title = models.CharField("titre", max_length=250, help_text="Comme on la citerait.")
    author = models.CharField("auteur", max_length=200, blank=True, help_text="Une personne ou un organisme.")
    date = FuzzyDateField("date", blank=True, help_text="Comme vous la connaissez : « 2016 », « mars 2014 ».")
    date_earliest, date_latest, date_label = date_columns()
    url = models.URLField("adresse", max_length=500, blank=True, help_text="La page où cette source peut être lue.")
    note = models.CharField("note", max_length=300, blank=True, help_text="Ce que la source établit, ou ses limites.")

    panels = [FieldPanel("title"), FieldPanel("author"), FieldPanel("date"), FieldPanel("url"), FieldPanel("note")]

    class Meta(Orderable.Meta):
        verbose_name = "source"
        verbose_name_plural = "sources"

    def __str__(self) -> str:
        return self.title

    def as_row(self) -> dict[str, Any]:
        """The source for output."""
        date = date_data(self, "date")
        return {
            "title": self.title,
            "author": self.author,
            "date": date,
            "date_label": date["label"] if date else "",
            "url": self.url,
            "licence": "",
            "note": self.note,
        }


def _how_to(steps: dict[str, Any], title: str) -> dict[str, Any]:
    """A block of steps for search engines."""
    return {
        "@type": "HowTo",
        "name": steps["title"] or title,
        "step": [
            {"@type": "HowToStep", "name": step["title"], "text": strip_tags(step["text"] or "") or step["title"]}
            for step in steps["steps"]
        ],
    }


SheetPage.edit_handler = tabs(
    (
        "Contenu",
        [
            MultiFieldPanel([TitleFieldPanel("title"), FieldPanel("number")], heading="Titre et numéro"),
            FieldPanel("introduction"),
            MultiFieldPanel([FieldPanel("audience"), FieldPanel("moment")], heading="Pour qui et quand"),
            FieldPanel("body"),
            InlinePanel("takeaways", heading="À retenir", label="Phrase", max_num=8),
        ],
    ),
    (
        "Liens",
        [
            InlinePanel(
                "related_places",
                heading="Lieux",
                label="Lieu",
                help_text="Les lieux de l’inventaire dont la fiche parle.",
            ),
            InlinePanel(
                "related_testimonials",
                heading="Témoignages",
                label="Témoignage",
                help_text="Qui l’a vécu ; paraît au bas de la fiche.",
            ),
            InlinePanel(
                "sources", heading="Sources", label="Source", help_text="D’où viennent les faits et les chiffres."
            ),
        ],
    ),
    ("Classement", [*SheetPage.themes_panels, *SheetPage.verification_panels]),
)
