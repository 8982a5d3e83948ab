"""The engine's searcher for one commit of the index, with what this commit has seen."""

from __future__ import annotations

from typing import Any

import tantivy
from tantivy import DocAddress, Query

from search.index.failures import Damaged, checked
from search.index.folder import Build
from search.index.state import State, open_index, state_in


def searcher_of(build: Build) -> Searcher | None:
    """Open an index for reading; None if it is damaged."""
    try:
        engine = checked(lambda: open_index(build).searcher())
        return Searcher(engine, state_in(engine))
    except Damaged:
        return None


class Searcher:
    """A searcher of one commit. Its methods are those of the engine, except that they raise Damaged when they fail.

    `state` is what the commit has seen.
    """

    def __init__(self, engine: tantivy.Searcher, state: State) -> None:
        self._engine = engine
        self.state = state

    @property
    def num_docs(self) -> int:
        return self._engine.num_docs

    def search(self, query: Query, limit: int = 10, *, count: bool = True) -> tantivy.SearchResult:
        return checked(self._engine.search, query, limit, count)

    def aggregate(self, query: Query, requested: dict[str, Any]) -> dict[str, Any]:
        return checked(self._engine.aggregate, query, requested)

    def doc(self, address: DocAddress) -> tantivy.Document:
        return checked(self._engine.doc, address)

    def doc_freq(self, name: str, word: str) -> int:
        return checked(self._engine.doc_freq, name, word)

    def fast_field_values(self, name: str, addresses: list[DocAddress]) -> list[Any]:
        return checked(self._engine.fast_field_values, name, addresses)

    def terms_with_prefix(self, name: str, prefix: str, limit: int) -> list[tuple[str, int]]:
        return checked(self._engine.terms_with_prefix, name, prefix, limit=limit)
