"""How a catalogue is made: the places of a gate, read by column and sorted into bitmaps."""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db.models import FloatField, TextField
from django.db.models.functions import Cast

from core.fields import split_codes
from core.gate import Audience, Gate
from inventory.catalogue import Catalogue, Entry, bitmap_of
from inventory.communes import sizes
from inventory.likeness import fold
from inventory.visibility import FIELD_GROUPS, hidden

_SETS = ("families", "publics", "spaces", "management")
_COLUMNS = (
    "pk", "translation_key", "slug", "title", "url_path", "commune", "insee_code", "department", "epci_code",
    "epci_name", "state", "milieu", "built_area", "opening_hours", "verified_on", "completeness",
)  # fmt: skip
#: The columns that an entry is made of.
_ENTRY = (
    "pk", "translation_key", "slug", "title", "url_path", "commune", "insee_code", "department", "families", "state",
    "milieu", "lon", "lat",
)  # fmt: skip
#: What a place may hide of what is read: the field that each column tells, and what stands where it is hidden.
_HIDING: dict[str, tuple[str, Any]] = {
    "lon": ("longitude", None),
    "lat": ("latitude", None),
    "publics_text": ("publics", ""),
    "spaces_text": ("spaces", ""),
    "management_text": ("management", ""),
    "built_area": ("built_area", None),
    "opening_hours": ("opening_hours", ""),
}


@contextmanager
def _collector_asleep() -> Iterator[None]:
    """Python's collector searches what is being made again and again, for a third of the time, and finds nothing."""
    awake = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if awake:
            gc.enable()


@_collector_asleep()
def gathered(gate: Gate) -> Catalogue:
    """All places of a gate: two queries, three where the sizes of communes are known."""
    from inventory.models import PlaceLabel, SiteProfilePage

    read = {
        "lon": Cast("longitude", FloatField()),
        "lat": Cast("latitude", FloatField()),
        # As text, which sorts alike, and takes a tenth of the time to read.
        "updated": Cast("last_published_at", TextField()),
        # A set is split once for all places that have the same.
        **{f"{name}_text": Cast(name, TextField()) for name in _SETS},
    }
    names = (*_COLUMNS, *FIELD_GROUPS, *read)
    rows = list(gate.pages(SiteProfilePage).annotate(**read).order_by().values_list(*names))
    title, pk = names.index("title"), names.index("pk")
    rows.sort(key=lambda row: (fold(row[title]), row[pk]))
    columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in names]
    return _made(
        dict(zip(names, columns, strict=True)), gate, PlaceLabel.objects.order_by().values_list("place_id", "label")
    )


def _made(columns: dict[str, list[Any]], gate: Gate, labels: Iterable[tuple[int, str]]) -> Catalogue:
    """The catalogue of places from their values by column, in the order of their names."""
    total = len(columns["pk"])
    _empty_hidden(columns, gate.audience)
    split = {text: tuple(split_codes(text)) for name in _SETS for text in {*columns[f"{name}_text"]}}
    columns |= {name: [split[text] for text in columns[f"{name}_text"]] for name in _SETS}
    position = {pk: rank for rank, pk in enumerate(columns["pk"])}
    labelled: dict[str, list[int]] = defaultdict(list)
    for pk, label in labels:
        if pk in position:
            labelled[label].append(position[pk])
    size_of = sizes({*columns["insee_code"]})
    members = {
        "departement": _grouped(columns["department"]),
        "commune": _grouped(columns["insee_code"]),
        "epci": _grouped(columns["epci_code"]),
        "famille": _spread(columns["families"]),
        "etat": _grouped(columns["state"]),
        "milieu": _grouped(columns["milieu"]),
        "public": _spread(columns["publics"]),
        "espace": _spread(columns["spaces"]),
        "label": labelled,
        "taille": _grouped([size_of.get(code, "") for code in columns["insee_code"]]),
        "surface": _grouped(map(surface_band, columns["built_area"])),
        "gestion": _spread(columns["management"]),
    }
    return Catalogue(
        entries=list(map(Entry, *(columns[name] for name in _ENTRY))),
        bits={name: {code: bitmap_of(found, total) for code, found in by.items()} for name, by in members.items()},
        hours={text: bitmap_of(found, total) for text, found in _grouped(columns["opening_hours"]).items()},
        keys={name: columns[name] for name in ("verified_on", "updated", "completeness")},
        names={
            "epci": _named(columns["epci_code"], columns["epci_name"]),
            "commune": _named(columns["insee_code"], columns["commune"]),
        },
        codes={"epci": columns["epci_code"], "commune": columns["insee_code"]},
    )


def _empty_hidden(columns: dict[str, list[Any]], audience: Audience) -> None:
    """Take out what places hide from this audience."""
    for position, levels in enumerate(zip(*(columns[name] for name in FIELD_GROUPS), strict=True)):
        if any(levels):
            closed = hidden(dict(zip(FIELD_GROUPS, levels, strict=True)), audience)
            for column, (name, nothing) in _HIDING.items():
                if name in closed:
                    columns[column][position] = nothing


def _named(codes: list[str], names: list[str]) -> dict[str, str]:
    """A name by code; a place that has the code alone takes none away."""
    return {code: name for code, name in zip(codes, names, strict=True) if name}


def _grouped(values: Iterable[Hashable]) -> dict[Any, list[int]]:
    """Positions by value, those that have none left out."""
    found: dict[Any, list[int]] = defaultdict(list)
    for position, value in enumerate(values):
        found[value].append(position)
    return {value: positions for value, positions in found.items() if value}


def _spread(sets: Iterable[tuple[str, ...]]) -> dict[str, list[int]]:
    """Positions by code, from the set of codes that each place has."""
    found: dict[str, list[int]] = defaultdict(list)
    for codes, positions in _grouped(sets).items():
        for code in codes:
            found[code] += positions
    return found


def surface_band(area: int | None) -> str:
    """The order of magnitude of a built area in square metres, as `comparable` names it."""
    if not area:
        return ""
    return next((str(most) for most in (100, 300, 1_000, 3_000) if area < most), "more")
