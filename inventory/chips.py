"""The filters in use, in words, each with the address that leaves it out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from core.gate import Gate
from inventory import communes
from inventory.asked import Asked
from inventory.catalogue import FACETS
from inventory.facets import NAMES as FACET_NAMES
from inventory.facets import facet_names
from inventory.hours.words import hour_in_words
from inventory.likeness import fold

#: What a notice calls the parameters that are no facet.
NAMES = {
    "q": "Recherche", "ouvert": "Ouvert", "fermes": "Lieux fermés", "bbox": "Cadre de la carte", "near": "Près de",
    "radius_km": "Distance", "order": "Trier par", "page": "Page",
}  # fmt: skip
_ELIDING = frozenset("aeiouyh")


def chips(gate: Gate, asked: Asked) -> list[dict[str, str]]:
    """Each filter in use, as `label`, as the `query` of the address without it, and its `name`."""
    found = []
    for name, values in asked.values.items():
        if name in FACETS:
            found += [_chip(asked, name, told_code(gate, name, value), value) for value in values]
        elif label := _told(asked, name):
            found.append(_chip(asked, name, label))
    return found


def _chip(asked: Asked, name: str, label: str, value: str | None = None) -> dict[str, str]:
    return {"name": name, "label": label, "query": asked.query(name, value)}


def _told(asked: Asked, name: str) -> str:
    """A filter that is no facet, in words; "" for what narrows nothing by itself."""
    criteria = asked.criteria
    match name:
        case "q":
            return f"« {criteria.text} »"
        case "ouvert" if asked.filters.ouvert == "now":
            return "Ouvert maintenant"
        case "ouvert" if criteria.open_at:
            return f"Ouvert {moment(criteria.open_at)}"
        case "fermes":
            return "Sans les lieux qui ont fermé définitivement"
        case "bbox":
            return "Dans le cadre de la carte"
        case "near":
            there = from_there(asked.start or "ce point")
            away = f"{criteria.radius_km:g}".replace(".", ",") if criteria.radius_km else ""
            return f"À moins de {away} km {there}" if away else f"Près {there}"
    return ""


def moment(when: datetime) -> str:
    """« le 14 juillet à 10 h », with the year where it is another one."""
    when = timezone.localtime(when)
    month = date_format(when, "F" if when.year == timezone.localdate().year else "F Y")
    return f"le {'1er' if when.day == 1 else when.day} {month} à {hour_in_words(when.hour * 60 + when.minute)}"


def from_there(name: str) -> str:
    """« de Grenoble », « d’Échirolles », « du Bourg-d’Oisans », « des Adrets »."""
    for article, said in (("Le ", "du "), ("Les ", "des ")):
        if name.startswith(article):
            return said + name.removeprefix(article)
    first = fold(name)[:1]
    return f"d’{name}" if first in _ELIDING else f"du {name}" if first.isdigit() else f"de {name}"


def told_code(gate: Gate, facet: str, code: str) -> str:
    """A value of a facet as people call it."""
    name = facet_names(gate, facet).get(code, "")
    if facet == "departement":
        return f"{code} – {name}"
    if not name and facet == "commune":
        commune = communes.lookup(code)
        name = commune.name if commune else f"Commune {code}"
    return name or f"Intercommunalité {code}"


def notices(asked: Asked) -> Iterator[dict[str, Any]]:
    """What was not understood, as `name` and `message`; the words of the place to start from have their own."""
    for name, message in asked.problems.items():
        if not (asked.start and name in ("radius_km", "order") and "near" not in asked.values):
            yield {"name": FACET_NAMES.get(name) or NAMES.get(name) or f"« {name[:40]} »", "message": message}
