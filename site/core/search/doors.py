"""Doors: what a reader can do on the site, which the search finds like a page."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import NamedTuple

from django.utils import timezone

from core.search.documents import Document, Result, Source, declare
from core.visibility.gate import Gate


class Door(NamedTuple):
    """Something to do: « Proposer un lieu ».

    `words` are what people also type for it, separated by commas. `url` returns the address, which starts at the root
    of the host, or "" where this reader has no such door.
    """

    code: str
    title: str
    summary: str
    words: str
    url: Callable[[Gate], str]


_DOORS: dict[int, Door] = {}


def open_door(door: Door) -> None:
    """Add a door; called in `AppConfig.ready()`."""
    _DOORS[zlib.crc32(door.code.encode())] = door


def stamp() -> str:
    """Return a text that changes when the words of a door do, since no change of the content tells it."""
    return "\n".join(f"{door.code}|{door.title}|{door.summary}|{door.words}" for _, door in sorted(_DOORS.items()))


def _documents(ids: Collection[int] | None) -> Iterator[Document]:
    for pk, door in _DOORS.items():
        if ids is None or pk in ids:
            names = tuple(word.strip() for word in door.words.split(",") if word.strip())
            yield Document(id=pk, kind="door", title=door.title, names=names, text=door.summary)


def addresses(gate: Gate) -> dict[int, str]:
    """Return the addresses of the doors of this reader, by id. Do not change the result."""

    def read() -> dict[int, str]:
        return {pk: url for pk, door in _DOORS.items() if (url := door.url(gate))}

    # An address may depend on the day: that of the next event, for one.
    return gate.snapshot.get_or_set(("doors", timezone.localdate(), gate.audience, *gate.scope), read)


def results_of(gate: Gate, codes: Iterable[str]) -> list[Result]:
    """Return the doors with these codes that the reader has, in this order."""
    return list(_results(gate, [zlib.crc32(code.encode()) for code in codes]))


def _results(gate: Gate, ids: Collection[int]) -> Iterator[Result]:
    urls = addresses(gate)
    for pk in ids:
        if pk in urls:
            door = _DOORS[pk]
            yield Result(
                id=pk, kind="door", kind_label="Démarche", title=door.title, label="", summary=door.summary,
                url=urls[pk],
            )  # fmt: skip


declare(Source(code="door", label="Démarche", documents=_documents, visible=addresses, results=_results))
