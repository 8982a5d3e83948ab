"""The way of a reader through a decision tree, as it stands in an address: the keys of the answers, in order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import urlencode

from memento.trees.graph import Answer, Node, Outcome, Question, Tree

#: The parameter that is repeated for each answer.
ANSWER = "r"


class Stop(StrEnum):
    """Why a way goes no further than it does, though it has come to no outcome."""

    EMPTY = "empty"  # the tree has no nodes
    UNKNOWN = "unknown"  # the question no longer has this answer
    BEYOND = "beyond"  # answers go on after an outcome
    NOWHERE = "nowhere"  # the answer leads to no block
    CYCLE = "cycle"  # the answer leads back to a question already asked
    NO_ANSWERS = "no answers"  # the question has none to choose


class Step(NamedTuple):
    """A question and the answer that was chosen."""

    question: Question
    answer: Answer


@dataclass(frozen=True)
class Way:
    """The answers that the tree has, and the node they lead to; None where the tree has none."""

    steps: tuple[Step, ...]
    node: Node | None
    stop: Stop | None
    #: How many answers of the address were left aside.
    ignored: int = 0

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(step.answer.key for step in self.steps)


def follow(tree: Tree, keys: Iterable[str]) -> Way:
    """Follow the answers through the tree as far as it knows them."""
    pending = [key for key in keys if key]
    steps: list[Step] = []
    node = tree.root
    if node is None:
        return Way((), None, Stop.EMPTY, len(pending))
    seen = {node.key}
    for position, key in enumerate(pending):
        ignored = len(pending) - position
        if isinstance(node, Outcome):
            return Way(tuple(steps), node, Stop.BEYOND, ignored)
        answer = node.answer(key)
        if answer is None:
            return Way(tuple(steps), node, Stop.UNKNOWN, ignored)
        steps.append(Step(node, answer))
        target = tree.node(answer.target)
        if target is None:
            return Way(tuple(steps), None, Stop.NOWHERE, ignored - 1)
        if target.key in seen:
            return Way(tuple(steps), None, Stop.CYCLE, ignored - 1)
        seen.add(target.key)
        node = target
    bare = isinstance(node, Question) and not node.answers
    return Way(tuple(steps), node, Stop.NO_ANSWERS if bare else None)


def query_string(keys: Iterable[str]) -> str:
    """Return the query string of a way, "" for the first question."""
    return urlencode([(ANSWER, key) for key in keys])


def shortest_ways(tree: Tree) -> dict[str, tuple[str, ...]]:
    """Return the answer keys that lead from the first question to each node, by key of the node, by the fewest."""
    if tree.root is None:
        return {}
    ways: dict[str, tuple[str, ...]] = {tree.root.key: ()}
    pending: list[Node] = [tree.root]
    for node in pending:
        for answer in node.answers:
            if (target := tree.node(answer.target)) and target.key not in ways:
                ways[target.key] = (*ways[node.key], answer.key)
                pending.append(target)
    return ways
