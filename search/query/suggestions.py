"""Suggestions while a question is typed: pages, doors, communes and vocabularies; the last word may be unfinished."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypedDict

from tantivy import Occur, Query

from core.search.documents import SOURCES
from core.search.questions import Completion, completers
from core.search.words import EMPTY_WORDS, key, words
from core.visibility.gate import Gate
from search.index import reader
from search.index.schema import SCHEMA, WEIGHTS, split_key
from search.index.searching import Searcher
from search.query import spelling
from search.query.parsing import MOST_SEARCHED
from search.query.visibility import visible_keys, vocabulary_of
from search.query.vocabulary import EQUAL, Vocabulary

MOST = 8
#: Suggestions of communes and vocabularies.
_MOST_COMPLETIONS = 3
_NAMES = ("title", "names", "people", "labels")
_MOST_ENDINGS = 30


class Suggestion(TypedDict):
    """Something to open. `kind` and `kind_label` say what it is; `url` starts at the root of the host."""

    kind: str
    kind_label: str
    label: str
    title: str
    url: str


def suggestions_for(gate: Gate, text: str) -> list[Suggestion] | None:
    """Return suggestions for a text, eight at most; None if there is no index, or if it cannot be read."""
    return reader.answer(gate.snapshot.key, lambda searcher: _suggestions(gate, searcher, text))


def _suggestions(gate: Gate, searcher: Searcher, text: str) -> list[Suggestion]:
    typed = words(text)[:MOST_SEARCHED]
    if not typed:
        return []
    vocabulary = vocabulary_of(gate, searcher)
    completions = [_completion(row) for row in _completions(gate, text)]
    objects = list(_objects(gate, vocabulary, typed))
    if not objects and not completions and (corrected := _corrected(gate, vocabulary, typed, text)):
        completions = [_completion(row) for row in _completions(gate, " ".join(corrected))]
        objects = list(_objects(gate, vocabulary, corrected))
    whole = [row for row in objects if key(row["title"]).startswith(key(text))]
    others = [row for row in objects if row not in whole]
    return [*whole[: MOST - len(completions)], *completions, *others][:MOST]


def _completion(row: Completion) -> Suggestion:
    return Suggestion(kind="filter", kind_label=row.label, label="", title=row.title, url=row.url)


def _completions(gate: Gate, text: str) -> list[Completion]:
    rows = [row for complete in completers for row in complete(gate, key(text), _MOST_COMPLETIONS)]
    return rows[:_MOST_COMPLETIONS]


def _objects(gate: Gate, vocabulary: Vocabulary, typed: list[str]) -> Iterator[Suggestion]:
    """Yield what the reader may see that has all of the words, and names that begin with the last one."""
    searcher = vocabulary.searcher
    *complete, last = typed
    meant = [word for word in complete if word not in EMPTY_WORDS]
    parts = [(Occur.Must, _in_fields(vocabulary.variants(word), vocabulary.fields)) for word in meant]
    parts.append((Occur.Must, _in_fields(_beginning(vocabulary, last), _NAMES)))
    visible = visible_keys(gate)
    hits = searcher.search(Query.boolean_query(parts), limit=200, count=False).hits
    numbers = searcher.fast_field_values("key", [address for _, address in hits])
    keys = [int(number) for number in numbers if number in visible][:MOST]
    ids: dict[str, list[int]] = {}
    for number in keys:
        source, pk = split_key(number)
        ids.setdefault(source, []).append(pk)
    rows = {(source, row["id"]): row for source, pks in ids.items() for row in SOURCES[source].results(gate, pks)}
    seen: set[str] = set()
    for number in keys:
        row = rows.get(split_key(number))
        if row and row["url"] not in seen:  # a door and its page: the better one
            seen.add(row["url"])
            yield Suggestion(
                kind=row["kind"], kind_label=row["kind_label"], label=row["label"], title=row["title"], url=row["url"]
            )


def _beginning(vocabulary: Vocabulary, prefix: str) -> dict[str, float]:
    """Return words of names that begin with a text, with weights: the word itself first."""
    frequencies = vocabulary.starting_with(prefix, _NAMES)
    weights = {word: 0.5 for word, _ in frequencies.most_common(_MOST_ENDINGS)}
    return {**weights, **({prefix: EQUAL} if prefix in frequencies else {})} or {prefix: EQUAL}


def _in_fields(weights: dict[str, float], fields: Sequence[str]) -> Query:
    terms = [
        Query.boost_query(Query.term_query(SCHEMA, name, word), weight * WEIGHTS.get(name, 1.0))
        for word, weight in weights.items()
        for name in fields
    ]
    return Query.disjunction_max_query(terms, 0.1)


def _corrected(gate: Gate, vocabulary: Vocabulary, typed: list[str], text: str) -> list[str]:
    """Return the words with their typing mistakes corrected; an empty list if nothing changes."""
    corrected = []
    for word in typed:
        candidates = (
            spelling.corrections(gate, vocabulary, word)
            if spelling.is_correctable(word, text) and not vocabulary.admits(word)
            else []
        )
        corrected.append(next((each.word for each in candidates if vocabulary.admits(each.word)), word))
    return corrected if corrected != typed else []
