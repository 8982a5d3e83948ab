"""The home page and standard pages."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, PageChooserPanel, TitleFieldPanel
from wagtail.models import Orderable
from wagtail.search import index

from core import contracts
from core.admin.panels import InlinePanel
from core.blocks import GENERAL_BLOCKS
from core.blocks.resolver import Resolver, resolve_value
from core.cards import repeats_picture
from core.fields import StreamField
from core.models.page import BasePage, CardData, tabs
from core.visibility.gate import Gate
from home.models.settings import Identity


class HomePage(BasePage):
    """The home page: what the network is, up to four entries into the site, and what is new."""

    icon = "sillon-home"

    introduction = models.TextField(
        "présentation", blank=True, help_text="Ce qu’est le réseau, en deux phrases. C’est la première chose qu’on lit."
    )
    image = models.ForeignKey(
        "core.SillonImage",
        verbose_name="image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Un paysage ou un lieu, en largeur ; elle paraît en tête de l’accueil.",
    )

    template = "home/home_page.html"
    page_description = "La page d’accueil du site. Il n’y en a qu’une."
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "home.StandardPage",
        "inventory.InventoryIndexPage",
        "archive.ArchiveIndexPage",
        "memento.MementoPage",
    ]
    max_count_per_parent = 1

    search_fields = [*BasePage.search_fields, index.SearchField("introduction")]

    class Meta:
        verbose_name = "page d’accueil"
        verbose_name_plural = "pages d’accueil"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        gate: Gate = context["gate"]
        resolver = Resolver(gate)
        doors = list(self.doors.all())
        resolver.add_image(self.image_id)
        for door in doors:
            resolver.add_page(door.page_id)
        resolver.load()
        context |= {
            "image": resolver.image(self.image_id),
            "doors": [
                {"title": door.title, "text": door.text, "target": resolver.page(door.page_id)} for door in doors
            ],
            "figures": contracts.inventory_figures(gate),
            **self._events(gate),
            "locator": contracts.inventory_locator(gate),
            "structured_data": self.structured_data(gate),
        }
        return context

    def _events(self, gate: Gate) -> dict[str, Any]:
        """Return the next event, the latest ones and their years, and whether the latest are shown with pictures."""
        upcoming, latest = contracts.upcoming_events(gate, 1), contracts.latest_events(gate, 3)
        years = sorted({str(card["year"]) for card in latest if card["year"]})
        return {
            "upcoming_events": upcoming,
            "latest_events": latest,
            "latest_years": f"de {years[0]} à {years[-1]}" if len(years) > 1 else f"en {years[0]}" if years else "",
            "latest_pictured": not repeats_picture([*upcoming, *latest]),
            "events_url": contracts.events_url(gate),
        }

    def window_title(self, gate: Gate) -> str:
        """Return the title for browsers and search engines: by default the phrase that follows the site's name."""
        identity = Identity.objects.filter(site=gate.site.id).first() if gate.site and not self.seo_title else None
        return self.seo_title or (identity.baseline if identity else "") or self.title

    def as_card(self) -> CardData:
        return CardData(summary=self.introduction, image_id=self.image_id)

    def structured_data(self, gate: Gate) -> dict[str, Any]:
        """Return the site as a schema.org WebSite, for search engines."""
        return {
            "@type": "WebSite",
            "name": gate.site.name if gate.site else self.title,
            "url": gate.full_url(self.url_path),
            "inLanguage": "fr",
        }


class HomeDoor(Orderable):
    """An entry into the site on the home page: a title, a sentence and the page it leads to."""

    home = ParentalKey(HomePage, on_delete=models.CASCADE, related_name="doors")
    title = models.CharField(
        "titre", max_length=80, help_text="Ce que le lecteur vient faire : « Trouver un lieu », « Monter un projet »."
    )
    text = models.CharField(
        "phrase", max_length=200, blank=True, help_text="Ce qu’on trouve derrière cette entrée, en une phrase."
    )
    page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name="page",
        on_delete=models.CASCADE,
        related_name="+",
        help_text="La page où mène l’entrée.",
    )

    panels = [FieldPanel("title"), FieldPanel("text"), PageChooserPanel("page")]

    class Meta(Orderable.Meta):
        verbose_name = "entrée"
        verbose_name_plural = "entrées"

    def __str__(self) -> str:
        return self.title


class StandardPage(BasePage):
    """A page of text, images and tables: « La démarche », « Mentions légales »."""

    icon = "sillon-text-page"
    card_kind = "page"
    facts_age = True

    introduction = models.TextField(
        "introduction", blank=True, help_text="Deux ou trois phrases qui disent l’essentiel."
    )
    body = StreamField(
        GENERAL_BLOCKS,
        verbose_name="contenu",
        blank=True,
        help_text="Le texte de la page, bloc par bloc. Commencez par un bloc « Texte ».",
    )

    template = "home/standard_page.html"
    page_description = "Une page de texte : présentation, démarche, mentions légales…"
    parent_page_types = ["home.HomePage", "home.StandardPage"]
    subpage_types = ["home.StandardPage"]

    search_fields = [*BasePage.search_fields, index.SearchField("introduction"), index.SearchField("body")]

    class Meta:
        verbose_name = "page de texte"
        verbose_name_plural = "pages de texte"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["body"] = resolve_value(self.body.stream_block, self.body.get_prep_value(), context["gate"])
        return context


HomePage.edit_handler = tabs(
    (
        "Contenu",
        [
            TitleFieldPanel(
                "title",
                help_text="Nom de la page dans l’administration et le fil d’Ariane. La grande phrase de l’accueil est "
                "la « phrase d’accroche », dans Paramètres, Identité du site.",
            ),
            FieldPanel("introduction"),
            FieldPanel("image"),
            InlinePanel(
                "doors",
                heading="Entrées",
                label="Entrée",
                max_num=4,
                help_text="Les grandes portes du site, montrées côte à côte sur l’accueil. Trois suffisent d’habitude.",
            ),
        ],
    )
)
StandardPage.edit_handler = tabs(
    ("Contenu", [TitleFieldPanel("title"), FieldPanel("introduction"), FieldPanel("body")]),
    ("Classement", [*StandardPage.themes_panels, *StandardPage.verification_panels]),
)
