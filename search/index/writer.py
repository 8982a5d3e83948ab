"""Writes the index: whole, or what has changed since the last time. One process at a time."""

from __future__ import annotations

import fcntl
import logging
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import islice
from shutil import rmtree

from tantivy import Index, IndexWriter, Occur, Query

from core.search.documents import SOURCES, Document
from search.index import disk, folder, schema
from search.index.changed import changed_objects
from search.index.failures import Damaged, checked
from search.index.folder import Build
from search.index.searching import searcher_of
from search.index.state import State, content_version, open_index, state_of

logger = logging.getLogger(__name__)
#: Bytes of memory that the engine uses before it writes a segment: for a whole build, and for changes.
_BUILD_MEMORY, _UPDATE_MEMORY = 64_000_000, 16_000_000
#: Objects whose documents are made together.
_BATCH = 500


class Busy(Exception):
    """Another process writes the index."""


@contextmanager
def lock() -> Iterator[None]:
    """Take the lock of the writer. Raise Busy if another process has it; the system releases that of a killed one."""
    folder.root().mkdir(parents=True, exist_ok=True)
    with open(folder.root() / "lock", "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Busy from None
        yield


def build() -> int:
    """Build the whole index beside the present one, then replace it; return the number of documents.

    Raise Busy, or OSError and Damaged when the files cannot be written, as on a full disk: then the present index
    stays, and nothing of the other one.
    """
    with lock():
        return _build()


def update() -> int | None:
    """Bring the index up to date, and return how many objects were written; None if it was built anew.

    It is built anew where it is missing, damaged, or where the changes since its last commit are not all known.
    Raises like `build`.
    """
    if _is_current():
        return 0
    with lock():
        state = State.now()
        build = folder.current()
        if build is not None and (searcher := searcher_of(build)):
            try:
                changed = changed_objects(searcher.state, searcher)
                if changed is not None:
                    return _apply(build, changed, state)
            except Damaged as error:
                if disk.is_full(folder.root()):
                    raise
                logger.warning("Search index not writable, it is built anew: %s", error)
        _build()
        return None


def fill(index: Index, memory: int = _BUILD_MEMORY) -> int:
    """Write all documents into an empty index; return their number."""
    # Read before the data: what changes meanwhile is written once more by the next update.
    state = State.now()
    count = 0
    with _writing(index, memory) as writer:
        for code, source in SOURCES.items():
            for document in source.documents(None):
                count += 1
                _add(writer, code, document)
        checked(writer.add_document, state.stored())
    return count


def _build() -> int:
    folder.remove_orphans()  # first, for their room
    path = folder.create()
    try:
        count = fill(schema.register(checked(Index, schema.SCHEMA, path=str(path))))
        folder.publish(path.name)
    except BaseException:
        rmtree(path, ignore_errors=True)
        raise
    folder.remove_orphans()
    return count


def _apply(build: Build, changed: Mapping[str, set[int]], state: State) -> int:
    count = 0
    with _writing(checked(open_index, build), _UPDATE_MEMORY) as writer:
        for code, ids in changed.items():
            remaining = iter(sorted(ids))
            while batch := list(islice(remaining, _BATCH)):
                count += len(batch)
                _replace(writer, code, batch)
        _delete(writer, "key", [schema.STATE_KEY])
        checked(writer.add_document, state.stored())
    if folder.current() != build:
        raise Damaged("a reader has given this index up meanwhile")
    folder.publish(build.name)
    folder.remove_orphans()
    return count


def _replace(writer: IndexWriter, code: str, ids: Collection[int]) -> None:
    """Replace the documents of these objects; those without a document any more are only removed."""
    keys = [schema.key_for(code, pk) for pk in ids]
    for name in ("key", "page"):
        _delete(writer, name, keys)
    for document in SOURCES[code].documents(ids):
        _add(writer, code, document)


def _delete(writer: IndexWriter, name: str, numbers: Iterable[int]) -> None:
    """Delete the documents with any of these numbers in a field.

    By a query: the engine's `delete_documents_by_term` takes a number for a signed one, and finds none.
    """
    terms = [(Occur.Should, Query.term_query(schema.SCHEMA, name, number)) for number in numbers]
    checked(writer.delete_documents_by_query, Query.boolean_query(terms))


def _add(writer: IndexWriter, code: str, document: Document) -> None:
    for row in schema.stored(code, document):
        checked(writer.add_document, row)


@contextmanager
def _writing(index: Index, memory: int) -> Iterator[IndexWriter]:
    """Commit at the end, or nothing after an error; in both cases the engine's own lock is released."""
    writer = checked(index.writer, memory, num_threads=1)
    try:
        checked(writer.garbage_collect_files)  # what a commit that failed has left would be in the way of this one
        yield writer
        checked(writer.commit)
        checked(writer.garbage_collect_files)
    except BaseException:
        with suppress(Damaged):
            checked(writer.rollback)
        with suppress(Damaged):
            checked(writer.wait_merging_threads)
        raise
    checked(writer.wait_merging_threads)  # closes the writer


#: The last build whose state this process knows, and that state.
_known: tuple[Build | None, State | None] = (None, None)


def _is_current() -> bool:
    """Whether the index has seen all changes. One query, and the reading of one small file."""
    global _known
    build = folder.current()
    if build is None or not folder.exists(build):
        return False
    if _known[0] != build:
        _known = build, state_of(build)
    return _known[1] is not None and _known[1].version == content_version()
