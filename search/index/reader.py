"""Opens the index of this host for reading, and opens it again after each commit of the writer."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from threading import Lock

from django.conf import settings
from tantivy import Index, Searcher

from search.index import folder, schema
from search.index.folder import Build
from search.index.writer import fill

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Opened:
    build: Build
    index: Index
    searcher: Searcher


_opened: _Opened | None = None
_opening = Lock()


def searcher(version: str) -> Searcher | None:
    """Return a searcher of the last commit; None while there is no index, or if it cannot be read.

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
                try:
                    opened = _opened = _open(build, opened)
                except (ValueError, OSError) as error:
                    logger.warning("Search index not readable: %s", error)
                    folder.discard(build)
                    return None
    return opened.searcher


def _open(build: Build, previous: _Opened | None) -> _Opened:
    if previous and previous.build.name == build.name:
        index = previous.index
    else:
        index = schema.register(Index.open(str(folder.path_of(build))))
        index.config_reader(reload_policy="manual")
    index.reload()
    return _Opened(build, index, index.searcher())


_memory: tuple[str, Searcher] | None = None


def _in_memory(version: str) -> Searcher:
    global _memory
    if _memory is None or _memory[0] != version:
        index = schema.register(Index(schema.SCHEMA))
        index.config_reader(reload_policy="manual")
        fill(index)
        index.reload()
        _memory = version, index.searcher()
    return _memory[1]
