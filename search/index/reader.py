"""Opens the index of this host for reading, and opens it again after each commit of the writer."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import TypeVar

from django.conf import settings
from tantivy import Index

from search.index import folder, schema
from search.index.failures import Damaged, checked, is_intact
from search.index.folder import Build
from search.index.searching import Searcher
from search.index.state import open_index, state_in
from search.index.writer import fill

logger = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass(frozen=True)
class _Opened:
    build: Build
    index: Index
    searcher: Searcher


_opened: _Opened | None = None
_opening = Lock()


def answer(version: str, read: Callable[[Searcher], T]) -> T | None:
    """Return what a function reads with a searcher of the last commit; None while there is no index.

    Also None if the engine fails meanwhile: the caller then answers without the index. A damaged index is given up, so
    that the next update builds another one; a question that the engine fails on is only logged.
    """
    searcher_now = searcher(version)
    if searcher_now is None:
        return None
    try:
        return read(searcher_now)
    except Damaged as error:
        _give_up_if_damaged(searcher_now, error)
        return None
    except OverflowError as error:  # a number that the engine does not take, when a query is made
        logger.error("The search engine refused a question: %s", error, exc_info=error)
        return None


def searcher(version: str) -> Searcher | None:
    """Return a searcher of the last commit; None while there is no index, or if it cannot be opened.

    Costs the reading of one small file. Without the setting SEARCH_FOLDER, as in tests, the index is in memory, and
    made anew for each content version, which is `version`.
    """
    global _opened
    if not settings.SEARCH_FOLDER:
        return _in_memory(version)
    build = folder.current()
    if build is None:
        return None
    opened = _opened
    if opened is None or opened.build != build:
        with _opening:
            opened = _opened
            if opened is None or opened.build != build:
                opened = _opened = _open_or_give_up(build, opened)
    return opened.searcher if opened else None


def _open_or_give_up(build: Build, previous: _Opened | None) -> _Opened | None:
    try:
        return checked(_open, build, previous)
    except Damaged as error:
        replaced = folder.current()
        if replaced is not None and replaced != build:  # meanwhile
            return _open_or_give_up(replaced, previous)
        logger.warning("Search index not readable: %s", error)
        folder.discard(build)
        return None


def _open(build: Build, previous: _Opened | None) -> _Opened:
    if previous and previous.build.name == build.name:
        index = previous.index
    else:
        index = open_index(build)
        index.config_reader(reload_policy="manual")
    index.reload()
    engine = index.searcher()
    return _Opened(build, index, Searcher(engine, state_in(engine)))


def _give_up_if_damaged(failed: Searcher, error: Damaged) -> None:
    global _opened
    opened = _opened
    if opened is None or opened.searcher is not failed:  # in memory, or replaced since
        logger.error("The search engine failed: %s", error, exc_info=error)
    elif is_intact(folder.path_of(opened.build)):
        logger.error("The search engine failed on an index without damage: %s", error, exc_info=error)
    else:
        logger.warning("Search index damaged: %s", error)
        folder.discard(opened.build)
        _opened = None


_memory: tuple[str, Searcher] | None = None


def _in_memory(version: str) -> Searcher:
    global _memory
    if _memory is None or _memory[0] != version:
        index = schema.register(Index(schema.SCHEMA))
        index.config_reader(reload_policy="manual")
        fill(index)
        index.reload()
        engine = index.searcher()
        _memory = version, Searcher(engine, state_in(engine))
    return _memory[1]
