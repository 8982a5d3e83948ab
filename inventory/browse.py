"""What the pages that browse the inventory show: the form with its counted facets, the list, the map, the ways on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from core.gate import Gate
from inventory.asked import Asked
from inventory.catalogue import catalogue
from inventory.chips import chips, notices, told_code
from inventory.facets import NAMES, facets
from inventory.listing import place_list
from inventory.map import map_options
from inventory.nearest import RADII, looser, nearest, wider
from inventory.start import Start
from inventory.vocabulary import State

#: Facets that mean something only where there is a choice.
_SEVERAL = ("departement", "epci", "commune")
#: How many values of a facet the form names at most: those with the most places, and those in use.
MOST = 60
#: Filters that are set outside of the part of the form that folds.
_OUTSIDE = ("q", "bbox")
ORDERS = {"title": "Nom", "distance": "Proximité", "-updated": "Mise à jour", "-completeness": "Fiches complètes"}


def browse(gate: Gate, query: QueryDict, start: Start | None = None) -> dict[str, Any]:
    """The whole context of the inventory's page: the form (see `form_context`), `places`, `paging`, `count`, `map`."""
    asked = Asked.of(query)
    context = form_context(gate, asked, start or Start(), timezone.now())
    context |= place_list(gate, asked.criteria, query.get("page"))
    context |= {
        "map": map_options(asked.values),
        "addresses": addresses(asked),
        "looser": [],
        "wider": None,
        "nearest": None,
    }
    if context["chips"] and not context["count"]:
        labels = {chip["name"]: chip["label"] for chip in context["chips"]}
        context |= {"looser": looser(asked, gate, labels)[:5], "wider": wider(asked, gate)}
        context["nearest"] = nearest(asked, gate)
    return context


def form_context(gate: Gate, asked: Asked, start: Start, now: datetime) -> dict[str, Any]:
    """What `inventory/filters.html` shows: `groups` of boxes, `open_now`, `chips`, `notices`, and what was typed.

    `inside` counts the filters in use that fold away with the form.
    `open_now` is None where the hours of no place are known and nobody asks for them.
    """
    counted = facets(gate, asked.criteria, now)
    held, used = catalogue(gate), chips(gate, asked)
    return {
        "asked": asked,
        "start": start,
        "total": len(held.entries),
        "closed": held.of("etat", [State.CLOSED]).bit_count(),
        "groups": [group for facet in NAMES if (group := _group(gate, facet, counted[facet], asked))],
        "open_now": counted["ouvert"][0] if held.hours or asked.filters.ouvert == "now" else None,
        "chips": used,
        "inside": sum(chip["name"] not in _OUTSIDE for chip in used),
        "notices": list(notices(asked)),
        "typed": _typed(asked),
        "orders": _orders(asked),
        "radii": _radii(asked),
    }


def addresses(asked: Asked) -> dict[str, str]:
    """Where the same places are found otherwise: a file, and a frame for another site."""
    query = asked.query().removeprefix(".")
    return {
        "geojson": reverse("wagtailapi_v3:place_geojson") + query,
        "embed": reverse("inventory:embed") + query,
    }


def _group(gate: Gate, facet: str, values: list[dict[str, Any]], asked: Asked) -> dict[str, Any] | None:
    """A facet as boxes to tick; None where there is nothing to choose."""
    chosen = asked.values.get(facet, [])
    if not values or (facet in _SEVERAL and len(values) < 2 and not chosen):
        return None
    named = [
        {"code": value["code"], "label": told_code(gate, facet, value["code"]), "count": value["count"],
         "chosen": value["code"] in chosen}
        for rank, value in enumerate(values) if rank < MOST or value["code"] in chosen
    ]  # fmt: skip
    return {"name": facet, "label": NAMES[facet], "values": named, "chosen": len(chosen)}


def _typed(asked: Asked) -> dict[str, str]:
    """The texts of the form as they were typed, understood or not."""
    text = {name: asked.typed.get(name, "").replace("\0", "") for name in ("q", "bbox")}
    near = asked.criteria.near
    moment = asked.criteria.open_at if asked.filters.ouvert != "now" else None
    return text | {
        # Without words, the point itself: sent again it is found again.
        "pres_de": asked.start or (f"{near[1]}, {near[0]}" if near else ""),
        "ouvert": f"{timezone.localtime(moment):%Y-%m-%dT%H:%M}" if moment else "",
    }


def _radii(asked: Asked) -> list[dict[str, Any]]:
    """The distances on offer as `km` and `chosen`; one that waits for a place to start from stays chosen."""
    wanted = asked.criteria.radius_km
    typed = asked.typed.get("radius_km", "")
    return [
        {"km": km, "chosen": km == wanted or (wanted is None and typed == str(km))}
        for km in sorted({*RADII, *filter(None, [wanted])})
    ]


def _orders(asked: Asked) -> list[dict[str, Any]]:
    """The orders on offer as `code`, `label` and `chosen`; the one that the filters suggest has no code."""
    criteria = asked.criteria
    first = "distance" if criteria.near else "" if criteria.text else "title"
    offered = {"": ORDERS.get(first, "Pertinence")} | {code: label for code, label in ORDERS.items() if code != first}
    if not criteria.near:
        offered.pop("distance", None)
    chosen = "" if criteria.order == first else criteria.order
    return [{"code": code, "label": label, "chosen": code == chosen} for code, label in offered.items()]
