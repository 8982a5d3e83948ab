"""Builds the catalogue of an audience, once per content version: reads places by column and sorts them into bitmaps."""

from __future__ import annotations

from bisect import bisect
from collections import defaultdict
from collections.abc import Hashable, Iterable
from typing import Any

from django.db.models import FloatField, TextField
from django.db.models.functions import Cast

from core.fields import split_codes
from core.text.fold import fold
from core.visibility.gate import Audience, Gate
from inventory.catalogue.bitmap_index import Catalogue, CatalogueEntry, bitmap_of
from inventory.communes.lookup import commune_sizes
from inventory.models import PlaceLabel, SiteProfilePage
from inventory.visibility import FIELD_GROUPS, hidden

_SETS = ("families", "publics", "spaces", "management")
_COLUMNS = (
    "pk", "translation_key", "slug", "title", "url_path", "commune", "insee_code", "department", "epci_code",
    "epci_name", "state", "milieu", "built_area", "opening_hours", "verified_on", "completeness",
)  # fmt: skip
#: The columns of a `CatalogueEntry`, in the order of its fields.
_ENTRY_COLUMNS = (
    "pk", "translation_key", "slug", "title", "url_path", "commune", "insee_code", "department", "families", "state",
    "milieu", "lon", "lat",
)  # fmt: skip
#: The columns that a place may hide: for each, the field whose visibility governs it, and its empty value.
_HIDEABLE_COLUMNS: dict[str, tuple[str, Any]] = {
    "lon": ("longitude", None),
    "lat": ("latitude", None),
    "publics_text": ("publics", ""),
    "spaces_text": ("spaces", ""),
    "management_text": ("management", ""),
    "built_area": ("built_area", None),
    "opening_hours": ("opening_hours", ""),
}
#: Bands of built areas, and the upper bound of each but the last, in square metres.
_BANDS, _BOUNDS = ("100", "300", "1000", "3000", "more"), (100, 300, 1_000, 3_000)


def catalogue(gate: Gate) -> Catalogue:
    """Return the catalogue of a reader, cached per process, content version and `catalogue_key`."""
    return gate.snapshot.get_or_set(("places", *catalogue_key(gate)), lambda: build_catalogue(gate))


def catalogue_key(gate: Gate) -> tuple[Any, ...]:
    """Return what a catalogue depends on besides the content version: readers with one key see the same places."""
    return gate.site and gate.site.path, gate.audience, gate.closed_paths


def build_catalogue(gate: Gate) -> Catalogue:
    """Build the catalogue of all places that the gate lets through.

    Two queries, and one per 500 communes.
    """
    annotations = {
        "lon": Cast("longitude", FloatField()),
        "lat": Cast("latitude", FloatField()),
        # As text: it sorts the same way, and takes a tenth of the time to read.
        "updated": Cast("last_published_at", TextField()),
        # As text: each distinct text is split once, for all places that have it.
        **{f"{name}_text": Cast(name, TextField()) for name in _SETS},
    }
    names = (*_COLUMNS, *FIELD_GROUPS, *annotations)
    rows = list(gate.pages(SiteProfilePage).annotate(**annotations).order_by().values_list(*names))
    title, pk = names.index("title"), names.index("pk")
    rows.sort(key=lambda row: (fold(row[title]), row[pk]))
    columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in names]
    return _from_columns(
        dict(zip(names, columns, strict=True)), gate, PlaceLabel.objects.order_by().values_list("place_id", "label")
    )


def _from_columns(columns: dict[str, list[Any]], gate: Gate, labels: Iterable[tuple[int, str]]) -> Catalogue:
    """Build a catalogue from columns of values, whose places are sorted by name, and pairs of place id and label."""
    total = len(columns["pk"])
    _empty_hidden(columns, gate.audience)
    split = {text: tuple(split_codes(text)) for name in _SETS for text in {*columns[f"{name}_text"]}}
    columns |= {name: [split[text] for text in columns[f"{name}_text"]] for name in _SETS}
    position = {pk: rank for rank, pk in enumerate(columns["pk"])}
    labelled: dict[str, list[int]] = defaultdict(list)
    for pk, label in labels:
        if pk in position:
            labelled[label].append(position[pk])
    size_of = commune_sizes({*columns["insee_code"]})
    positions_by_criterion = {
        "departement": _positions_by_value(columns["department"]),
        "commune": _positions_by_value(columns["insee_code"]),
        "epci": _positions_by_value(columns["epci_code"]),
        "famille": _positions_by_code(columns["families"]),
        "etat": _positions_by_value(columns["state"]),
        "milieu": _positions_by_value(columns["milieu"]),
        "public": _positions_by_code(columns["publics"]),
        "espace": _positions_by_code(columns["spaces"]),
        "label": labelled,
        "taille": _positions_by_value([size_of.get(code, "") for code in columns["insee_code"]]),
        "surface": _positions_by_value(map(surface_band, columns["built_area"])),
        "gestion": _positions_by_code(columns["management"]),
    }
    return Catalogue(
        entries=list(map(CatalogueEntry, *(columns[name] for name in _ENTRY_COLUMNS))),
        bitmaps={
            name: {code: bitmap_of(positions, total) for code, positions in by_code.items()}
            for name, by_code in positions_by_criterion.items()
        },
        hours={
            text: bitmap_of(positions, total)
            for text, positions in _positions_by_value(columns["opening_hours"]).items()
        },
        sort_values={name: columns[name] for name in ("verified_on", "updated", "completeness")},
        names={
            "epci": _names_by_code(columns["epci_code"], columns["epci_name"]),
            "commune": _names_by_code(columns["insee_code"], columns["commune"]),
        },
        code_by_position={"epci": columns["epci_code"], "commune": columns["insee_code"]},
    )


def _empty_hidden(columns: dict[str, list[Any]], audience: Audience) -> None:
    """Replace in `columns` the values that places hide from this audience with empty ones."""
    for position, levels in enumerate(zip(*(columns[name] for name in FIELD_GROUPS), strict=True)):
        if any(levels):
            hidden_fields = hidden(dict(zip(FIELD_GROUPS, levels, strict=True)), audience)
            for column, (name, empty) in _HIDEABLE_COLUMNS.items():
                if name in hidden_fields:
                    columns[column][position] = empty


def _names_by_code(codes: list[str], names: list[str]) -> dict[str, str]:
    """Return the name of each code, ignoring places that have a code without a name."""
    return {code: name for code, name in zip(codes, names, strict=True) if name}


def _positions_by_value(values: Iterable[Hashable]) -> dict[Any, list[int]]:
    """Return the positions of each value, without empty values."""
    by_value: dict[Any, list[int]] = defaultdict(list)
    for position, value in enumerate(values):
        by_value[value].append(position)
    return {value: positions for value, positions in by_value.items() if value}


def _positions_by_code(sets: Iterable[tuple[str, ...]]) -> dict[str, list[int]]:
    """Return the positions of each code, from the codes of each place."""
    by_code: dict[str, list[int]] = defaultdict(list)
    for codes, positions in _positions_by_value(sets).items():
        for code in codes:
            by_code[code] += positions
    return by_code


def surface_band(area: int | None) -> str:
    """Return the band of a built area in square metres; "" if the area is unknown."""
    return _BANDS[bisect(_BOUNDS, area)] if area else ""
