"""A decision tree as nested lists, for screen readers and print; each node appears once."""

from __future__ import annotations

from dataclasses import dataclass

from memento.trees.graph import Answer, Node, Tree
from memento.trees.way import query_string, shortest_ways

#: How deep the lists are nested; what lies deeper begins a list of its own, so that a phone still has room for words.
DEPTH = 4


@dataclass(frozen=True)
class Branch:
    """An answer and its target, None if it leads to no block; `here` lists the target if it has its place here."""

    answer: Answer
    target: Node | None
    here: Listed | None


@dataclass(frozen=True)
class Listed:
    """A node in its place in the lists, with its answers. `query` leads to it, None if no way does."""

    node: Node
    query: str | None
    branches: tuple[Branch, ...]


def outline(tree: Tree, depth: int = DEPTH) -> list[Listed]:
    """Return the lists: from the first question on, then those that lie deeper, then what nothing leads to."""
    lists: list[Listed] = []
    seen: set[str] = set()
    queries = {key: query_string(way) for key, way in shortest_ways(tree).items()}

    def listed(node: Node, depth: int, deeper: list[Node]) -> Listed:
        """List a node and what it leads to; what lies too deep and has answers is added to `deeper`."""
        seen.add(node.key)
        branches = []
        for answer in node.answers:
            target, here = tree.node(answer.target), None
            if target and target.key not in seen:
                if depth > 1 or not target.answers:
                    here = listed(target, depth - 1, deeper)
                else:
                    deeper.append(target)
            branches.append(Branch(answer, target, here))
        return Listed(node, queries.get(node.key), tuple(branches))

    for start in tree.starts:
        pending = [start]
        for node in pending:
            if node.key not in seen:
                lists.append(listed(node, depth, pending))
    return lists
