"""The data classes of an import: records of a foreign file, and the result of each row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Model

from core.text.lengths import printable
from inventory.communes.table import CommuneRow
from inventory.import_export.values.points import Pair


class MisplacedPoint(NamedTuple):
    """The coordinates of a point that was refused, as the file has them, and the commune of the place, if known."""

    pair: Pair
    commune: CommuneRow | None


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
    misplaced: MisplacedPoint | None = None
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
        # Terminals and files in UTF-8 cannot contain halves of characters.
        identifier, title, remarks = map(printable, (row.identifier, row.title, remarks))
        return cls(row.line, identifier, title, outcome, remarks, changed)


def with_refusals(results: Sequence[Result], rows: Sequence[Any], refused: Iterable[tuple[Any, str]]) -> list[Result]:
    """Return the results of rows, rejected for the lines of the `refused` records, each with its French reason."""
    reasons = {record.line: reason for record, reason in refused}
    return [
        Result.of(row, Outcome.REJECTED, reasons[row.line]) if row.line in reasons else result
        for row, result in zip(rows, results, strict=True)
    ]
