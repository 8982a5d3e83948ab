"""Where the index of this host is.

The folder is named after all that an index depends on besides the content: schema, analyser, library, release and
database. Within it, each complete build has a folder of its own, and the file `current` names the one to read and the
number of its last commit. That file is replaced at once, so that a reader sees one whole index or the other.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
import time
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import NamedTuple

import tantivy
from django.conf import settings
from django.db import connection

from core.search import doors, words
from search.index import schema

_CURRENT = "current"
#: Seconds after which the index of another release is removed.
_FORGOTTEN = 7 * 24 * 3600
#: The names that `version` returns.
_RELEASE = re.compile(r"[0-9a-f]{16}")


class Build(NamedTuple):
    """A complete index: the name of its folder, and a text that changes with each commit."""

    name: str
    commit: str


@cache
def version() -> str:
    """Return the name for the folder of indexes that this release reads: 16 hexadecimal digits."""
    parts = [
        *(Path(module.__file__ or "").read_text() for module in (words, schema)),
        tantivy.__version__, settings.RELEASE, doors.stamp(), *schema.kinds(), "-", *schema.sources(),
        *(str(connection.settings_dict.get(name, "")) for name in ("ENGINE", "HOST", "PORT", "NAME")),
    ]  # fmt: skip
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def root() -> Path:
    return Path(settings.SEARCH_FOLDER) / version()


def current() -> Build | None:
    """Return the index to read; None until there is one."""
    try:
        name, commit = (root() / _CURRENT).read_text().split()
    except (OSError, ValueError):
        return None
    return Build(name, commit)


def path_of(build: Build) -> Path:
    return root() / build.name


def create() -> Path:
    """Create the folder of a new build."""
    path = root() / secrets.token_hex(6)
    path.mkdir(parents=True)
    return path


def publish(name: str) -> None:
    """Make an index, after a commit, the one to read."""
    root().mkdir(parents=True, exist_ok=True)
    part = root() / f"{_CURRENT}.{os.getpid()}"
    part.write_text(f"{name} {secrets.token_hex(6)}\n")
    part.replace(root() / _CURRENT)


def discard(build: Build) -> None:
    """Give up a damaged index, so that the writer builds another one."""
    if current() == build:
        with suppress(OSError):
            (root() / _CURRENT).unlink(missing_ok=True)


def exists(build: Build) -> bool:
    return (path_of(build) / "meta.json").exists()


def remove_orphans() -> None:
    """Remove the builds that nobody reads any more; needs the lock of the writer.

    These are all but the current one, and indexes of other releases that have not been written for a week. Processes
    that have one open go on reading it: its files exist until they are closed.
    """
    build = current()
    for path in root().iterdir() if root().is_dir() else ():
        if path.is_dir() and (build is None or path.name != build.name):
            shutil.rmtree(path, ignore_errors=True)
        elif path.name.startswith(f"{_CURRENT}."):  # of a process that was killed
            path.unlink(missing_ok=True)
    for path in root().parent.iterdir():
        if _RELEASE.fullmatch(path.name) and path != root() and _written_at(path) < time.time() - _FORGOTTEN:
            shutil.rmtree(path, ignore_errors=True)


def _written_at(path: Path) -> float:
    """Return when an index was last written, in seconds since 1970: each commit replaces a file in its folder."""
    try:
        return path.stat().st_mtime
    except OSError:  # another process removes it, too
        return time.time()
