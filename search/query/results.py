"""Runs a search, from the typed text to the results shown, for the page, the API and the quality table alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

from django.utils.safestring import SafeString
from tantivy import Query

from core.search.documents import SOURCES
from core.search.questions import Question, Understanding, understanders
from core.search.words import EMPTY_WORDS, words
from core.visibility.gate import Audience, Gate
from search.index import reader
from search.index.schema import SCHEMA, in_one_line, source_of, split_key
from search.index.searching import Searcher
from search.query import facets
from search.query.clauses import Clauses, any_term
from search.query.excerpts import as_html, excerpt, has_match, spelling_of
from search.query.facets import Facets, Filters
from search.query.hits import WINDOW
from search.query.parsing import Parsed, parse
from search.query.passages import MatchingPassage, passages_of
from search.query.pending import changed_since, unchanged
from search.query.ranking import Ranking, rank
from search.query.visibility import fields_of, vocabulary_of
from search.query.vocabulary import EXACT, Vocabulary
from search.synonyms import table

#: Maximum number of understandings shown above the results.
_MOST_UNDERSTOOD = 2
#: The share of the words of a question, without empty words, that an understanding must cover.
_COVERED = 0.5


class ResultItem(TypedDict):
    """A result: what its source shows of it (see `core.search.documents.Result`), and where it answers the question.

    `excerpt` is HTML. `is_exact` is false if the words of the question are far apart in the result, or if it only has
    other words with the same stems; `is_partial` is true if some of the words are missing.
    """

    kind: str
    kind_label: str
    title: str
    label: str
    summary: str
    url: str
    card: Mapping[str, Any]
    excerpt: SafeString
    passages: list[MatchingPassage]
    is_exact: bool
    is_partial: bool


class Correction(TypedDict):
    """The text as it was typed, and the corrected text that was searched instead."""

    typed: str
    searched: str


@dataclass(frozen=True)
class Results:
    """A slice of the results of a question, the best first.

    `count` is the number of all results, `total` their number without filters, and `partial` the number of those in
    `count` that lack some of the words: these come last. `has_exact` says whether at least one result is exact.
    `understood` are lists and pages that answer the question as a whole.
    """

    count: int
    total: int
    has_exact: bool
    partial: int
    items: Sequence[ResultItem]
    facets: Facets
    understood: Sequence[Understanding]
    correction: Correction | None
    question: Question


def search(
    gate: Gate,
    text: str,
    filters: Filters | None = None,
    *,
    order_by_date: bool = False,
    offset: int = 0,
    limit: int = 20,
    verbatim: bool = False,
) -> Results | None:
    """Search a text, of `LONGEST_QUERY` characters at most; None if there is no index, or if it cannot be read.

    With `verbatim` typing mistakes are not corrected.
    """

    def read(searcher: Searcher) -> Results:
        return _search(
            gate,
            searcher,
            text,
            filters or Filters(),
            order_by_date=order_by_date,
            offset=offset,
            limit=limit,
            verbatim=verbatim,
        )

    return reader.answer(gate.snapshot.key, read)


def _search(
    gate: Gate,
    searcher: Searcher,
    text: str,
    filters: Filters,
    *,
    order_by_date: bool,
    offset: int,
    limit: int,
    verbatim: bool,
) -> Results:
    vocabulary = vocabulary_of(gate, searcher)
    synonyms = table(gate.snapshot)
    parsed = parse(gate, text, vocabulary, synonyms, verbatim=verbatim)
    question = parsed.question(synonyms)
    # Only the first half of a window is reliable: some of its results are merged with another of the same address, or
    # move down.
    is_whole = bool(filters) or order_by_date or offset + limit > WINDOW // 2
    ranking = rank(gate, vocabulary, parsed, whole=is_whole)
    if parsed.is_doubtful and not ranking.has_exact(ranking.keys):
        return _search(
            gate, searcher, text, filters, order_by_date=order_by_date, offset=offset, limit=limit, verbatim=True
        )
    keys, counts = facets.apply(gate, searcher, ranking, filters)
    if order_by_date:
        keys = facets.by_date(gate, keys)
    items = show(gate, vocabulary, parsed, ranking, keys[offset : offset + limit])
    return Results(
        count=len(keys) if filters else ranking.total,
        total=ranking.total,
        has_exact=ranking.has_exact(keys),
        partial=ranking.partial_among(keys),
        items=items,
        facets=counts,
        understood=understood(gate, question),
        correction=correction(searcher, parsed, ranking.keys) if parsed.is_corrected else None,
        question=question,
    )


def understood(gate: Gate, question: Question) -> list[Understanding]:
    """Return the understandings of all sections that cover enough words of a question, the most complete first."""
    meant = {position for position, word in enumerate(question.words) if word not in EMPTY_WORDS}
    rated = []
    for understand in understanders:
        for understanding in understand(gate, question):
            covered = {at for mark in understanding.marks for at in range(mark.start, mark.end)} & meant
            if meant and len(covered) >= _COVERED * len(meant):
                rated.append((understanding.is_ambiguous, -len(covered), len(rated), understanding))
    return [understanding for *_, understanding in sorted(rated, key=lambda row: row[:3])][:_MOST_UNDERSTOOD]


def show(gate: Gate, vocabulary: Vocabulary, parsed: Parsed, ranking: Ranking, keys: Sequence[int]) -> list[ResultItem]:
    """Return the items of these keys, in their order.

    An object that has changed since the index was written has no passages and no excerpt of its text, only its card.
    """
    searcher = vocabulary.searcher
    forms = _forms(vocabulary, parsed)
    current = unchanged(keys, changed_since(gate, searcher))
    passages = passages_of(searcher, Clauses(vocabulary), parsed, current, forms)
    texts = _texts(searcher, current, gate.audience)
    cards = _cards(gate, keys)
    items = []
    for key in keys:
        card = cards.get(key)
        if card is None:  # gone since the index was read
            continue
        pieces = excerpt(texts.get(key, ""), forms)
        shown = pieces if has_match(pieces) else excerpt(in_one_line(card["summary"]), forms)
        items.append(
            ResultItem(
                kind=card["kind"],
                kind_label=card["kind_label"],
                title=card["title"],
                label=card["label"],
                summary=card["summary"],
                url=card["url"],
                card=card,
                excerpt=as_html(shown),
                passages=passages.get(key, []),
                is_exact=ranking.is_exact(key),
                is_partial=key in ranking.partial,
            )
        )
    return items


def _forms(vocabulary: Vocabulary, parsed: Parsed) -> set[str]:
    """Return the words to mark: those of the question and their plurals, and of synonyms."""
    typed = {word for unit in parsed.units for each in unit.alternatives for word in each.words}
    meant = {word for word in typed if word not in EMPTY_WORDS} or typed
    return {form for word in meant for form, weight in vocabulary.variants(word).items() if weight >= EXACT}


def _texts(searcher: Searcher, keys: Sequence[int], audience: Audience) -> dict[int, str]:
    """Return the texts of objects that an audience may read, by key."""
    hits = searcher.search(any_term("key", keys), limit=max(len(keys), 1), count=False).hits
    numbers = searcher.fast_field_values("key", [address for _, address in hits])
    names = ["text", *(name for name in fields_of(audience) if name in ("members", "team"))]
    texts = {}
    for number, (_, address) in zip(numbers, hits, strict=True):
        source = source_of(searcher.doc(address))
        texts[int(number or 0)] = " ".join(source[name] for name in names if name in source)
    return texts


def _cards(gate: Gate, keys: Sequence[int]) -> dict[int, Mapping[str, Any]]:
    """Return the cards that sources make of objects, by key, without those that the reader may not see."""
    ids: dict[str, list[int]] = {}
    for key in keys:
        source, pk = split_key(key)
        ids.setdefault(source, []).append(pk)
    by_object = {
        (source, card["id"]): card for source, pks in ids.items() for card in SOURCES[source].results(gate, pks)
    }
    return {key: by_object[split_key(key)] for key in keys if split_key(key) in by_object}


def correction(searcher: Searcher, parsed: Parsed, keys: Sequence[int]) -> Correction:
    """Return the question as typed, and as searched, where corrected words are spelled as in the first result."""
    text = ""
    if keys:
        hits = searcher.search(Query.term_query(SCHEMA, "key", keys[0]), limit=1, count=False).hits
        text = source_of(searcher.doc(hits[0][1])).get("text", "") if hits else ""
    by_typed = {typed: word for typed, word in zip(parsed.typed, parsed.words, strict=True) if typed != word}
    searched = []
    for part in parsed.text.split():
        folded = words(part)
        wrong = [word for word in folded if word in by_typed]
        spelled = (spelling_of(by_typed.get(word, word), text) for word in folded)
        searched.append(" ".join(spelled).lower() if wrong else part)
    return Correction(typed=parsed.text, searched=" ".join(searched))
