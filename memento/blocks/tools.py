"""The blocks that lead to a diagnostic or to a decision tree."""

from __future__ import annotations

from typing import Any

from pydantic import Field
from wagtail.blocks import TextBlock as PlainTextBlock

from core import cards
from core.api.schemas import PageRef
from core.blocks import GeneralBlock, Group
from core.blocks.choosers import PageChooserBlock
from core.blocks.json_schema import JSONSchema, SchemaBuilder
from core.visibility.gate import Gate
from memento.diagnostics.definition import read
from memento.diagnostics.paper import paper_form
from memento.diagnostics.questions import numbered


class BlockDiagnostic(PageRef):
    """Un questionnaire de pré-diagnostic."""

    introduction: str = Field(description="À qui il sert, et le temps qu’il prend.")
    questions: int = Field(description="Nombre de questions, celles qui dépendent d’une réponse comprises.")


class DiagnosticChooserBlock(PageChooserBlock):
    """A chooser of diagnostics."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(page_type="memento.DiagnosticPage", **kwargs)

    def loader(self, gate: Gate, ids: list[int], absolute: bool) -> dict[int, dict[str, Any]]:
        """Return the values of the diagnostics that the reader may see, by page id. One query.

        For HTML they have a `paper` too, the form to print.
        """
        fields = ("pk", "translation_key", "slug", "title", "url_path", "introduction", "axes", "questions")
        values = {}
        for row in gate.pages(self.target_model).filter(pk__in=ids).values(*fields):
            definition = read(row["axes"].get_prep_value(), row["questions"].get_prep_value())
            values[row["pk"]] = {
                "id": str(row["translation_key"]),
                "slug": row["slug"],
                "title": row["title"],
                "url": (gate.full_url if absolute else gate.url)(row["url_path"]),
                "introduction": row["introduction"],
                "questions": len(numbered(definition)),
            }
            if not absolute:
                values[row["pk"]]["paper"] = paper_form(definition)
        return values

    def json_schema(self, schemas: SchemaBuilder) -> JSONSchema:
        return schemas.model(BlockDiagnostic)


class DiagnosticBlock(GeneralBlock):
    """A link to a diagnostic, and a sentence on why to answer it. On paper, the questions and the scoring by hand."""

    diagnostic = DiagnosticChooserBlock(
        label="Questionnaire",
        help_text="Il disparaît d’ici de lui-même s’il n’est plus publié. Il s’imprime en entier avec la fiche.",
    )
    text = PlainTextBlock(
        label="Pourquoi y répondre",
        required=False,
        rows=2,
        max_length=400,
        help_text="Une ou deux phrases : ce que le lecteur saura de son projet.",
    )

    class Meta:
        icon = "sillon-diagnostic"
        label = "Lien vers un questionnaire"
        description = "Renvoie vers un questionnaire de pré-diagnostic ; imprimé, il se remplit et se compte à la main."
        group = Group.GUIDE
        template = "blocks/diagnostic.html"
        preview_value = {"diagnostic": None, "text": "À remplir à trois, avant de chercher des murs."}

    def represent(self, value: dict[str, Any]) -> dict[str, Any]:
        """Hide the text too if the reader may not see the diagnostic."""
        return value if value["diagnostic"] else {**value, "text": ""}

    def get_searchable_content(self, value: Any) -> list[str]:
        return []  # the diagnostic has its own entry in the search index, until it is withdrawn

    def preview_examples(self) -> dict[str, Any]:
        example = {
            "title": "Votre projet est-il pertinent ?",
            "url": "#",
            "introduction": "Vingt minutes, à trois.",
            "questions": 24,
        }
        return {"diagnostic": {**example, "paper": None}, "text": "À remplir à trois, avant de chercher des murs."}


class BlockTree(PageRef):
    """Un arbre de décision."""

    label: str = Field(description="Ce que c’est.")
    summary: str = Field(description="La question à laquelle il répond, et pour qui.")


def trees(gate: Gate, ids: list[int], absolute: bool) -> dict[int, dict[str, Any]]:
    """Return the values of the visible trees by page id. Two queries at most."""
    return {
        card["id"]: {
            "id": card["uid"],
            "slug": card["slug"],
            "title": card["title"],
            "url": gate.absolute(card["url"]) if absolute else card["url"],
            "label": card["label"],
            "summary": card["summary"],
        }
        for card in cards.by_page(gate, ids)
    }


class TreeChooserBlock(PageChooserBlock):
    """A chooser of decision trees."""

    loader = staticmethod(trees)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(page_type="memento.DecisionTreePage", **kwargs)

    def json_schema(self, schemas: SchemaBuilder) -> JSONSchema:
        return schemas.model(BlockTree)


class DecisionTreeBlock(GeneralBlock):
    """A link to a decision tree, and a sentence on why to follow it from here."""

    tree = TreeChooserBlock(label="Arbre", help_text="Il disparaît d’ici de lui-même s’il n’est plus publié.")
    text = PlainTextBlock(
        label="Pourquoi le suivre ici",
        required=False,
        rows=2,
        max_length=400,
        help_text="Une ou deux phrases : la question que le lecteur se pose à cet endroit de la fiche.",
    )

    class Meta:
        icon = "sillon-tree"
        label = "Lien vers un arbre"
        description = "Renvoie vers un arbre de décision : son titre et la question à laquelle il répond."
        group = Group.GUIDE
        template = "blocks/decision_tree.html"
        preview_value = {"tree": None, "text": "Vous hésitez entre un lieu et un simple rendez-vous ?"}

    def preview_examples(self) -> dict[str, Any]:
        example = {"title": "Par où commencer ?", "label": "Arbre de décision"}
        summary = "Trois à six questions mènent à une première chose à faire."
        return {"tree": {"id": "", "slug": "", "url": "#", "summary": summary, **example}}
