"""The block that shows the definition of a glossary term."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from core.api.schemas import ResponseModel
from core.blocks import GeneralBlock, Group
from core.blocks.choosers import SnippetChooserBlock
from core.blocks.json_schema import JSONSchema, SchemaBuilder
from core.visibility.gate import Gate


class BlockTerm(ResponseModel):
    """Un terme du glossaire."""

    slug: str = Field(description="Adresse courte du terme.")
    term: str = Field(description="Le terme.")
    definition: str = Field(description="Ce qu’il veut dire, en texte simple.")


class TermChooserBlock(SnippetChooserBlock):
    """A chooser of terms of the glossary."""

    searched_keys = ("term", "definition")
    deleted_text = "Terme supprimé : choisissez-en un autre"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("memento.GlossaryTerm", **kwargs)

    def loader(self, gate: Gate, ids: list[int], absolute: bool) -> dict[int, dict[str, Any]]:
        """Return the values of terms by id. One query."""
        rows = self.target_model.objects.filter(pk__in=ids)
        return {row.pk: {"slug": row.slug, "term": row.term, "definition": row.definition} for row in rows}

    def json_schema(self, schemas: SchemaBuilder) -> JSONSchema:
        return schemas.model(BlockTerm)


class DefinitionBlock(GeneralBlock):
    """A glossary term with its definition."""

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
