"""Problems that prevent the publication of a diagnostic, each at the axis or question that causes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from typing import NamedTuple

from core.blocks.keys import key_of
from core.blocks.problems import SAME_ID, Problem
from core.blocks.walk import RawStream, id_of
from core.text.fold import fold
from memento.diagnostics.definition import Axis, Definition, Question
from memento.diagnostics.limits import MAX_QUESTIONS

#: The folded headings of published sheets, by page id. A sheet that is not published is left out.
Headings = Mapping[int, Set[str]]


class Problems(NamedTuple):
    """The problems of both streams of a diagnostic."""

    axes: list[Problem]
    questions: list[Problem]

    def __bool__(self) -> bool:
        return bool(self.axes or self.questions)


def problems(definition: Definition, questions: RawStream, headings: Headings) -> Problems:
    """Return why a diagnostic cannot be published. `questions` are the stored blocks of the definition."""
    keys = [key_of(id_of(block)) for block in questions]
    position = {key: index for index, key in reversed(list(enumerate(keys)))}
    return Problems(
        axes=list(_axes(definition, headings)),
        questions=[*_whole(definition), *_questions(definition, position, headings), *_twins(keys)],
    )


# --- Axes ------------------------------------------------------------------------------------------------------------


def _axes(definition: Definition, headings: Headings) -> Iterator[Problem]:
    if not definition.axes:
        yield Problem("Ajoutez au moins un axe : c’est ce que le questionnaire mesure.")
    for position, axis in enumerate(definition.axes):
        if not any(axis.key in question.maximum for question in definition.questions):
            message = "Aucune réponse ne donne de points sur cet axe : donnez-en, ou supprimez l’axe."
            yield Problem(message, position, "name")
        for message in _bands(axis, headings):
            yield Problem(message, position, "bands")


def _bands(axis: Axis, headings: Headings) -> Iterator[str]:
    starts = [band.start for band in axis.bands]
    if not starts:
        yield "Ajoutez au moins un palier, à partir de 0."
    elif starts[0] != 0:
        yield f"Le premier palier part de {starts[0]} : il doit partir de 0, pour que tout résultat ait une lecture."
    for start in sorted({start for start in starts if starts.count(start) > 1}):
        yield f"Deux paliers partent de {start}."
    for band in axis.bands:
        if any(sheet not in headings for sheet in band.sheets):
            yield f"Le palier à partir de {band.start} renvoie à une fiche qui n’est pas publiée."


# --- Questions -------------------------------------------------------------------------------------------------------


def _whole(definition: Definition) -> Iterator[Problem]:
    if not definition.questions:
        yield Problem("Ajoutez au moins une question.")
    if (count := len(definition.questions)) > MAX_QUESTIONS:
        yield Problem(f"Ce questionnaire a {count} questions ; {MAX_QUESTIONS} au plus.")


def _questions(definition: Definition, position: Mapping[str, int], headings: Headings) -> Iterator[Problem]:
    reachable: set[str] = set()
    earlier: list[str] = []
    for question in definition.questions:
        block = position[question.key]
        message = _condition_problem(definition, question, earlier, reachable)
        if message:
            yield Problem(message, block, "condition")
        else:
            reachable.add(question.key)
        earlier.append(question.key)
        for message in _answers(question):
            yield Problem(message, block, "answers")
        for name, message in _links(question, headings):
            yield Problem(message, block, name)


def _condition_problem(definition: Definition, question: Question, earlier: list[str], reachable: set[str]) -> str:
    """Return why a question could never be asked, or "" if it can."""
    condition = question.condition
    if condition is None:
        return ""
    other = definition.question(condition.question)
    if other is None:
        return "La question de cette condition n’existe plus : choisissez-en une autre, ou retirez la condition."
    name = f"« {other.text} »"
    if other.key not in earlier:
        return f"La question {name} ne précède pas celle-ci : déplacez l’une des deux, ou retirez la condition."
    if not condition.answers:
        return f"Choisissez les réponses à {name} après lesquelles poser cette question : sans elles, nul ne la voit."
    if lost := [key for key in condition.answers if other.answer(key) is None]:
        which = "Une réponse" if len(lost) == 1 else "Des réponses"
        return f"{which} de cette condition n’existe{'' if len(lost) == 1 else 'nt'} plus à la question {name}."
    if other.key not in reachable:
        return f"Personne ne verra cette question : {name}, dont elle dépend, n’est jamais posée."
    return ""


def _answers(question: Question) -> Iterator[str]:
    if len(question.answers) < 2:
        yield "Donnez au moins deux réponses."
    elif all(answer.not_applicable for answer in question.answers):
        yield "Toutes les réponses sont « sans objet »."
    keys = [answer.key for answer in question.answers]
    if len(set(keys)) < len(keys):
        yield "Deux réponses ont le même identifiant : supprimez l’une des deux et ajoutez-la de nouveau."


def _links(question: Question, headings: Headings) -> Iterator[tuple[str, str]]:
    if question.passage and not question.sheet:
        yield "sheet", "Choisissez la fiche de ce passage."
    elif question.sheet and question.sheet not in headings:
        yield "sheet", "Cette fiche n’est pas publiée : les lecteurs ne pourraient pas la lire."
    elif question.sheet and question.passage and fold(question.passage) not in headings[question.sheet]:
        yield "passage", f"La fiche n’a pas d’intertitre « {question.passage} »."


def _twins(keys: list[str]) -> Iterator[Problem]:
    for index, key in enumerate(keys):
        if key in keys[:index]:
            yield Problem(SAME_ID, index, "text")
