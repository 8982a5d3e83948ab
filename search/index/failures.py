"""What the engine raises when an index cannot be read, and whether the index or the question is to blame."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import ParamSpec, TypeVar

import orjson

P = ParamSpec("P")
T = TypeVar("T")

#: The files of a segment; `del` is there only if documents have been deleted since it was written.
_PARTS = ("fast", "fieldnorm", "idx", "pos", "store", "term")
#: The end of a file: JSON with the checksum of all before it, the length of that JSON, and the number 1337.
_END = b"\x39\x05\x00\x00"
_CHECKSUM = re.compile(rb'"crc":(\d{1,10})\b')


class Damaged(Exception):
    """The engine could not read the index, or could not run a query."""


def checked(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call the engine; raise Damaged in place of all its errors, and of panics, which are no `Exception`."""
    try:
        return function(*args, **kwargs)
    except (ValueError, OSError) as error:
        raise Damaged(str(error)) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise Damaged(str(error)) from error


def is_intact(path: Path) -> bool:
    """Whether all files of the last commit of an index are there, as the engine wrote them. Reads all of them."""
    try:
        return all(_has_its_checksum(file) for file in _files(path))
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _files(path: Path) -> Iterator[Path]:
    for segment in orjson.loads((path / "meta.json").read_bytes())["segments"]:
        name = segment["segment_id"].replace("-", "")
        yield from (path / f"{name}.{part}" for part in _PARTS)
        if segment["deletes"]:
            yield path / f"{name}.{segment['deletes']['opstamp']}.del"


def _has_its_checksum(file: Path) -> bool:
    content = file.read_bytes()
    length = int.from_bytes(content[-8:-4], "little")
    found = _CHECKSUM.search(content[-8 - length : -8]) if length < 1_000 else None
    return content.endswith(_END) and found is not None and zlib.crc32(content[: -8 - length]) == int(found[1])
