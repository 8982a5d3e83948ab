"""The block that defines a word of the glossary where it matters."""

from __future__ import annotations

from typing import Any

from pydantic import Field
from wagtail.snippets.blocks import SnippetChooserBlock

from core.blocks import GeneralBlock, Group
from core.blocks.shapes import Shape, Shapes
from core.gate import Gate
from core.schemas import Answer


class Term(Answer):
    """Un terme du glossaire."""

    slug: str = Field(description="Adresse courte du terme.")
    term: str = Field(description="Le terme.")
    definition: str = Field(description="Ce qu’il veut dire, en texte simple.")


def terms(gate: Gate, ids: list[int], absolute: bool) -> dict[int, dict[str, Any]]:
    """Terms of the glossary by id. One query."""
    from memento.models import GlossaryTerm  # whose pages have this block

    return {
        row.pk: {"slug": row.slug, "term": row.term, "definition": row.definition}
        for row in GlossaryTerm.objects.filter(pk__in=ids)
    }


class TermChooserBlock(SnippetChooserBlock):
    """The choice of a term of the glossary."""

    loader = staticmethod(terms)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("memento.GlossaryTerm", **kwargs)

    def shape(self, shapes: Shapes) -> Shape:
        return shapes.model(Term)


class DefinitionBlock(GeneralBlock):
    """A word and what it means."""

    term = TermChooserBlock(label="Terme du glossaire", help_text="S’il manque, l’onglet « Nouveau » l’ajoute.")

    class Meta:
        icon = "sillon-definition"
        label = "Définition"
        description = "Donne en clair la définition d’un terme du glossaire ; elle suit le glossaire s’il change."
        group = Group.GUIDE
        template = "blocks/definition.html"
        preview_value = {"term": None}

    def preview_examples(self) -> dict[str, Any]:
        definition = "Fréquentation à partir de laquelle les recettes couvrent les charges."
        return {"term": {"slug": "point-mort", "term": "point mort", "definition": definition}}
