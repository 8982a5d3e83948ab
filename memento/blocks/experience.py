"""Blocks about experience: a good practice in full, and a link to a testimonial."""

from __future__ import annotations

from typing import Any

from wagtail.blocks import CharBlock, RichTextBlock
from wagtail.blocks import TextBlock as PlainTextBlock

from core.blocks import GeneralBlock, Group
from core.blocks.choosers import PageChooserBlock
from core.blocks.resolver import PageLink
from core.blocks.text import TEXT_FEATURES


class PracticeBlock(GeneralBlock):
    """A good practice, described in enough detail for others to copy it."""

    title = CharBlock(label="Titre", max_length=150, help_text="Ce qui a été fait, en quelques mots.")
    context = RichTextBlock(
        label="Contexte", features=TEXT_FEATURES, help_text="Où, quand, et quel problème il fallait résoudre."
    )
    action = RichTextBlock(label="Action", features=TEXT_FEATURES, help_text="Ce qui a été fait, par qui.")
    means = RichTextBlock(
        label="Moyens", required=False, features=TEXT_FEATURES, help_text="Temps, argent, personnes, matériel."
    )
    effects = RichTextBlock(
        label="Effets", required=False, features=TEXT_FEATURES, help_text="Ce que l’on a constaté, y compris d’imprévu."
    )
    transfer = RichTextBlock(
        label="Conditions de transfert",
        required=False,
        features=TEXT_FEATURES,
        help_text="Ce qu’il faut réunir pour refaire la même chose ailleurs.",
    )

    class Meta:
        icon = "sillon-practice"
        label = "Bonne pratique"
        label_format = "Bonne pratique : {title}"
        description = "Une action menée quelque part : contexte, moyens, effets, et ce qu’il faut pour la refaire."
        group = Group.GUIDE
        template = "blocks/practice.html"
        preview_value = {
            "title": "Un mardi sans réservation",
            "context": "<p>Un lieu de montagne, vide en semaine hors saison.</p>",
            "action": "<p>Ouvrir à tous chaque mardi, sans inscription, avec un repas partagé.</p>",
            "means": "<p>Une demi-journée d’animation et trente euros de courses.</p>",
            "effects": "<p>Huit personnes viennent chaque semaine ; trois sont devenues résidentes.</p>",
            "transfer": "<p>Une cuisine aux normes et quelqu’un qui tienne la date.</p>",
        }


class TestimonialBlock(GeneralBlock):
    """A link to a testimonial, and a sentence on why it is worth reading."""

    __test__ = False  # its name looks like that of a test

    page = PageChooserBlock(
        label="Témoignage",
        page_type="memento.TestimonialPage",
        help_text="Il disparaît d’ici de lui-même s’il n’est plus publié.",
    )
    text = PlainTextBlock(
        label="Ce qu’il apporte ici",
        required=False,
        rows=2,
        max_length=400,
        help_text="Une ou deux phrases, ou ses propres mots.",
    )

    class Meta:
        icon = "sillon-testimonial"
        label = "Témoignage"
        description = "Renvoie vers le témoignage d’une personne ou d’un lieu."
        group = Group.GUIDE
        template = "blocks/testimonial.html"
        preview_value = {"page": None, "text": "Deux ans de rendez-vous avant la première réservation."}

    def represent(self, value: dict[str, Any]) -> dict[str, Any]:
        """Hide the text too if the reader may not see the testimonial."""
        return value if value["page"] else {**value, "text": ""}

    def get_searchable_content(self, value: Any) -> list[str]:
        return []  # the testimonial has its own entry in the search index, until it is withdrawn

    def preview_examples(self) -> dict[str, Any]:
        return {"page": PageLink(id="", title="Un mardi sans réservation", url="#")}
