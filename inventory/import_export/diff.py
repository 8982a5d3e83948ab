"""Compares the rows of an exported file with the stored places, which are identified by their public id.

A missing column changes nothing. An empty cell empties its field only if the file was exported for the team: for other
audiences, the export may have hidden the value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_unicode_slug

from core.geo.points import as_typed, write_point
from core.models import PageTheme
from core.text.lengths import UNSTORABLE
from core.visibility.gate import Audience
from inventory.import_export.column_types import AUDIENCES, ChildList
from inventory.import_export.columns import INFO_COLUMNS, TITLE, UID, columns
from inventory.import_export.existing import ExistingObjects, without_missing
from inventory.import_export.readers.source import Row
from inventory.import_export.records import PlaceRecord
from inventory.import_export.values.cells import quoted
from inventory.import_export.values.contradictions import contradictions
from inventory.import_export.values.fields import place_field
from inventory.import_export.values.points import INVALID, CoordinateSystem, is_usual, read_pair
from inventory.import_export.values.texts import cut
from inventory.models import SiteProfilePage
from inventory.places.queries import row_model

#: Columns that `differences` does not compare one by one: the point, and those set only when a place is created.
_SPECIAL_COLUMNS = (UID, "slug", "longitude", "latitude")


@dataclass
class ExportedRow:
    """A row of an exported file. `cells` are texts by column, `problem` is a French reason to reject the row."""

    line: int
    cells: Row
    uid: UUID | None = None
    problem: str = ""
    remarks: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, line: int, row: Row) -> ExportedRow:
        """Build a row. A missing public id or title is its `problem`.

        Empty cells are dropped unless the file was exported for the team (see above).
        """
        is_complete = row.get("audience", "").strip() == AUDIENCES[Audience.TEAM]
        cells = {name: cell for name, cell in row.items() if is_complete or cell.strip()}
        exported_row = cls(line, cells)
        try:
            exported_row.uid = UUID(row.get(UID, "").strip())
        except ValueError:
            exported_row.problem = f"« {UID} » ne dit pas de quel lieu il s’agit"
        if not exported_row.title.strip():
            exported_row.problem = "pas de nom"
        return exported_row

    @property
    def identifier(self) -> str:
        """The public id as reports of an import show it, "" if it cannot be read."""
        return str(self.uid or "")

    @property
    def title(self) -> str:
        """The name for a new place, in the length and the characters that can be stored."""
        return cut(UNSTORABLE.sub("", self.cells.get(TITLE, "")), place_field(TITLE).max_length or 0)

    def precedes(self, published: datetime | None) -> bool:
        """Return whether the row is older than the place: exported (`updated`) before it was last published.

        False if either time is unknown. An `updated` that cannot be read is a remark.
        """
        updated = self.cells.get("updated", "").strip()
        if not updated or published is None:
            return False
        try:
            exported = datetime.fromisoformat(updated)
        except ValueError:
            self.remarks.append(f"updated {quoted(updated)} : une date et une heure ISO 8601 sont attendues")
            return False
        return published > (exported if exported.tzinfo else exported.replace(tzinfo=UTC))


def unknown_columns(names: Iterable[str]) -> list[str]:
    """Return the columns of an exported file that the import does not know."""
    return sorted(name for name in names if name and name not in columns() and name not in INFO_COLUMNS)


def find_by_source(row: ExportedRow, existing: ExistingObjects) -> int | None:
    """Return the page id of the place that has one of the row's sources and identifiers; None if there is none."""
    try:
        sources = columns()["sources"].parse(row.cells.get("sources", ""), lambda value: None)
    except ValidationError:
        return None
    places = (existing.sources.get((source["source"], source["identifier"])) for source in sources)
    return next((pk for pk in places if pk and pk > 0), None)


def differences(row: ExportedRow, values: Mapping[str, Any] | None, existing: ExistingObjects) -> dict[str, Any]:
    """Return the values of the row that differ from those of the place, by column.

    If `values` is None (a new place): those of all non-empty cells. Invalid cells are left out, with a remark.
    """
    changes = {}
    for name, column in columns().items():
        if name in _SPECIAL_COLUMNS or name not in row.cells:
            continue
        cell, current = row.cells[name], None
        if values is None:
            if not cell:
                continue
        elif column.equals(cell, current := column.value(values)):
            continue
        remarks: list[str] = []
        try:
            value = without_missing(name, column.parse(cell, remarks.append), values, existing, remarks.append)
        except ValidationError as error:
            remarks.append(f"{quoted(cell)} : {' '.join(error.messages)}")
        else:
            if values is None or value != current:
                changes[name] = value
        row.remarks += [f"{name} {remark}" for remark in remarks]
    changes |= _point(row, values, changes, existing)
    current = {**(values or {}), "point": stored_point(values)}
    for name, reason in contradictions(current, changes, existing.misplaced).items():
        row.remarks.append(f"{name} {quoted(row.cells[name])} : {reason}")
        del changes[name]
    return changes


def _point(
    row: ExportedRow, values: Mapping[str, Any] | None, changes: Mapping[str, Any], existing: ExistingObjects
) -> dict[str, Any]:
    if not {"longitude", "latitude"} <= set(row.cells):
        return {}
    cells = {name: row.cells[name].strip() for name in ("latitude", "longitude")}
    stored = stored_point(values)
    if not any(cells.values()):
        return {"point": ""} if stored else {}
    shown = quoted(", ".join(cells.values()))
    try:
        pair = read_pair(**cells)
        if pair.is_stored_as(stored):
            return {}
        commune = existing.communes.find(changes.get("insee_code", (values or {}).get("insee_code", "")))
        point = CoordinateSystem().point(pair, commune)
    except ValidationError as error:
        problem = f"latitude, longitude {shown} : {error.message}"
        row.remarks.append(f"coordonnées {shown} incomprises" if error.code == INVALID else problem)
        return {}
    if not is_usual(**cells):
        row.remarks.append(f"latitude, longitude {shown} : lu comme {as_typed(point)}")
    return {"point": point}


def stored_point(values: Mapping[str, Any] | None) -> str:
    """Return the stored point of a place; "" without coordinates."""
    if not values or values["longitude"] is None:
        return ""
    return write_point(values["longitude"], values["latitude"])


# --- Writing --------------------------------------------------------------------------------------------------------


def new_record(row: ExportedRow, changes: Mapping[str, Any], existing: ExistingObjects) -> PlaceRecord:
    """Build the record of a place to create."""
    children = {_relation(name): _rows(name, value, (), existing) for name, value in changes.items() if _is_list(name)}
    values = {columns()[name].key if name != "point" else name: value for name, value in changes.items()}
    values = {key: value for key, value in values.items() if not _is_list(key) and key != TITLE}
    slug = row.cells.get("slug", "").strip()
    try:
        validate_unicode_slug(slug)
    except ValidationError:
        slug = ""  # to be derived from the title
    return PlaceRecord(row.line, "", str(row.uid), row.title, values, slug=slug, uid=row.uid, children=children)


def apply_changes(place: SiteProfilePage, changes: Mapping[str, Any], existing: ExistingObjects) -> None:
    """Set the values that `differences` returned on a version of a place, without saving it."""
    for name, value in changes.items():
        if _is_list(name):
            manager = getattr(place, _relation(name))
            setattr(place, _relation(name), _rows(name, value, list(manager.all()), existing))
        else:
            setattr(place, name if name == "point" else columns()[name].key, value)
    place.derive()


def _is_list(name: str) -> bool:
    return name == "themes" or isinstance(columns().get(name), ChildList)


def _relation(name: str) -> str:
    return "page_themes" if name == "themes" else name


def _rows(name: str, items: Iterable[Any], present: Iterable[Any], existing: ExistingObjects) -> list[Any]:
    """Return the rows of a child list in order. Equal rows of `present` are reused; a source keeps its `imported`."""
    if name == "themes":
        by_theme = {row.theme_id: row for row in present}
        pks = [existing.themes[slug] for slug in items]
        return [_with_rank(by_theme.get(pk) or PageTheme(theme_id=pk), rank) for rank, pk in enumerate(pks)]
    unmatched, rows = list(present), []
    for rank, values in enumerate(items):
        row = next((row for row in unmatched if _is_same(name, row, values)), None)
        if row is None:
            row = row_model(name)()
        else:
            unmatched.remove(row)
        for key, value in values.items():
            setattr(row, key, value)
        rows.append(_with_rank(row, rank))
    return rows


def _is_same(name: str, row: Any, values: Mapping[str, Any]) -> bool:
    keys = ("source", "identifier") if name == "sources" and values["identifier"] else tuple(values)
    return all(getattr(row, key) == values[key] for key in keys)


def _with_rank(row: Any, rank: int) -> Any:
    row.sort_order = rank
    return row
