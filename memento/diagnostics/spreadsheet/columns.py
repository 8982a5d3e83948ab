"""The columns of the table of a diagnostic, and the kinds of its rows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from wagtail.blocks import FieldBlock, StructBlock, TextBlock

from core.text.fold import fold
from core.text.lengths import too_long
from core.text.typography import NBSP
from memento.blocks.diagnostic import (
    MAX_POINTS,
    MAX_WEIGHT,
    AnswerBlock,
    AxisBlock,
    BandBlock,
    QuestionBlock,
    SectionBlock,
)


class Kind(StrEnum):
    """What a row is. A band belongs to the axis above it, an answer to the question above it."""

    AXIS = "Axe"
    BAND = "Palier"
    SECTION = "Partie"
    QUESTION = "Question"
    ANSWER = "Réponse"


KINDS = {fold(kind): kind for kind in Kind}
BLOCKS: Mapping[Kind, StructBlock] = {
    Kind.AXIS: AxisBlock(),
    Kind.BAND: BandBlock(),
    Kind.SECTION: SectionBlock(),
    Kind.QUESTION: QuestionBlock(),
    Kind.ANSWER: AnswerBlock(),
}
MAX_BANDS = BLOCKS[Kind.AXIS].child_blocks["bands"].meta.max_num
MAX_SHEETS = BLOCKS[Kind.BAND].child_blocks["sheets"].meta.max_num


@dataclass(frozen=True)
class Column:
    """A column. `fields` has the kinds of rows that may fill it, each with the name of its block's field, or ""."""

    name: str
    header: str
    fields: Mapping[Kind, str]
    width: int
    help: str
    example: str = ""


#: All columns but those of points, which come after `POINTS_AFTER`: one for each axis.
COLUMNS = (
    Column(
        "kind", "Ligne", dict.fromkeys(Kind, ""), 10,
        "Ce qu’est la ligne : Axe, Palier, Partie, Question ou Réponse. Les paliers suivent leur axe, les réponses "
        "leur question.", "Question",
    ),
    Column(
        "code", "Code", {Kind.AXIS: "", Kind.QUESTION: "", Kind.ANSWER: ""}, 8,
        "Un nom court, pour la colonne « Condition » et les colonnes « Points ». Vide : A1, A2… pour les axes, Q1, Q2… "
        "pour les questions, R1, R2… pour les réponses de chaque question, dans l’ordre.", "Q3",
    ),
    Column(
        "text", "Texte",
        {Kind.AXIS: "name", Kind.BAND: "title", Kind.SECTION: "title", Kind.QUESTION: "text", Kind.ANSWER: "text"}, 50,
        "Le nom de l’axe, le palier en quelques mots, le titre de la partie, la question ou la réponse.",
        "Avez-vous rencontré de futurs usagers ?",
    ),
    Column(
        "help", "Aide", {Kind.AXIS: "description", Kind.SECTION: "introduction", Kind.QUESTION: "help"}, 40,
        "Ce que mesure l’axe, l’introduction de la partie, ou ce qu’il faut vérifier pour répondre.",
        "Comptez ceux qui viendraient chaque semaine.",
    ),
    Column(
        "weight", "Poids", {Kind.QUESTION: "weight"}, 8,
        f"Un nombre entier de 1 à {MAX_WEIGHT} qui multiplie les points de la question. Vide : 1.", "2",
    ),
    Column(
        "not_applicable", "Sans objet (oui)", {Kind.ANSWER: "not_applicable"}, 10,
        "« oui » si la réponse veut dire que la question ne concerne pas le projet ; sinon, vide.", "oui",
    ),
    Column(
        "inventory", "Inventaire", {Kind.ANSWER: "code"}, 20,
        "Ce que la réponse dit du projet, pour trouver des lieux comparables : un libellé de la liste ci-dessous.",
    ),
    Column(
        "condition", "Condition", {Kind.QUESTION: "condition"}, 18,
        "Ne poser la question qu’après certaines réponses à une question qui précède. Vide : la poser à tous.",
        "Q3 = R1, R2",
    ),
    Column(
        "advice", "Que faire d’abord", {Kind.QUESTION: "advice"}, 36,
        "Si la réponse est un point faible : une action, à l’impératif.", "Rencontrez dix usagers.",
    ),
    Column(
        "sheet", "Fiche", {Kind.QUESTION: "sheet"}, 28,
        "La fiche qui aide : son titre, son numéro ou son adresse.", "Connaître ses usagers",
    ),
    Column(
        "passage", "Passage", {Kind.QUESTION: "passage"}, 24,
        "L’intertitre de la fiche où commence le passage utile, recopié tel quel. Vide : le début de la fiche.",
        "Aller vers les gens",
    ),
    Column(
        "start", "À partir de", {Kind.BAND: "start"}, 10,
        "Le pourcentage à partir duquel le palier s’applique, jusqu’au suivant. Le premier palier part de 0.", "40",
    ),
    Column(
        "reading", "Lecture", {Kind.BAND: "reading"}, 40,
        "Ce que ce résultat veut dire, en phrases entières.", "Le besoin existe, il reste à le montrer.",
    ),
    Column(
        "recommendation", "Recommandation", {Kind.BAND: "recommendation"}, 40,
        "Ce qu’il faut faire, en phrases entières.", "Faites-vous écrire par dix usagers.",
    ),
    Column(
        "sheets", "Fiches", {Kind.BAND: "sheets"}, 28,
        f"Les fiches utiles, {MAX_SHEETS} au plus : une par ligne dans la cellule, ou séparées par des "
        "points-virgules.",
        "Connaître ses usagers ; Monter un budget",
    ),
    Column(
        "identifier", "Identifiant (ne pas modifier)", dict.fromkeys(Kind, ""), 14,
        "Ce à quoi le site reconnaît une ligne qu’il a déjà. Laissez-le aux lignes existantes, même déplacées ; "
        "laissez vide pour une ligne nouvelle, surtout si vous en avez copié une autre.",
    ),
)  # fmt: skip
POINTS_AFTER = "weight"
POINTS_HEADER = f"Points{NBSP}: "
POINTS_HELP = (
    "Une colonne par axe, avec le nom de l’axe ou son code : les points de la réponse sur cet axe, de 0 à "
    f"{MAX_POINTS}. Vide : 0 point. Une question ne compte pas sur un axe où aucune de ses réponses n’a de points."
)
BY_NAME = {column.name: column for column in COLUMNS}
_ZERO_DECIMALS = re.compile(r"(?<=\d)[.,]0+\Z")
_IN_BRACKETS = re.compile(r"\([^()]*\)")


def folded_header(header: str) -> str:
    """Return a header for comparison: without accents, capitals and what stands in brackets."""
    return fold(_IN_BRACKETS.sub("", header))


BY_HEADER = {folded_header(column.header): column for column in COLUMNS}


def field_of(kind: Kind, column: Column) -> FieldBlock:
    """Return the block of the field that a row of this kind has in a column."""
    block: FieldBlock = BLOCKS[kind].child_blocks[column.fields[kind]]
    return block


def stored_text(kind: Kind, column: Column, text: str) -> str:
    """Return the text of a cell as its field stores it: on one line, unless the field has several."""
    text = text.strip()
    if isinstance(field_of(kind, column), TextBlock):
        return text
    return " ".join(filter(None, (line.strip() for line in text.split("\n"))))


def without_decimals(text: str) -> str:
    """Return « 4 » for « 4.0 », which programs write where a column has empty cells."""
    return _ZERO_DECIMALS.sub("", text.strip())


def length_problem(kind: Kind, column: Column, text: str) -> str:
    """Return « 80 caractères au plus… » if a text is too long for its field, else ""."""
    limit = field_of(kind, column).field.max_length
    return too_long(limit, len(text)) if limit and len(text) > limit else ""
