"""Sheets of the guide, with their takeaways, sources and related pages."""

from __future__ import annotations

from typing import Any

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PageChooserPanel, TitleFieldPanel
from wagtail.models import Orderable, PageManager
from wagtail.search import index

from core.admin.panels import InlinePanel
from core.fields import FuzzyDateField, StreamField, date_columns, date_data
from core.models.page import BasePage, CardData, tabs
from memento.blocks import GUIDE_BLOCKS
from memento.querysets import SheetQuerySet


class SheetPage(BasePage):
    """A sheet of the guide."""

    icon = "sillon-sheet"
    card_kind = "sheet"
    search_reader = "memento.search.pages.read_sheets"
    search_related = ("takeaways", "sources")
    heading_anchors = "memento.pages.contents.unique_anchors"
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
    context_builder = "memento.pages.sheet.sheet_context"
    view = "memento.pages.changes.serve_sheet"
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

    def as_card(self) -> CardData:
        label = f"Fiche {self.number}" if self.number is not None else ""
        return CardData(summary=self.meta_description(), label=label)


class Takeaway(Orderable):
    """A sentence of « À retenir » on a sheet."""

    page = ParentalKey(SheetPage, on_delete=models.CASCADE, related_name="takeaways")
    text = models.CharField("phrase", max_length=300, help_text="Une phrase entière, qui se comprend seule.")

    panels = [FieldPanel("text")]

    class Meta(Orderable.Meta):
        verbose_name = "phrase à retenir"
        verbose_name_plural = "phrases à retenir"

    def __str__(self) -> str:
        return self.text


class RelatedPlace(Orderable):
    """A place that a sheet cites."""

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
    """A testimonial that a sheet is based on."""

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
    """A source of a sheet."""

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
        """Return the source as plain values, in the shape that `components/sources.html` takes."""
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
