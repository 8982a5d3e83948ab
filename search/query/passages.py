"""The passages of pages that answer a question, for the results that are shown."""

from __future__ import annotations

from collections.abc import Collection
from typing import TypedDict

from django.utils.safestring import SafeString
from tantivy import Occur, Query

from search.index.schema import PASSAGE_FIELDS, source_of
from search.index.searching import Searcher
from search.query.clauses import Clauses, any_term
from search.query.excerpts import as_html, excerpt, has_match
from search.query.parsing import Parsed

#: Passages of one page.
MOST = 2
#: Passages that are read for each page.
_READ = 10


class MatchingPassage(TypedDict):
    """A passage of a page: its heading, the fragment of its address with « # », and an excerpt in HTML."""

    heading: str
    fragment: str
    excerpt: SafeString


def passages_of(
    searcher: Searcher, clauses: Clauses, parsed: Parsed, keys: Collection[int], forms: Collection[str]
) -> dict[int, list[MatchingPassage]]:
    """Return the best passages of each of these pages, by key, with most of the words of the question. One search."""
    if not keys or not parsed.units:
        return {}
    least = max(1, (2 * len(parsed.units) + 2) // 3)
    words = clauses.some_of(parsed.units, PASSAGE_FIELDS, least)
    query = Query.boolean_query([(Occur.Must, any_term("page", keys)), (Occur.Must, words)])
    hits = searcher.search(query, limit=_READ * len(keys), count=False).hits
    owners = searcher.fast_field_values("page", [address for _, address in hits])
    passages: dict[int, list[MatchingPassage]] = {}
    for owner, (_, address) in zip(owners, hits, strict=True):
        rows = passages.setdefault(int(owner or 0), [])
        if len(rows) < MOST:
            source = source_of(searcher.doc(address))
            pieces = excerpt(source["text"], forms)
            if has_match(pieces) or has_match(excerpt(source["heading"], forms)):
                rows.append(
                    MatchingPassage(heading=source["heading"], fragment=f"#{source['anchor']}", excerpt=as_html(pieces))
                )
    return passages
