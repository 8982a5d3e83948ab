"""Reads back files that the export wrote: each row is found again by its public id, and a changed cell changes a field.

An absent column touches nothing. An empty cell empties its field where the file says that it was written for the team:
a narrower audience could not see all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import InvalidOperation
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_unicode_slug

from core.gate import Audience
from core.models import PageTheme, SillonImage, Theme
from inventory.exporting.columns import FOR_READERS, TITLE, UID, columns
from inventory.exporting.kinds import AUDIENCES, Picture, Rows
from inventory.importing.reading import Row
from inventory.importing.records import PlaceRecord
from inventory.models import PlaceSource, SiteProfilePage
from inventory.points import read_point, write_point

#: Set from columns of their own, or only when a place is made.
_APART = (UID, "slug", "longitude", "latitude")


@dataclass
class SheetRow:
    """A row of our own file. `cells` are texts by column."""

    line: int
    cells: Row
    uid: UUID | None = None
    problem: str = ""
    remarks: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, line: int, row: Row) -> SheetRow:
        """The row, with a problem where it does not say which place it tells of."""
        whole = row.get("audience", "").strip() == AUDIENCES[Audience.TEAM]
        cells = {name: cell for name, cell in row.items() if whole or cell.strip()}
        found = cls(line, cells)
        try:
            found.uid = UUID(row.get(UID, "").strip())
        except ValueError:
            found.problem = f"« {UID} » ne dit pas de quel lieu il s’agit"
        if not row.get(TITLE, "").strip():
            found.problem = "pas de nom"
        return found

    @property
    def title(self) -> str:
        return self.cells.get(TITLE, "")[:255]

    def precedes(self, published: datetime | None) -> bool:
        """Whether a place was published after this row was written, as far as the row tells when that was."""
        said = self.cells.get("updated", "").strip()
        if not said or published is None:
            return False
        try:
            written = datetime.fromisoformat(said)
        except ValueError:
            self.remarks.append(f"updated « {said[:60]} » : une date et une heure ISO 8601 sont attendues")
            return False
        return published > (written if written.tzinfo else written.replace(tzinfo=UTC))


def unknown_columns(row: Row) -> list[str]:
    """The columns of a file of ours that nobody reads."""
    return sorted(name for name in row if name and name not in columns() and name not in FOR_READERS)


@dataclass
class Known:
    """What this instance has that a file may name."""

    themes: dict[str, int]
    images: set[int]
    #: The place of each source and identifier.
    sources: dict[tuple[str, str], int]

    @classmethod
    def read(cls) -> Known:
        named = PlaceSource.objects.exclude(identifier="").values_list("source", "identifier", "place_id")
        return cls(
            themes=dict(Theme.objects.values_list("slug", "pk")),
            images=set(SillonImage.objects.values_list("pk", flat=True)),
            sources={(source, identifier): place for source, identifier, place in named},
        )


def place_named(row: SheetRow, known: Known) -> int | None:
    """The place that has one of the row's identifiers in a source."""
    try:
        sources = columns()["sources"].read(row.cells.get("sources", ""), lambda said: None)
    except ValidationError:
        return None
    found = (known.sources.get((source["source"], source["identifier"])) for source in sources)
    return next((pk for pk in found if pk and pk > 0), None)


def differences(row: SheetRow, values: Mapping[str, Any] | None, known: Known) -> dict[str, Any]:
    """What the row says otherwise than the place's values, by column; all that it says where there are none."""
    found = {}
    for name, column in columns().items():
        if name in _APART or name not in row.cells:
            continue
        cell, now = row.cells[name], None if values is None else column.value(values)
        if not cell if values is None else column.says(cell, now):
            continue
        remarks: list[str] = []
        try:
            said = _existing(name, column.read(cell, remarks.append), values, known, remarks.append)
        except ValidationError as error:
            remarks.append(f"« {cell[:60]} » : {' '.join(error.messages)}")
        else:
            if values is None or said != now:
                found[name] = said
        row.remarks += [f"{name} {remark}" for remark in remarks]
    return found | _point(row, values)


def _point(row: SheetRow, values: Mapping[str, Any] | None) -> dict[str, Any]:
    if not {"longitude", "latitude"} <= set(row.cells):
        return {}
    longitude, latitude = (row.cells[name].strip().replace(",", ".") for name in ("longitude", "latitude"))
    point = ""
    if longitude or latitude:
        try:
            point = write_point(longitude, latitude)
            read_point(point)
        except (ValidationError, InvalidOperation):
            row.remarks.append(f"coordonnées « {latitude}, {longitude} » incomprises")
            return {}
    return {"point": point} if point != point_of(values) else {}


def point_of(values: Mapping[str, Any] | None) -> str:
    """The point of a place as it is stored."""
    if values is None or values["longitude"] is None:
        return ""
    return write_point(values["longitude"], values["latitude"])


def _existing(
    name: str, said: Any, values: Mapping[str, Any] | None, known: Known, remark: Callable[[str], None]
) -> Any:
    """The value without what this instance does not have, or has for another place."""
    if name == "themes":
        for slug in said:
            if slug not in known.themes:
                remark(f"« {slug[:60]} » : il n’y a pas ce thème ici")
        return [slug for slug in said if slug in known.themes]
    if isinstance(columns()[name], Picture) and said is not None and said not in known.images:
        raise ValidationError("il n’y a pas cette image ici")
    if name == "photos":
        for photo in said:
            if photo["image_id"] not in known.images:
                remark(f"image {photo['image_id']} : il n’y a pas cette image ici")
        return [photo for photo in said if photo["image_id"] in known.images]
    if name == "sources":
        return _own_sources(said, None if values is None else values["pk"], known, remark)
    return said


def _own_sources(said: list[dict], pk: int | None, known: Known, remark: Callable[[str], None]) -> list[dict]:
    kept: list[dict] = []
    for source in said:
        key = (source["source"], source["identifier"])
        twice = any((other["source"], other["identifier"]) == key for other in kept)
        if source["identifier"] and (twice or known.sources.get(key, pk) != pk):
            remark(f"« {' '.join(key)[:60]} » : un autre lieu porte déjà cet identifiant")
        else:
            kept.append(source)
    return kept


# --- Writing what was read ------------------------------------------------------------------------------------------


def new_record(row: SheetRow, found: Mapping[str, Any], known: Known) -> PlaceRecord:
    """A place that is not there yet."""
    children = {_relation(name): _rows(name, said, (), known) for name, said in found.items() if _is_list(name)}
    values = {columns()[name].key if name != "point" else name: said for name, said in found.items()}
    values = {key: said for key, said in values.items() if not _is_list(key) and key != TITLE}
    slug = row.cells.get("slug", "").strip()
    try:
        validate_unicode_slug(slug)
    except ValidationError:
        slug = ""  # one is made of its name
    return PlaceRecord(row.line, "", str(row.uid), row.title, values, slug=slug, uid=row.uid, children=children)


def set_on(place: SiteProfilePage, found: Mapping[str, Any], known: Known) -> None:
    """Bring values that `differences` found into a draft."""
    for name, said in found.items():
        if _is_list(name):
            manager = getattr(place, _relation(name))
            setattr(place, _relation(name), _rows(name, said, list(manager.all()), known))
        else:
            setattr(place, name if name == "point" else columns()[name].key, said)


def _is_list(name: str) -> bool:
    return name == "themes" or isinstance(columns().get(name), Rows)


def _relation(name: str) -> str:
    return "page_themes" if name == "themes" else name


def _rows(name: str, said: Iterable[Any], present: Iterable[Any], known: Known) -> list[Any]:
    """The rows of a list in their order. Those that are there stay the same rows; a source keeps what it imported."""
    if name == "themes":
        by_theme = {row.theme_id: row for row in present}
        pks = [known.themes[slug] for slug in said]
        return [_ranked(by_theme.get(pk) or PageTheme(theme_id=pk), rank) for rank, pk in enumerate(pks)]
    left, rows = list(present), []
    for rank, values in enumerate(said):
        row = next((row for row in left if _is_same(name, row, values)), None)
        if row is None:
            row = SiteProfilePage._meta.get_field(name).related_model()
        else:
            left.remove(row)
        for key, value in values.items():
            setattr(row, key, value)
        rows.append(_ranked(row, rank))
    return rows


def _is_same(name: str, row: Any, values: Mapping[str, Any]) -> bool:
    keys = ("source", "identifier") if name == "sources" and values["identifier"] else tuple(values)
    return all(getattr(row, key) == values[key] for key in keys)


def _ranked(row: Any, rank: int) -> Any:
    row.sort_order = rank
    return row
