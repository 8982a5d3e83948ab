"""Labels and counts of facets, for the filter form and the API."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from heapq import nlargest
from typing import Any

from django.db.models import Choices

from core.choices import labels
from core.visibility.gate import Gate
from inventory.catalogue.bitmap_index import FACETS
from inventory.catalogue.build import catalogue
from inventory.catalogue.criteria import Criteria
from inventory.catalogue.selection import filtered, intersection
from inventory.choices import Family, Label, Milieu, Public, Space, State
from inventory.geo.departments import DEPARTMENTS

VOCABULARIES: dict[str, type[Choices]] = {
    "famille": Family, "etat": State, "milieu": Milieu, "public": Public, "espace": Space, "label": Label,
}  # fmt: skip
FACET_LABELS = {
    "milieu": "Milieu",
    "famille": "Famille",
    "etat": "État",
    "departement": "Département",
    "epci": "Intercommunalité",
    "commune": "Commune",
    "public": "Pour qui",
    "espace": "Espaces",
    "label": "Label",
}
#: The facets « commune » and « epci » return at most this many codes: those with the most places.
MAX_CODES = 100


def facets(gate: Gate, criteria: Criteria, now: datetime) -> dict[str, list[dict[str, Any]]]:
    """Return the values of each facet as dicts of `code`, `label` and `count`.

    Values without places are left out unless the criteria use them. Closed vocabularies keep their order, départements
    are sorted by number, communes and intercommunalities by descending count.
    """
    counts = facet_counts(gate, criteria, now)
    values = {}
    for facet, by_code in counts.items():
        names = facet_names(gate, facet)
        used = criteria.facets.get(facet, ())
        codes = {**by_code, **{code: by_code.get(code, 0) for code in used}}
        values[facet] = [
            {"code": code, "label": names.get(code) or code, "count": codes[code]}
            for code in _in_order(facet, codes, names, used)
        ]
    return values


def facet_counts(gate: Gate, criteria: Criteria, now: datetime) -> dict[str, dict[str, int]]:
    """Count places by facet and code, as if that code were the only one chosen in its facet and all other criteria
    stayed. Codes without places are left out. The facet « ouvert » has one code, `now`: places open at `now`.
    """
    index = catalogue(gate)
    bitmaps = filtered(gate, criteria).bitmaps
    counts = {}
    for facet in FACETS:
        others = intersection(index, {name: bitmap for name, bitmap in bitmaps.items() if name != facet})
        counts[facet] = index.counts(facet, others)
    others = intersection(index, {name: bitmap for name, bitmap in bitmaps.items() if name != "open"})
    counts["ouvert"] = {"now": (index.open_at(now) & others).bit_count()}
    return counts


def facet_names(gate: Gate, facet: str) -> Mapping[str, str]:
    """Return the French label of each code of a facet. Communes and intercommunalities without places are missing."""
    if facet in VOCABULARIES:
        return labels(VOCABULARIES[facet])
    if facet == "departement":
        return DEPARTMENTS
    if facet == "ouvert":
        return {"now": "Ouvert maintenant"}
    return catalogue(gate).names[facet]


def _in_order(facet: str, counts: Mapping[str, int], names: Mapping[str, str], used: tuple[str, ...]) -> list[str]:
    if facet in ("epci", "commune"):
        threshold = min(nlargest(MAX_CODES, counts.values()), default=0)
        candidates = [code for code in counts if counts[code] >= threshold or code in used]
        candidates.sort(key=lambda code: (-counts[code], names.get(code, code), code))
        return [code for rank, code in enumerate(candidates) if rank < MAX_CODES or code in used]
    if facet == "departement":
        return sorted(counts)
    return [code for code in names if code in counts]
