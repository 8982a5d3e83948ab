"""Where the nodes of a decision tree stand: columns from the first question on, an order in each, then heights.

Lengths are in CSS pixels.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import fmean

from memento.trees.graph import Answer, Node, Tree
from memento.trees.measure import BOX_WIDTH, LINE, PADDING, Measure

#: Between columns, where the connectors run.
COLUMN_GAP = 56
ROW_GAP = 16
#: The height that a connector takes where it passes a column.
LANE = 10
MARGIN = 6
SWEEPS = 6

#: A node, by its key, or the place where the connectors to a node pass a column, by the key of the node and the column.
ItemKey = str | tuple[str, int]


@dataclass
class Item:
    """An item of a column: a node, or None for a passing connector. `y` is its upper edge, ports are below it."""

    node: Node | None
    column: int
    height: float
    in_port: float
    y: float = 0
    #: Each connector that leaves: its port and where it goes.
    out: list[tuple[float, ItemKey]] = field(default_factory=list)
    #: Each connector that arrives: where it comes from and the port there.
    into: list[tuple[ItemKey, float]] = field(default_factory=list)


class Layout:
    """Columns by the longest way to a node, an order in each that avoids crossings, then heights."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.order, self.back = _depth_first(tree)
        self.columns_of = self._columns_of()
        self.items: dict[ItemKey, Item] = {}
        self._make_items()
        self.columns: list[list[ItemKey]] = [[] for _ in range(max(self.columns_of.values(), default=-1) + 1)]
        for key, item in self.items.items():
            self.columns[item.column].append(key)
        self._sort()
        self._place()

    # --- Columns and items

    def forward(self, node: Node) -> Iterable[tuple[int, Answer, Node]]:
        """Yield the answers that lead on, each with its position and target."""
        for position, answer in enumerate(node.answers):
            target = self.tree.node(answer.target)
            if target and (node.key, target.key) not in self.back:
                yield position, answer, target

    def _columns_of(self) -> dict[str, int]:
        columns = {node.key: 0 for node in self.order}
        for node in self.order:
            for _, _, target in self.forward(node):
                columns[target.key] = max(columns[target.key], columns[node.key] + 1)
        return columns

    def _make_items(self) -> None:
        for node in self.order:
            self.items[node.key] = Item(node, self.columns_of[node.key], Measure(node).height, PADDING + LINE / 2)
        for node in self.order:
            ports = Measure(node).ports
            for position, _, target in self.forward(node):
                self._connect(node.key, ports[position], target.key)

    def _connect(self, source: ItemKey, port: float, target: str) -> None:
        """Lead a connector to a node; in the columns between, those to the same node become one."""
        column = self.items[source].column + 1
        while column < self.columns_of[target]:
            lane: ItemKey = (target, column)
            there = lane in self.items
            if not there:
                self.items[lane] = Item(None, column, LANE, LANE / 2)
            self._join(source, port, lane)
            if there:
                return
            source, port, column = lane, LANE / 2, column + 1
        self._join(source, port, target)

    def _join(self, source: ItemKey, port: float, target: ItemKey) -> None:
        self.items[source].out.append((port, target))
        self.items[target].into.append((source, port))

    # --- Order in the columns

    def _sort(self) -> None:
        """Sort each column by the mean position of what its items are joined to, before and after in turn."""
        rank: dict[ItemKey, float] = {}

        def renumber(column: list[ItemKey]) -> None:
            rank.update({key: position for position, key in enumerate(column)})

        for column in self.columns:
            renumber(column)
        for sweep in range(SWEEPS * 2 + 1):
            onward = sweep % 2 == 0
            for column in self.columns if onward else reversed(self.columns):
                means = {key: self._mean_rank(key, rank, onward) for key in column}
                column.sort(key=means.__getitem__)
                renumber(column)

    def _mean_rank(self, key: ItemKey, rank: dict[ItemKey, float], onward: bool) -> float:
        item = self.items[key]
        if onward:
            return fmean(
                [rank[source] + port / (self.items[source].height + 1) for source, port in item.into] or [rank[key]]
            )
        return fmean([rank[target] for _, target in item.out] or [rank[key]])

    # --- Heights

    def _place(self) -> None:
        for column in self.columns:
            self._align(column, [0.0] * len(column))
        for sweep in range(SWEEPS * 2 + 1):
            onward = sweep % 2 == 0
            for column in self.columns if onward else reversed(self.columns):
                self._align(column, [self._wanted(key, onward) for key in column])
        top = min((item.y for item in self.items.values()), default=0)
        for item in self.items.values():
            item.y += MARGIN - top

    def _wanted(self, key: ItemKey, onward: bool) -> float:
        """Return the y of an item at which its connectors would run straight, on the average."""
        item = self.items[key]
        if onward:
            return fmean([self.items[source].y + port - item.in_port for source, port in item.into] or [item.y])
        ends = [self.items[target].y + self.items[target].in_port - port for port, target in item.out]
        return fmean(ends or [item.y])

    def _align(self, column: Sequence[ItemKey], wanted: Sequence[float]) -> None:
        """Give the items of a column the y nearest to the wanted ones at which they do not overlap.

        Items that would overlap form a group, which is placed at the mean of what they want.
        """
        offsets, offset = [], 0.0
        for key in column:
            offsets.append(offset)
            offset += self.items[key].height + (ROW_GAP if self.items[key].node else 0)
        groups: list[tuple[float, int]] = []  # mean of wanted y less offset, size
        for y, start in zip(wanted, offsets, strict=True):
            mean, size = y - start, 1
            while groups and groups[-1][0] >= mean:
                before, count = groups.pop()
                mean, size = (before * count + mean * size) / (count + size), count + size
            groups.append((mean, size))
        means = [mean for mean, size in groups for _ in range(size)]
        for key, mean, start in zip(column, means, offsets, strict=True):
            self.items[key].y = mean + start

    def x(self, item: Item) -> float:
        """Return the left edge of an item."""
        return MARGIN + item.column * (BOX_WIDTH + COLUMN_GAP)


def _depth_first(tree: Tree) -> tuple[list[Node], set[tuple[str, str]]]:
    """Return the nodes, each after those that lead to it, and the pairs of keys whose answer leads back."""
    back: set[tuple[str, str]] = set()
    finished: list[Node] = []
    state: dict[str, bool] = {}  # whether a node is finished
    for start in tree.starts:
        if start.key in state or tree.node(start.key) is not start:
            continue
        state[start.key] = False
        way = [(start, iter(tree.targets(start)))]
        while way:
            node, targets = way[-1]
            target = next(targets, None)
            if target is None:
                state[node.key] = True
                finished.append(node)
                way.pop()
            elif target.key not in state:
                state[target.key] = False
                way.append((target, iter(tree.targets(target))))
            elif not state[target.key]:
                back.add((node.key, target.key))
    return finished[::-1], back
