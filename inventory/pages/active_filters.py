"""The active filters as chips: each with a French label and the URL without it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from core.visibility.gate import Gate
from inventory.catalogue.bitmap_index import FACETS
from inventory.catalogue.facets import FACET_LABELS, facet_names
from inventory.communes import lookup
from inventory.geo.names import with_de
from inventory.hours.french import hour_in_words
from inventory.pages.querystring import ParsedQuery

#: French labels of the parameters that are not facets.
PARAM_LABELS = {
    "q": "Recherche", "ouvert": "Ouvert", "fermes": "Lieux fermés", "bbox": "Cadre de la carte", "near": "Près de",
    "radius_km": "Distance", "order": "Trier par", "page": "Page",
}  # fmt: skip


def chips(gate: Gate, parsed: ParsedQuery) -> list[dict[str, str]]:
    """Return a dict for each active filter: its `name`, its `label`, and as `query` the relative URL without it."""
    items = []
    for name, values in parsed.values.items():
        if name in FACETS:
            items += [_chip(parsed, name, code_label(gate, name, value), value) for value in values]
        elif label := _label(parsed, name):
            items.append(_chip(parsed, name, label))
    return items


def _chip(parsed: ParsedQuery, name: str, label: str, value: str | None = None) -> dict[str, str]:
    return {"name": name, "label": label, "query": parsed.query(name, value)}


def _label(parsed: ParsedQuery, name: str) -> str:
    """Return the label of a filter that is not a facet; "" for parameters that select nothing by themselves."""
    criteria = parsed.criteria
    match name:
        case "q":
            return f"« {criteria.text} »"
        case "ouvert" if parsed.filters.ouvert == "now":
            return "Ouvert maintenant"
        case "ouvert" if criteria.open_at:
            return f"Ouvert {datetime_in_words(criteria.open_at)}"
        case "fermes":
            return "Sans les lieux qui ont fermé définitivement"
        case "bbox":
            return "Dans le cadre de la carte"
        case "near":
            origin = with_de(parsed.start_text or "ce point")
            radius = f"{criteria.radius_km:g}".replace(".", ",") if criteria.radius_km else ""
            return f"À moins de {radius} km {origin}" if radius else f"Près {origin}"
    return ""


def datetime_in_words(moment: datetime) -> str:
    """Format a moment: « le 14 juillet à 10 h », with the year unless it is the current one."""
    moment = timezone.localtime(moment)
    month = date_format(moment, "F" if moment.year == timezone.localdate().year else "F Y")
    return f"le {'1er' if moment.day == 1 else moment.day} {month} à {hour_in_words(moment.hour * 60 + moment.minute)}"


def code_label(gate: Gate, facet: str, code: str) -> str:
    """Return the French label of a code of a facet."""
    name = facet_names(gate, facet).get(code, "")
    if facet == "departement":
        return f"{code} – {name}"
    if not name and facet == "commune":
        commune = lookup.find_commune(code)
        name = commune.name if commune else f"Commune {code}"
    return name or f"Intercommunalité {code}"


def notices(parsed: ParsedQuery) -> Iterator[dict[str, Any]]:
    """Yield a `name` (French) and `message` for each rejected parameter.

    Parameters that were rejected only because `pres_de` could not be resolved are skipped: the form has its own message
    for that.
    """
    for name, message in parsed.problems.items():
        if not (parsed.start_text and name in ("radius_km", "order") and "near" not in parsed.values):
            yield {"name": FACET_LABELS.get(name) or PARAM_LABELS.get(name) or f"« {name[:40]} »", "message": message}
