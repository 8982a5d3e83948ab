"""A decision tree as plain objects, read from its stored blocks.

Questions, outcomes and answers have a `key` of six hexadecimal digits made from the id of their block, as those of a
diagnostic. A draft, an import or an old row may hold any graph: do not assume that it has no cycles.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from core.blocks.keys import key_of
from core.blocks.walk import RawStream, id_of, item_value, items_of, mapping, primary_key, text_of
from memento.trees.levels import Level

#: How many questions that no answer leads to are considered for the first one.
MAX_CANDIDATES = 8


@dataclass(frozen=True)
class Answer:
    """An answer that may be chosen. `target` is the key of a node, which may be gone; "" if none was chosen."""

    key: str
    text: str
    target: str


@dataclass(frozen=True)
class Question:
    """A question. People name it by its mark, « A1 »."""

    key: str
    mark: str
    text: str
    help: str
    answers: tuple[Answer, ...]

    @property
    def title(self) -> str:
        return self.text

    def answer(self, key: str) -> Answer | None:
        return next((answer for answer in self.answers if answer.key == key), None)


@dataclass(frozen=True)
class Outcome:
    """An end of the tree. `level` is a `Level` or ""; `recommendation` is stored rich text; ids are those of pages."""

    key: str
    mark: str
    title: str
    level: str
    recommendation: str
    sheets: tuple[int, ...]
    places: tuple[int, ...]
    next_questions: tuple[str, ...]

    #: An outcome has no answers, so that a node of either kind can be followed.
    answers: tuple[Answer, ...] = ()

    @property
    def level_label(self) -> str:
        return str(Level(self.level).label) if self.level else ""


Node = Question | Outcome


@dataclass(frozen=True)
class Tree:
    """The nodes in the order of their blocks, one for each block."""

    nodes: tuple[Node, ...]

    def node(self, key: str) -> Node | None:
        """Return the node with a key, the first if several blocks have the same id."""
        return self._by_key.get(key)

    def targets(self, node: Node) -> list[Node]:
        """Return the nodes that the answers of a node lead to, once each, without those that are gone."""
        keys = dict.fromkeys(answer.target for answer in node.answers)
        return [target for key in keys if (target := self.node(key))]

    @property
    def unique_nodes(self) -> list[Node]:
        """The nodes in order; of several with the same key only the first, which alone can be reached."""
        return [node for node in self.nodes if self.node(node.key) is node]

    @cached_property
    def _by_key(self) -> dict[str, Node]:
        return {node.key: node for node in reversed(self.nodes)}

    @property
    def questions(self) -> list[Question]:
        return [node for node in self.nodes if isinstance(node, Question)]

    @property
    def outcomes(self) -> list[Outcome]:
        return [node for node in self.nodes if isinstance(node, Outcome)]

    @cached_property
    def roots(self) -> tuple[Node, ...]:
        """The nodes that no answer leads to."""
        called = {answer.target for node in self.nodes for answer in node.answers}
        return tuple(node for node in self.nodes if node.key not in called)

    @cached_property
    def root(self) -> Node | None:
        """The first question, None in an empty tree.

        It is the one that no answer leads to. If several candidates exist, the one from which most nodes are
        reached; if none, the first question.
        """
        begin = [node for node in self.roots if isinstance(node, Question)][:MAX_CANDIDATES]
        candidates = [*begin, *self.questions[:1]] or self.nodes[:1]
        return max(candidates, key=lambda node: len(self.reached_from([node])), default=None)

    def reached_from(self, starts: Iterable[Node]) -> set[str]:
        """Return the keys of some nodes and of all to which a way leads from them."""
        pending = list(starts)
        seen = {node.key for node in pending}
        while pending:
            for target in self.targets(pending.pop()):
                if target.key not in seen:
                    seen.add(target.key)
                    pending.append(target)
        return seen

    @property
    def starts(self) -> Iterator[Node]:
        """Yield all nodes in an order in which a walk through the tree may take them up: the first question first.

        Some are yielded several times.
        """
        if self.root:
            yield self.root
        yield from self.roots
        yield from self.nodes

    @cached_property
    def ordered(self) -> tuple[Node, ...]:
        """The nodes on no cycle and behind none, each after all the nodes that lead to it."""
        waiting = dict.fromkeys(self._by_key, 0)
        for node in self._by_key.values():
            for target in self.targets(node):
                waiting[target.key] += 1
        order = [node for node in self.unique_nodes if not waiting[node.key]]
        for node in order:
            for target in self.targets(node):
                waiting[target.key] -= 1
                if not waiting[target.key]:
                    order.append(target)
        return tuple(order)

    @cached_property
    def remaining(self) -> Mapping[str, tuple[int, int]]:
        """How many questions, this one included, are left before an outcome: least and most, by key of the node.

        Nodes from which a way leads round in a cycle or to nowhere are left out.
        """
        left: dict[str, tuple[int, int]] = {}
        for node in reversed(self.ordered):
            if isinstance(node, Outcome):
                left[node.key] = (0, 0)
            elif node.answers and all(answer.target in left for answer in node.answers):
                ends = [left[answer.target] for answer in node.answers]
                left[node.key] = (1 + min(least for least, _ in ends), 1 + max(most for _, most in ends))
        return left


def read(blocks: RawStream) -> Tree:
    """Read a tree from its stored blocks. Parts that do not fit are empty."""
    return Tree(tuple(_node(block) for block in blocks))


def name(node: Node | None) -> str:
    """Return how people name a node: its mark, or its text without one; "" without a node."""
    return (node.mark or f"« {node.title} »") if node else ""


def _node(block: Mapping[str, Any]) -> Node:
    value = mapping(block.get("value"))
    if block.get("type") == "question":
        answers = tuple(_answer(item) for item in items_of(value, "answers"))
        return Question(
            key_of(id_of(block)), text_of(value, "mark"), text_of(value, "text"), text_of(value, "help"), answers
        )
    level = text_of(value, "level")
    return Outcome(
        key=key_of(id_of(block)),
        mark=text_of(value, "mark"),
        title=text_of(value, "title"),
        level=level if level in Level.values else "",
        recommendation=text_of(value, "recommendation"),
        sheets=tuple(_ids(value, "sheets")),
        places=tuple(_ids(value, "places")),
        next_questions=tuple(
            text.strip() for item in items_of(value, "next_questions") if isinstance(text := item_value(item), str)
        ),
    )


def _answer(item: Any) -> Answer:
    value = mapping(item_value(item))
    target = text_of(value, "target")
    return Answer(key_of(id_of(item)), text_of(value, "text"), key_of(target) if target else "")


def _ids(value: Mapping[str, Any], name: str) -> Iterator[int]:
    for item in items_of(value, name):
        if pk := primary_key(item_value(item)):
            yield pk
