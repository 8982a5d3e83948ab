"""The nouns of an import."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Model


@dataclass
class PlaceRecord:
    """One place as a source tells it. `values` maps field names of a place to clean values; nothing known, no key."""

    line: int
    source: str
    identifier: str
    title: str
    values: dict[str, Any]
    slug: str = ""
    licence: str = ""
    date: date | None = None
    url: str = ""
    remarks: list[str] = field(default_factory=list)
    #: Why the row cannot become a place; empty for a good row.
    problem: str = ""
    #: Its public id where the file gives one, and the rows of its lists.
    uid: UUID | None = None
    children: dict[str, list[Model]] = field(default_factory=dict)


class Outcome(StrEnum):
    """What became of a row. Each row has exactly one."""

    CREATED = "créé"
    UPDATED = "modifié"
    UNCHANGED = "inchangé"
    REJECTED = "rejeté"
    DUPLICATE = "doublon possible"


@dataclass(frozen=True)
class Result:
    """The outcome of one row, with what there is to say about it."""

    line: int
    identifier: str
    title: str
    outcome: Outcome
    #: What somebody should look at: why the row was left aside, what in its cells was refused, what was kept.
    remark: str = ""
    #: What an update changes.
    changed: str = ""
