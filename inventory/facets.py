"""Facets with their words: what the page draws as boxes to tick, and programs read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from heapq import nlargest
from typing import Any

from django.db.models import Choices

from core.gate import Gate
from inventory.catalogue import catalogue, facet_counts
from inventory.criteria import Criteria
from inventory.departments import DEPARTMENTS
from inventory.sheet import labels
from inventory.vocabulary import Family, Label, Milieu, Public, Space, State

VOCABULARIES: dict[str, type[Choices]] = {
    "famille": Family, "etat": State, "milieu": Milieu, "public": Public, "espace": Space, "label": Label,
}  # fmt: skip
NAMES = {
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
#: How many communes and intercommunalities a facet names at most: those with the most places.
MOST = 100


def facets(gate: Gate, criteria: Criteria, now: datetime) -> dict[str, list[dict[str, Any]]]:
    """The values of each facet that would leave something, as `code`, `label` and `count`, and those in use.

    Closed vocabularies keep their order and départements that of their numbers; communes and intercommunalities come
    by their number of places.
    """
    counts = facet_counts(gate, criteria, now)
    found = {}
    for facet, by_code in counts.items():
        named = facet_names(gate, facet)
        used = criteria.facets.get(facet, ())
        codes = {**by_code, **{code: by_code.get(code, 0) for code in used}}
        found[facet] = [
            {"code": code, "label": named.get(code) or code, "count": codes[code]}
            for code in _in_order(facet, codes, named, used)
        ]
    return found


def facet_names(gate: Gate, facet: str) -> Mapping[str, str]:
    """The French labels of the codes of a facet; of communes and intercommunalities those that have places."""
    if facet in VOCABULARIES:
        return labels(VOCABULARIES[facet])
    if facet == "departement":
        return DEPARTMENTS
    if facet == "ouvert":
        return {"now": "Ouvert maintenant"}
    return catalogue(gate).names[facet]


def _in_order(facet: str, codes: Mapping[str, int], named: Mapping[str, str], used: tuple[str, ...]) -> list[str]:
    if facet in ("epci", "commune"):
        least = min(nlargest(MOST, codes.values()), default=0)
        likely = [code for code in codes if codes[code] >= least or code in used]
        most = sorted(likely, key=lambda code: (-codes[code], named.get(code, code), code))
        return [code for rank, code in enumerate(most) if rank < MOST or code in used]
    if facet == "departement":
        return sorted(codes)
    return [code for code in named if code in codes]
