"""The blocks of a diagnostic: its axes with their bands, and a flat list of sections and questions.

Other blocks refer to an axis, a question or an answer by the id that Wagtail gives each block: it survives edits, moves
and copies of the page.
"""

from __future__ import annotations

from typing import Any

from wagtail.blocks import BooleanBlock, CharBlock, IntegerBlock, ListBlock, StructBlock, TextBlock

from core import contracts
from core.blocks.base import ChoiceBlock, RecordBlock
from core.blocks.choosers import PageChooserBlock
from memento.blocks.deferred import DeferredRecordBlock
from memento.blocks.json_form import JSONFormMixin, ReferenceBlock, RowsBlock
from memento.diagnostics.limits import MAX_ANSWERS, MAX_AXES, MAX_POINTS, MAX_WEIGHT


class SheetChooserBlock(PageChooserBlock):
    """A chooser of sheets."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(page_type="memento.SheetPage", **kwargs)


class BandBlock(StructBlock):
    """What a score means from a lower bound (percent) up to the next band."""

    start = IntegerBlock(
        label="À partir de (en %)",
        min_value=0,
        max_value=100,
        default=0,
        help_text="Le premier palier part de 0 ; chacun va jusqu’au suivant. 100 : tous les points possibles.",
    )
    title = CharBlock(label="En quelques mots", max_length=80, help_text="Par exemple « À consolider ».")
    reading = TextBlock(
        label="Lecture", rows=2, max_length=1000, help_text="Ce que ce résultat veut dire, en phrases entières."
    )
    recommendation = TextBlock(label="Recommandation", rows=2, max_length=1000, help_text="Ce qu’il faut faire.")
    sheets = ListBlock(SheetChooserBlock(label="Fiche"), label="Fiches utiles", max_num=4, default=[])

    class Meta:
        icon = "sillon-figures"
        label = "Palier"
        label_format = "{start} % et plus : {title}"


class AxisBlock(RecordBlock):
    """An axis: one of the things that a diagnostic measures, with the bands of its score."""

    name = CharBlock(label="Nom", max_length=60, help_text="Un mot ou deux : « Pertinence ».")
    description = TextBlock(label="Ce qu’il mesure", required=False, rows=2, max_length=400)
    bands = ListBlock(
        BandBlock(),
        label="Paliers",
        min_num=1,
        max_num=8,
        help_text="Ce que le résultat veut dire et ce qu’il faut faire, du score le plus bas au plus haut.",
    )

    class Meta:
        icon = "sillon-figures"
        label = "Axe"
        label_format = "{name}"


class SectionBlock(RecordBlock):
    """The title above the questions that follow."""

    title = CharBlock(label="Titre", max_length=120)
    introduction = TextBlock(label="Introduction", required=False, rows=2, max_length=600)

    class Meta:
        icon = "title"
        label = "Partie"
        label_format = "{title}"


class PointsBlock(StructBlock):
    """The points of an answer on one axis."""

    axis = ReferenceBlock(label="Axe")
    points = IntegerBlock(label="Points", min_value=0, max_value=MAX_POINTS)


class AnswerBlock(StructBlock):
    """An answer that the reader may choose."""

    text = CharBlock(label="Réponse", max_length=200)
    points = ListBlock(
        PointsBlock(),
        label="Points",
        max_num=MAX_AXES,
        default=[],
        help_text=f"Ce que la réponse vaut sur chaque axe, de 0 à {MAX_POINTS} ; une case vide vaut 0. Le maximum de "
        "la question est celui de sa meilleure réponse.",
    )
    not_applicable = BooleanBlock(
        label="Sans objet",
        required=False,
        help_text="La question ne concerne pas ce projet : elle sort du calcul, avec son maximum.",
    )
    code = ChoiceBlock(
        label="Inventaire",
        required=False,
        choices=contracts.comparison_codes,
        search_index=False,
        help_text="Ce que cette réponse dit du projet, pour trouver des lieux comparables.",
    )


class ConditionBlock(JSONFormMixin, StructBlock):
    """Ask a question only after some answers to an earlier one. Without a question there is no condition."""

    question = ReferenceBlock(label="Question", required=False)
    answers = ListBlock(ReferenceBlock(label="Réponse"), label="Réponses", default=[])


class QuestionBlock(DeferredRecordBlock):
    """A question, with what to say and read if its answer is a weak point."""

    text = CharBlock(label="Question", max_length=250)
    help = TextBlock(label="Aide", required=False, rows=2, max_length=600, help_text="Ce qu’il faut vérifier, et où.")
    answers = RowsBlock(
        AnswerBlock(),
        label="Réponses",
        max_num=MAX_ANSWERS,
        help_text="Une ligne par réponse. Plusieurs lignes d’un tableur se collent d’un coup.",
    )
    weight = IntegerBlock(
        label="Poids",
        min_value=1,
        max_value=MAX_WEIGHT,
        default=1,
        help_text=f"De 1 à {MAX_WEIGHT} : multiplie les points de la question. 1, sauf pour les questions qui décident "
        "de tout.",
    )
    condition = ConditionBlock(
        label="Ne la poser que si",
        help_text="Choisissez une question qui précède, puis les réponses après lesquelles poser celle-ci.",
    )
    advice = CharBlock(
        label="Que faire d’abord",
        required=False,
        max_length=250,
        help_text="Si la réponse est un point faible : une action, à l’impératif. « Rencontrez dix usagers. »",
    )
    sheet = SheetChooserBlock(label="Fiche qui aide", required=False)
    passage = CharBlock(
        label="Passage de la fiche",
        required=False,
        max_length=150,
        help_text="L’intertitre de la fiche où commence ce passage, recopié tel quel. Vide : le début de la fiche.",
    )

    class Meta:
        icon = "help"
        label = "Question"
        label_format = "{text}"


AXES = [("axis", AxisBlock())]
QUESTIONS = [("section", SectionBlock()), ("question", QuestionBlock())]
