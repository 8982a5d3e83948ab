"""A testimonial: someone, or a place, tells what was done and what came of it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel, PageChooserPanel, TitleFieldPanel
from wagtail.models import PageManager
from wagtail.search import index

from core import contracts
from core.cards import CardRow
from core.fields import StreamField
from core.gate import Gate
from core.models.page import BasePage, BasePageForm, CardData, tabs
from core.streams import ResolvedBlock, Resolver
from memento.blocks import GUIDE_BLOCKS
from memento.contents import anchored
from memento.listings import SheetLink, Someone, sheet_links, someone
from memento.querysets import TestimonialQuerySet


class TestimonialPageForm(BasePageForm):
    """Also asks, to publish, who or what testifies."""

    __test__ = False  # its name looks like that of a test

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.is_deferred_validation and not data.get("person") and not data.get("place"):
            self.add_error("person", "Choisissez la personne qui témoigne, ou le lieu dont il s’agit.")
        return data


class TestimonialPage(BasePage):
    """What someone did, with which means, to what effect, and what it takes to do it elsewhere."""

    __test__ = False  # its name looks like that of a test

    icon = "sillon-testimonial"
    card_kind = "testimonial"
    required_to_publish = ("introduction", "consent_recorded_on", "consent_note")

    #: The parts of the story, in order: field and anchor.
    PARTS = (
        ("context", "contexte"),
        ("action", "action"),
        ("means", "moyens"),
        ("effects", "effets"),
        ("transfer", "transfert"),
    )

    person = models.ForeignKey(
        "core.Person",
        verbose_name="personne",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="testimonials",
        help_text="Qui témoigne. Son nom paraît sur la page.",
    )
    place = models.ForeignKey(
        "inventory.SiteProfilePage",
        verbose_name="lieu",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="memento_testimonials",
        help_text="Le lieu dont il s’agit, s’il a sa fiche dans l’inventaire.",
    )
    introduction = models.TextField("introduction", blank=True, help_text="L’histoire en deux ou trois phrases.")
    context = models.TextField("contexte", blank=True, help_text="Où, quand, et quel problème il fallait résoudre.")
    action = models.TextField("action", blank=True, help_text="Ce qui a été fait, et par qui.")
    means = models.TextField("moyens", blank=True, help_text="Temps, argent, personnes, matériel.")
    effects = models.TextField("effets", blank=True, help_text="Ce que l’on a constaté, y compris d’imprévu.")
    transfer = models.TextField(
        "conditions de transfert", blank=True, help_text="Ce qu’il faut réunir pour refaire la même chose ailleurs."
    )
    body = StreamField(
        GUIDE_BLOCKS,
        verbose_name="pour compléter",
        blank=True,
        help_text="Une vidéo avec sa transcription, des photos, une citation…",
    )
    consent_recorded_on = models.DateField(
        "accord recueilli le", null=True, blank=True, help_text="Le jour où la personne a accepté d’être publiée."
    )
    consent_note = models.TextField(
        "comment l’accord a été recueilli",
        blank=True,
        help_text="Par exemple « courriel du 3 mars ». Cette note ne paraît jamais sur le site.",
    )

    objects = PageManager.from_queryset(TestimonialQuerySet)()

    template = "memento/testimonial_page.html"
    page_description = "Un témoignage ou une bonne pratique : contexte, action, moyens, effets, transfert."
    parent_page_types = ["memento.TestimonialIndexPage"]
    subpage_types = []

    search_fields = [
        *BasePage.search_fields,
        index.SearchField("introduction"),
        *(index.SearchField(name) for name, _ in PARTS),
        index.SearchField("body"),
        index.FilterField("consent_recorded_on"),
        index.RelatedFields("person", [index.SearchField("name")]),
    ]

    class Meta:
        verbose_name = "témoignage"
        verbose_name_plural = "témoignages"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        gate: Gate = context["gate"]
        context |= {
            "someone": self.someone(),
            "parts": self.parts(),
            "body": self.resolved_body(gate),
            "places": self.place_cards(gate),
            "sheets": self.citing_sheets(gate),
        }
        return context

    def someone(self) -> Someone | None:
        """Who testifies, for output."""
        if self.person is None:
            return None
        organisation = self.person.organisation
        return someone(self.person.name, self.person.role, organisation.name if organisation else "")

    def parts(self) -> list[dict[str, str]]:
        """The parts of the story that were told, each with `name`, `label`, `anchor` and plain `text`."""
        labels = {name: str(self._meta.get_field(name).verbose_name) for name, _ in self.PARTS}
        return [
            {"name": name, "label": labels[name].capitalize(), "anchor": anchor, "text": getattr(self, name)}
            for name, anchor in self.PARTS
            if getattr(self, name)
        ]

    def resolved_body(self, gate: Gate, absolute: bool = False) -> list[ResolvedBlock]:
        """The body for output; `absolute` for whole addresses."""
        block, raw = self.body.stream_block, self.body.get_prep_value()
        resolver = Resolver(gate, absolute=absolute)
        resolver.want_stream(block, raw)
        return anchored(resolver.load().stream(block, raw))

    def place_cards(self, gate: Gate) -> list[CardRow]:
        """The place, as a list of one card, or of none where the reader may not see it."""
        return contracts.places_by_id(gate, [self.place_id]) if self.place_id else []

    def citing_sheets(self, gate: Gate) -> list[SheetLink]:
        """The sheets that rest on this testimonial, in the order of the guide. One query."""
        from memento.models.sheet import SheetPage  # which refers to testimonials

        return sheet_links(gate, gate.pages(SheetPage).citing(self.pk)) if self.pk else []

    def as_card(self) -> CardData:
        return CardData(summary=self.search_description or self.introduction)

    def structured_data(self, gate: Gate) -> dict[str, Any] | None:
        data = {
            "@type": "Article",
            "headline": self.title,
            "description": self.search_description or self.introduction,
            "url": gate.full_url(self.url_path),
            "inLanguage": "fr",
            "dateModified": self.last_published_at.date() if self.last_published_at else None,
            "contributor": {"@type": "Person", "name": self.person.name} if self.person else None,
        }
        return {name: value for name, value in data.items() if value}


TestimonialPage.edit_handler = tabs(
    (
        "Contenu",
        [
            TitleFieldPanel("title"),
            MultiFieldPanel([FieldPanel("person"), PageChooserPanel("place")], heading="Qui témoigne"),
            FieldPanel("introduction"),
            MultiFieldPanel([FieldPanel(name) for name, _ in TestimonialPage.PARTS], heading="Le récit"),
            FieldPanel("body"),
        ],
    ),
    (
        "Accord",
        [
            HelpPanel("On ne publie les mots de quelqu’un qu’avec son accord. Ce qui est noté ici ne paraît pas."),
            FieldPanel("consent_recorded_on"),
            FieldPanel("consent_note"),
        ],
    ),
    ("Classement", [*TestimonialPage.themes_panels, *TestimonialPage.verification_panels]),
)
TestimonialPage.edit_handler.base_form_class = TestimonialPageForm
