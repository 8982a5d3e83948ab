"""The blocks of a decision tree: questions whose answers lead to another block, and outcomes."""

from __future__ import annotations

from wagtail.blocks import CharBlock, RichTextBlock, StructBlock, TextBlock

from core.blocks.base import ChoiceBlock
from core.blocks.text import TEXT_FEATURES
from memento.blocks.deferred import DeferredRecordBlock
from memento.blocks.diagnostic import SheetChooserBlock
from memento.blocks.json_form import ReferenceBlock, RowsBlock
from memento.blocks.lists import LinesBlock, PagesBlock
from memento.blocks.places import PlaceChooserBlock
from memento.trees.levels import Level
from memento.trees.limits import MAX_ANSWERS


class MarkBlock(CharBlock):
    """The mark (« repère ») of a block, by which people name it: « A1 »."""

    def __init__(self) -> None:
        super().__init__(
            label="Repère", max_length=6, help_text="Une lettre et un numéro, par exemple « A1 ». Chacun est unique."
        )


class TreeAnswerBlock(StructBlock):
    """An answer, and the block that it leads to."""

    text = CharBlock(label="Réponse", max_length=120)
    target = ReferenceBlock(label="Va vers", required=False)


class TreeQuestionBlock(DeferredRecordBlock):
    """A question of the tree."""

    mark = MarkBlock()
    text = CharBlock(label="Question", max_length=250)
    help = TextBlock(label="Aide", required=False, rows=2, max_length=600)
    answers = RowsBlock(TreeAnswerBlock(), label="Réponses", max_num=MAX_ANSWERS)

    class Meta:
        icon = "help"
        label = "Question"
        label_format = "{mark} · {text}"


class OutcomeBlock(DeferredRecordBlock):
    """An end of the tree: what to do."""

    mark = MarkBlock()
    title = CharBlock(label="En quelques mots", max_length=120)
    level = ChoiceBlock(label="Avis", choices=Level.choices)
    recommendation = RichTextBlock(label="Recommandation", required=False, features=TEXT_FEATURES)
    sheets = PagesBlock(SheetChooserBlock(), label="Fiches utiles", max_num=6, add_label="Ajouter des fiches")
    places = PagesBlock(PlaceChooserBlock(), label="Lieux à voir", max_num=6, add_label="Ajouter des lieux")
    next_questions = LinesBlock(
        CharBlock(label="Question", max_length=250),
        label="Ce qu’il faut demander ensuite",
        max_num=8,
        help_text="Une question par ligne, huit au plus : « À la mairie : la salle est-elle assurée ? »",
    )

    class Meta:
        icon = "check"
        label = "Issue"
        label_format = "{mark} · {title}"


NODES = [("question", TreeQuestionBlock()), ("outcome", OutcomeBlock())]
