"""What an index has seen: it is stored in the index itself, in the same commit as the documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import orjson
import tantivy
from tantivy import Index, Query

from core.models import Change, ContentVersion
from search.index import folder, schema
from search.index.failures import Damaged, checked
from search.index.folder import Build


@dataclass(frozen=True)
class State:
    """The content `version` that an index has seen, and number and stamp of the last change, 0 if there was none."""

    version: str
    change: int = 0
    stamp: str = ""

    @classmethod
    def now(cls) -> State:
        """Return the state of the database. Read it before the data: what changes meanwhile is written once more."""
        version = content_version()
        last = Change.objects.order_by("-number").values_list("number", "stamp").first()
        return cls(version, *(last or ()))

    def stored(self) -> tantivy.Document:
        row = tantivy.Document()
        row.add_unsigned("key", schema.STATE_KEY)
        row.add_bytes("source", orjson.dumps(asdict(self)))
        return row


def content_version() -> str:
    """Return the content version as text, « 12.4f0a… »; "0" before the first one."""
    row = ContentVersion.objects.filter(pk=1).values_list("number", "stamp").first()
    return f"{row[0]}.{row[1]}" if row else "0"


def state_of(build: Build | None) -> State | None:
    """Return what an index has seen; None if it cannot be read."""
    if build is None:
        return None
    try:
        return state_in(checked(lambda: open_index(build).searcher()))
    except Damaged:
        return None


def open_index(build: Build) -> Index:
    """Open an index; raises the engine's errors."""
    return schema.register(Index.open(str(folder.path_of(build))))


def state_in(engine: tantivy.Searcher) -> State:
    """Return the state stored with the commit of a searcher. Raise Damaged if there is none."""
    query = Query.term_query(schema.SCHEMA, "key", schema.STATE_KEY)
    hits = checked(engine.search, query, limit=1).hits
    if not hits:
        raise Damaged("no state")
    try:
        source: Mapping[str, Any] = schema.source_of(checked(engine.doc, hits[0][1]))
        return State(**source)
    except (TypeError, ValueError) as error:
        raise Damaged(str(error)) from error
