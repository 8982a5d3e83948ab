"""Blocks of text and links."""

from __future__ import annotations

import re
from typing import Any

from wagtail.blocks import (
    CharBlock,
    DateBlock,
    ListBlock,
    RichTextBlock,
    StructBlock,
    URLBlock,
)
from wagtail.blocks import TextBlock as PlainTextBlock

from core.blocks import json_schema
from core.blocks.base import ChoiceBlock, GeneralBlock, Group, OutputMixin
from core.blocks.choosers import PageChooserBlock
from core.blocks.resolver import PageLink
from core.text.slugs import slugify

#: A text that is enclosed as a whole in quotation marks of any kind.
PASTED_MARKS = re.compile(r"\s*(?:«([^«»]*)»|“([^“”]*)”|\"([^\"]*)\")\s*")
TEXT_FEATURES = ["bold", "italic", "superscript", "ol", "ul", "link", "document-link"]


class HeadingBlock(GeneralBlock):
    """A heading within a page; headings of level `h2` make the table of contents."""

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

    represent_schema = {"anchor": json_schema.text("Ancre de l’intertitre dans la page.")}

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

    LABELS = {
        "takeaway": "À retenir",
        "warning": "Attention",
        "example": "Exemple",
        "legal": "Point juridique",
    }

    kind = ChoiceBlock(label="Genre", choices=list(LABELS.items()), default="takeaway")
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

    represent_schema = {"label": json_schema.text("Le genre en toutes lettres.")}

    def represent(self, value: dict[str, Any]) -> dict[str, Any]:
        return {**value, "label": self.LABELS.get(value["kind"], "")}


class QuoteBlock(GeneralBlock):
    """A quotation."""

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
        """Remove pasted quotation marks around the text: the template adds its own."""
        pasted = PASTED_MARKS.fullmatch(value["text"])
        return (
            {**value, "text": next(words for words in pasted.groups() if words is not None).strip()}
            if pasted
            else value
        )


class PageLinkBlock(GeneralBlock):
    """A link to a page of this site, on a line of its own."""

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


class ResourceBlock(StructBlock):
    """A link to another website."""

    title = CharBlock(label="Titre", max_length=200)
    url = URLBlock(label="Adresse", help_text="Copiée du navigateur ; elle commence par « https:// ».")
    description = CharBlock(
        label="Ce qu’on y trouve", required=False, max_length=250, help_text="Une phrase : pourquoi y aller."
    )
    consulted_on = DateBlock(
        label="Consulté le", required=False, help_text="Le jour où vous avez lu cette page, qui peut changer depuis."
    )

    class Meta:
        icon = "link-external"


class ResourcesBlock(GeneralBlock):
    """Links to other websites, each with a reason to follow it."""

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
