"""The data classes of an import: records of a foreign file, and the result of each row."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Model


@dataclass
class PlaceRecord:
    """A place to import. `values` has clean values by field name, without keys for unknown values."""

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
    #: French reason why the row cannot be imported; "" for a valid row.
    problem: str = ""
    #: For rows of an exported file: the public id, and unsaved rows by child list.
    uid: UUID | None = None
    children: dict[str, list[Model]] = field(default_factory=dict)


class Outcome(StrEnum):
    """What the import did with a row."""

    CREATED = "créé"
    UPDATED = "modifié"
    UNCHANGED = "inchangé"
    REJECTED = "rejeté"
    DUPLICATE = "doublon possible"


@dataclass(frozen=True)
class Result:
    """The outcome of one row, with French remarks."""

    line: int
    identifier: str
    title: str
    outcome: Outcome
    #: What a person should check: why the row was rejected, which cells were invalid, which values were not replaced.
    remark: str = ""
    #: The fields that an update changes.
    changed: str = ""

    @classmethod
    def of(cls, row: Any, outcome: Outcome, remark: str = "", changed: str = "") -> Result:
        """Build the result of a `PlaceRecord` or `ExportedRow`. The row's own remarks come after `remark`."""
        remarks = " ; ".join(filter(None, [remark, *row.remarks]))
        return cls(row.line, row.identifier, row.title, outcome, remarks, changed)
