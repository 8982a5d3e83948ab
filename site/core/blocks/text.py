"""Blocks of words."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.text import slugify
from wagtail.blocks import (
    CharBlock,
    DateBlock,
    ListBlock,
    PageChooserBlock,
    RichTextBlock,
    StructBlock,
    URLBlock,
)
from wagtail.blocks import TextBlock as PlainTextBlock

from core.blocks import shapes
from core.blocks.base import ChoiceBlock, GeneralBlock, Group, OutputMixin
from core.streams import PageLink
from core.widgets import DateInput

#: A text that stands as a whole between quotation marks, whatever they are.
PASTED_MARKS = re.compile(r"\s*(?:«([^«»]*)»|“([^“”]*)”|\"([^\"]*)\")\s*")
TEXT_FEATURES = ["bold", "italic", "superscript", "ol", "ul", "link", "document-link"]
INLINE_FEATURES = ["bold", "italic", "link"]


class HeadingBlock(GeneralBlock):
    """An intermediate heading; headings of the first level make the table of contents."""

    text = CharBlock(label="Intertitre", max_length=150, help_text="Court : les intertitres font le sommaire.")
    level = ChoiceBlock(
        label="Niveau",
        choices=[("h2", "Partie (paraît dans le sommaire)"), ("h3", "Sous-partie")],
        default="h2",
    )

    class Meta:
        icon = "title"
        label = "Intertitre"
        label_format = "Intertitre : {text}"
        description = "Ouvre une partie ; les intertitres font le sommaire de la page."
        group = Group.TEXT
        template = "blocks/heading.html"
        preview_value = {"text": "Comprendre le territoire", "level": "h2"}

    represented = {"anchor": shapes.text("Ancre de l’intertitre dans la page.")}

    def represent(self, value: dict[str, Any]) -> dict[str, Any]:
        return {**value, "level": value["level"] or "h2", "anchor": slugify(value["text"] or "")}


class TextBlock(OutputMixin, RichTextBlock):
    """Paragraphs, with bold, lists and links."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("features", TEXT_FEATURES)
        super().__init__(**kwargs)

    class Meta:
        icon = "pilcrow"
        label = "Texte"
        description = "Des paragraphes, avec listes et liens."
        group = Group.TEXT
        template = "blocks/text.html"
        preview_value = "<p>Un tiers-lieu réunit sous un toit les activités dont un <b>territoire</b> a besoin.</p>"


class CalloutBlock(GeneralBlock):
    """A boxed text that stands out."""

    kind = ChoiceBlock(
        label="Genre",
        choices=[
            ("takeaway", "À retenir"),
            ("warning", "Attention"),
            ("example", "Exemple"),
            ("legal", "Point juridique"),
        ],
        default="takeaway",
    )
    title = CharBlock(
        label="Titre", required=False, max_length=120, help_text="Facultatif : le genre de l’encadré est déjà écrit."
    )
    text = RichTextBlock(label="Texte", features=TEXT_FEATURES)

    class Meta:
        icon = "sillon-callout"
        label = "Encadré"
        label_format = "Encadré : {title}"
        description = "Met en avant ce qu’il faut retenir, un danger, un exemple ou un point de droit."
        group = Group.TEXT
        template = "blocks/callout.html"
        preview_value = {
            "kind": "takeaway",
            "title": "Deux questions d’abord",
            "text": "<p>Pourquoi créer un tiers-lieu, et pour qui ?</p>",
        }

    LABELS = {
        "takeaway": "À retenir",
        "warning": "Attention",
        "example": "Exemple",
        "legal": "Point juridique",
    }

    represented = {"label": shapes.text("Le genre en toutes lettres.")}

    def represent(self, value: dict[str, Any]) -> dict[str, Any]:
        return {**value, "label": self.LABELS.get(value["kind"], "")}


class QuoteBlock(GeneralBlock):
    """Someone's own words."""

    text = PlainTextBlock(
        label="Citation", rows=3, max_length=1_500, help_text="Les mots exacts ; la page ajoute les guillemets."
    )
    author = CharBlock(
        label="Qui parle", required=False, max_length=150, help_text="Un nom, ou un rôle : « une élue de montagne »."
    )
    source = CharBlock(
        label="Source", required=False, max_length=200, help_text="Le texte ou la rencontre, avec sa date."
    )

    class Meta:
        icon = "openquote"
        label = "Citation"
        label_format = "Citation : {author}"
        description = "Les mots de quelqu’un, avec leur source."
        group = Group.TEXT
        template = "blocks/quote.html"
        preview_value = {
            "text": "L’objectif est clairement de faciliter des démarches pertinentes et d’éviter les échecs.",
            "author": "AUEG",
            "source": "La démarche, 2016",
        }

    def represent(self, value: dict[str, Any]) -> dict[str, Any]:
        """Quotation marks that were pasted around the words go: the page has its own."""
        pasted = PASTED_MARKS.fullmatch(value["text"])
        return (
            {**value, "text": next(words for words in pasted.groups() if words is not None).strip()}
            if pasted
            else value
        )


class PageLinkBlock(GeneralBlock):
    """A link to a page of this site, shown as a line of its own."""

    page = PageChooserBlock(label="Page")
    text = CharBlock(
        label="Pourquoi la lire",
        required=False,
        max_length=200,
        help_text="Une phrase ; le titre de la page est repris de lui-même.",
    )

    class Meta:
        icon = "sillon-page-link"
        label = "Lien vers une page"
        description = "Renvoie vers une autre page du site ; le lien suit la page si elle change d’adresse."
        group = Group.LINKS
        template = "blocks/page_link.html"
        preview_value = {"page": None, "text": "Pour préparer un budget pas à pas."}

    def preview_examples(self) -> dict[str, Any]:
        return {"page": PageLink(id="", title="Le modèle économique", url="#")}


class DayBlock(DateBlock):
    """A day, typed in the browser's own field."""

    @cached_property
    def field(self) -> forms.DateField:
        return forms.DateField(widget=DateInput(), **self.field_options)


class ResourceBlock(StructBlock):
    """One address elsewhere."""

    title = CharBlock(label="Titre", max_length=200)
    url = URLBlock(label="Adresse", help_text="Copiée du navigateur ; elle commence par « https:// ».")
    description = CharBlock(
        label="Ce qu’on y trouve", required=False, max_length=250, help_text="Une phrase : pourquoi y aller."
    )
    consulted_on = DayBlock(
        label="Consulté le", required=False, help_text="Le jour où vous avez lu cette page, qui peut changer depuis."
    )

    class Meta:
        icon = "link-external"


class ResourcesBlock(GeneralBlock):
    """Addresses elsewhere, each with a reason to go there."""

    title = CharBlock(label="Titre", required=False, max_length=120, default="Pour aller plus loin")
    links = ListBlock(ResourceBlock(), label="Ressources", min_num=1)

    class Meta:
        icon = "link-external"
        label = "Ressources"
        label_format = "Ressources : {title}"
        description = "Des adresses utiles hors du site, avec ce qu’on y trouve."
        group = Group.LINKS
        template = "blocks/resources.html"
        preview_value = {
            "title": "Pour aller plus loin",
            "links": [
                {
                    "title": "Légifrance",
                    "url": "https://www.legifrance.gouv.fr/",
                    "description": "Les lois et les décrets.",
                    "consulted_on": None,
                }
            ],
        }
