"""What sorting and counting need of the objects of an index, read at once after each commit.

To look 20,000 results up one by one takes half a second; functions of the interpreter that run through these take some
milliseconds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from tantivy import FieldType, Query

from search.index.schema import SCHEMA
from search.index.searching import Searcher


@dataclass(frozen=True)
class Columns:
    """The number of the kind (see `schema.kinds`) of each object by key, the years of those with one, by key; and how
    many passages the index has.
    """

    kinds: Mapping[int, int]
    years: Mapping[int, int]
    passages: int


#: Those of the searchers that are in use: one of each process, and two for a moment after a commit.
_columns: WeakKeyDictionary[Searcher, Columns] = WeakKeyDictionary()


def columns_of(searcher: Searcher) -> Columns:
    """Return the columns of an index: about two megabytes for 20,000 objects."""
    columns = _columns.get(searcher)
    if columns is None:
        columns = _columns[searcher] = _read(searcher)
    return columns


def _read(searcher: Searcher) -> Columns:
    objects = Query.range_query(SCHEMA, "key", FieldType.Unsigned, 1, None)
    addresses = [address for _, address in searcher.search(objects, limit=max(searcher.num_docs, 1), count=False).hits]
    keys, kinds, years = (searcher.fast_field_values(name, addresses) for name in ("key", "kind", "year"))
    passages = searcher.search(Query.range_query(SCHEMA, "page", FieldType.Unsigned, 1, None), limit=1).count
    return Columns(
        kinds=dict(zip(keys, kinds, strict=True)),
        years={key: year for key, year in zip(keys, years, strict=True) if year},
        passages=passages,
    )


def keys_of(searcher: Searcher, field: str, hits: Sequence[tuple[object, object]]) -> list[int]:
    """Return a number that the documents of hits have in a field, mostly the key of their object."""
    return searcher.fast_field_values(field, [address for _, address in hits])  # type: ignore[return-value, arg-type]
