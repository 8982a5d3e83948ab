"""Problems that prevent the publication of a decision tree, each at the question or outcome that causes it."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping

from django.utils.html import strip_tags

from core.blocks.problems import SAME_ID, Problem
from core.text.fold import fold
from core.text.typography import quantity
from memento.trees.graph import Answer, Node, Outcome, Question, Tree, name
from memento.trees.limits import MAX_NODES

#: How many marks of a cycle are named.
NAMED_IN_CYCLE = 8

#: The linked pages that readers cannot see, by page id: their titles, "" of a page that is gone.
Unpublished = Mapping[int, str]


def problems(tree: Tree, unpublished: Unpublished) -> list[Problem]:
    """Return why a tree cannot be published. Takes time linear in the number of its answers."""
    return [*_whole(tree), *_starts(tree), *_cycles(tree), *_nodes(tree, unpublished)]


def linked_pages(tree: Tree) -> set[int]:
    """Return the page ids of the sheets and places that the outcomes of a tree link to."""
    return {pk for outcome in tree.outcomes for pk in (*outcome.sheets, *outcome.places)}


# --- The whole tree --------------------------------------------------------------------------------------------------


def _whole(tree: Tree) -> Iterator[Problem]:
    if not tree.questions:
        yield Problem("Ajoutez au moins une question : c’est par elle que l’arbre commence.")
    if not tree.outcomes:
        yield Problem("Ajoutez au moins une issue : chaque chemin doit finir par une recommandation.")
    if (count := len(tree.nodes)) > MAX_NODES:
        yield Problem(f"Cet arbre a {count} questions et issues ; {MAX_NODES} au plus.")


def _starts(tree: Tree) -> Iterator[Problem]:
    """Yield the nodes that no way leads to. Of several questions that begin, one is taken for the beginning.

    What only another beginning leads to is not named: it is reached once that one is.
    """
    roots = {node.key for node in tree.roots}
    reached = tree.reached_from(filter(None, [tree.root, *tree.roots]))
    for position, node in enumerate(tree.nodes):
        if node is tree.root and isinstance(node, Question):
            continue
        if node.key in roots and isinstance(node, Question):
            message = (
                f"Aucune réponse ne mène à cette question, et l’arbre commence déjà par {name(tree.root)} : faites-y "
                "mener une réponse, ou supprimez-la."
            )
            yield Problem(message, position, "mark")
        elif node.key in roots:
            message = "Aucune réponse ne mène à cette issue : faites-y mener une réponse, ou supprimez-la."
            yield Problem(message, position, "mark")
        elif node.key not in reached:
            message = "Aucun chemin ne mène ici depuis le début : seules y mènent des questions qui tournent en rond."
            yield Problem(message, position, "mark")


def _cycles(tree: Tree) -> Iterator[Problem]:
    """Yield the answers that lead back to a question of the way that leads to them. Without them no cycle is left."""
    positions = {node.key: position for position, node in reversed(list(enumerate(tree.nodes)))}
    done: set[str] = set()
    for start in tree.starts:
        if start.key in done:
            continue
        way, depth = [start], {start.key: 0}
        pending = [iter(start.answers)]
        while way:
            answer = next(pending[-1], None)
            if answer is None:
                pending.pop()
                done.add(way[-1].key)
                del depth[way.pop().key]
            elif answer.target in depth:
                message = _cycle_message(way, depth[answer.target], answer)
                yield Problem(message, positions[way[-1].key], "answers")
            elif (target := tree.node(answer.target)) and target.key not in done:
                depth[target.key] = len(way)
                way.append(target)
                pending.append(iter(target.answers))


def _cycle_message(way: list[Node], start: int, answer: Answer) -> str:
    """Say which nodes follow one another in a cycle: those of the way from `start` on, which the answer closes."""
    if start == len(way) - 1:
        return f"La réponse « {answer.text} » ramène à cette question même : menez-la plus loin."
    marks = [name(node) for node in way[start : start + NAMED_IN_CYCLE]]
    if len(way) - start > NAMED_IN_CYCLE:
        marks += ["…", name(way[-1])]
    cycle = " → ".join([*marks, marks[0]])
    return f"La réponse « {answer.text} » fait tourner en rond : {cycle}. Menez-la plus loin."


# --- Each node -------------------------------------------------------------------------------------------------------


def _nodes(tree: Tree, unpublished: Unpublished) -> Iterator[Problem]:
    first_of_mark: dict[str, Node] = {}
    for position, node in enumerate(tree.nodes):
        mark = fold(node.mark)
        if mark and first_of_mark.setdefault(mark, node) is not node:
            yield Problem(f"Le repère {node.mark} est déjà pris : donnez à chaque bloc le sien.", position, "mark")
        if tree.node(node.key) is not node:
            yield Problem(SAME_ID, position, "mark")
        problems = _question(tree, node) if isinstance(node, Question) else _outcome(node, unpublished)
        yield from (Problem(message, position, field) for field, message in problems)


def _question(tree: Tree, question: Question) -> Iterator[tuple[str, str]]:
    if len(question.answers) < 2:
        yield "answers", "Donnez au moins deux réponses."
    for answer in question.answers:
        if not answer.target:
            yield "answers", f"La réponse « {answer.text} » ne mène nulle part : choisissez où elle va."
        elif tree.node(answer.target) is None:
            yield "answers", f"La réponse « {answer.text} » mène à un bloc qui n’existe plus : choisissez-en un autre."
    if len({answer.key for answer in question.answers}) < len(question.answers):
        yield "answers", "Deux réponses ont le même identifiant : supprimez l’une des deux et ajoutez-la de nouveau."


def _outcome(outcome: Outcome, unpublished: Unpublished) -> Iterator[tuple[str, str]]:
    if not html.unescape(strip_tags(outcome.recommendation)).strip():
        yield "recommendation", "Écrivez une recommandation : c’est ce que le lecteur est venu chercher."
    for field, article, pages in (("sheets", "La fiche", outcome.sheets), ("places", "Le lieu", outcome.places)):
        for pk in dict.fromkeys(pages):
            if title := unpublished.get(pk):
                is_not = "n’est pas publiée" if field == "sheets" else "n’est pas publié"
                yield field, f"{article} « {title} » {is_not} : les lecteurs ne pourraient pas lire cette page."
    if gone := [pk for pk in (*outcome.sheets, *outcome.places) if unpublished.get(pk) == ""]:
        field = "sheets" if gone[0] in outcome.sheets else "places"
        yield field, f"{quantity(len(gone), 'page liée n’existe', 'pages liées n’existent')} plus : retirez-les d’ici."
