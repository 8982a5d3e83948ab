"""What the search reads of an object: documents, which sources make and the index stores."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, TypedDict

from django.db.models import Model

from core.visibility.gate import Gate


class Passage(NamedTuple):
    """A part of a page below a heading; `anchor` is the id of the heading on the page."""

    anchor: str
    heading: str
    text: str


@dataclass(frozen=True)
class Document:
    """What is found of one object, as plain text in its own spelling. Lines of a text are apart from one another.

    `names` are other names that mean the object itself; `people_and_places` names that it mentions, which are compared
    without their inflections. `labels` say what it is and where it stands: its type, its date, the titles of the pages
    above it. `members` and `team` are words that only these audiences may read, and find. `year`, `themes`
    (ids) and `kind` are for facets; `kind` is a code of `core.cards.KINDS`, or the code of the source.
    """

    id: int
    kind: str
    title: str
    names: tuple[str, ...] = ()
    people_and_places: str = ""
    labels: str = ""
    headings: str = ""
    text: str = ""
    members: str = ""
    team: str = ""
    year: int | None = None
    themes: tuple[int, ...] = ()
    passages: tuple[Passage, ...] = ()


class Result(TypedDict):
    """An object in a list of results. `url` starts at the root of the host, `label` stands above the title."""

    id: int
    kind: str
    kind_label: str
    title: str
    label: str
    summary: str
    url: str


@dataclass(frozen=True)
class Source:
    """A kind of objects that the search finds.

    `documents` returns those of some ids, or all: only of what some reader may see, drafts excluded. `visible` returns
    the ids that a reader may see (remembered under the content version, if it needs a query), and `results` what is
    shown of some of them, in any order. `models` are those whose rows have these ids; empty for what changes with a
    release only.
    """

    code: str
    label: str
    documents: Callable[[Collection[int] | None], Iterable[Document]]
    visible: Callable[[Gate], Collection[int]]
    results: Callable[[Gate, Collection[int]], Iterable[Mapping[str, Any]]]
    models: tuple[type[Model], ...] = ()
    #: How much such an object counts against one of another source that has the words as well.
    weight: float = 1.0


#: The sources by code. Their order decides nothing but the order of equal results.
SOURCES: dict[str, Source] = {}


def declare(source: Source) -> None:
    """Add a source; called in `AppConfig.ready()`."""
    SOURCES[source.code] = source
