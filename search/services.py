"""The services of the search for sections (see `core.contracts`)."""

from __future__ import annotations

from collections.abc import Collection

from core.contracts import MatchingPages
from core.visibility.gate import Gate
from search.index import folder, reader
from search.index.schema import ids_of, key_for
from search.index.searching import Searcher
from search.query import ranking
from search.query.parsing import parse
from search.query.results import correction
from search.query.visibility import vocabulary_of
from search.query_text import bounded
from search.synonyms import table


def matching_pages(gate: Gate, text: str, kind: str, among: Collection[int] | None = None) -> MatchingPages | None:
    """Return the visible pages of a kind with all words of a text, the best first; None without an index.

    With `among`, some hundred ids at most, others may be left out.
    """
    keys = None if among is None else [key_for("page", pk) for pk in among]
    return reader.answer(gate.snapshot.key, lambda searcher: _matching(gate, searcher, text, kind, keys))


def _matching(gate: Gate, searcher: Searcher, text: str, kind: str, among: Collection[int] | None) -> MatchingPages:
    vocabulary = vocabulary_of(gate, searcher)
    text = bounded(text)
    parsed = parse(gate, text, vocabulary, table(gate.snapshot))
    # Whether a doubtful correction stands depends on all pages.
    keys = ranking.matching(gate, vocabulary, parsed, kind, None if parsed.is_doubtful else among)
    if parsed.is_doubtful and not keys:
        parsed = parse(gate, text, vocabulary, table(gate.snapshot), verbatim=True)
        keys = ranking.matching(gate, vocabulary, parsed, kind, among)
    searched = correction(searcher, parsed, keys)["searched"] if parsed.is_corrected else ""
    return MatchingPages(ids_of(keys), searched)


def search_commit() -> str:
    """Return a text that changes with each commit of the index."""
    build = folder.current()
    return build.commit if build else ""
