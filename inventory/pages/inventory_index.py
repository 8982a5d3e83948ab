"""The view and context of the page that lists places: filter form with counts, list and map."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from core.visibility.gate import Gate
from inventory.catalogue.build import catalogue
from inventory.catalogue.facets import FACET_LABELS, facets
from inventory.catalogue.rows import place_list
from inventory.choices import State
from inventory.maps.interactive import map_options
from inventory.models import InventoryIndexPage
from inventory.pages.active_filters import chips, code_label, notices
from inventory.pages.origin import Start, resolve_start
from inventory.pages.querystring import ParsedQuery
from inventory.pages.suggestions import RADII, nearest_places, wider_radius, without_one_filter

#: Facets that the form hides while they have only one value.
_NEEDING_CHOICE = ("departement", "epci", "commune")
#: The form lists at most this many values of a facet, those with the most places, and the chosen ones.
MAX_VALUES = 60
#: Filters whose input is outside the collapsible part of the form.
_ALWAYS_VISIBLE = ("q", "bbox")
ORDERS = {"title": "Nom", "distance": "Proximité", "-updated": "Mise à jour", "-completeness": "Fiches complètes"}


def serve_index(page: InventoryIndexPage, request: HttpRequest) -> HttpResponse:
    """Render the page, or redirect to the URL where the place name in `pres_de` is resolved to the point `near`.

    See `BasePage.view`.
    """
    start = resolve_start(Gate.for_request(request), request.GET)
    if start.redirect_url:
        return HttpResponseRedirect(start.redirect_url)
    response = page.render(request, start=start)
    if start.is_temporary:
        response["Cache-Control"] = "no-store"
    return response


def index_context(
    page: InventoryIndexPage, request: HttpRequest, gate: Gate, start: Start | None = None
) -> dict[str, Any]:
    """Return the context of the page: the form (see `form_context`), the list (see `place_list`), `map`, `links`.

    For an empty list `without_one_filter`, `wider_radius` and `nearest_places` are suggestions (see
    `inventory.pages.suggestions`). See `BasePage.context_builder`.
    """
    parsed = ParsedQuery.of(request.GET)
    context = form_context(gate, parsed, start or Start(), timezone.now())
    context |= place_list(gate, parsed.criteria, request.GET.get("page"))
    context |= {
        "map": map_options(parsed.values),
        "links": other_formats(parsed),
        "without_one_filter": [],
        "wider_radius": None,
        "nearest_places": None,
    }
    if context["chips"] and not context["count"]:
        labels = {chip["name"]: chip["label"] for chip in context["chips"]}
        context |= {
            "without_one_filter": without_one_filter(parsed, gate, labels)[:5],
            "wider_radius": wider_radius(parsed, gate),
            "nearest_places": nearest_places(parsed, gate),
        }
    return context


def form_context(gate: Gate, parsed: ParsedQuery, start: Start, now: datetime) -> dict[str, Any]:
    """Return the context of `inventory/filters.html`.

    `total` and `closed` count all places; `groups` are facets as checkboxes; `open_now` is the count of open places, or
    None if no place has opening hours and the filter is not in use; `folded_count` is the number of active filters in
    the collapsible part of the form; `form_values` are the texts to put back into its inputs.
    """
    facet_values = facets(gate, parsed.criteria, now)
    index, active = catalogue(gate), chips(gate, parsed)
    return {
        "parsed": parsed,
        "start": start,
        "total": len(index.entries),
        "closed": index.having("etat", [State.CLOSED]).bit_count(),
        "groups": [group for facet in FACET_LABELS if (group := _group(gate, facet, facet_values[facet], parsed))],
        "open_now": facet_values["ouvert"][0] if index.hours or parsed.filters.ouvert == "now" else None,
        "chips": active,
        "folded_count": sum(chip["name"] not in _ALWAYS_VISIBLE for chip in active),
        "notices": list(notices(parsed)),
        "form_values": _form_values(parsed),
        "orders": _orders(parsed),
        "radii": _radii(parsed),
    }


def other_formats(parsed: ParsedQuery) -> dict[str, str]:
    """Return the URLs of the same places in other formats: `geojson` (a file) and `embed` (code for a frame)."""
    query = parsed.query().removeprefix(".")
    return {
        "geojson": reverse("wagtailapi_v3:place_geojson") + query,
        "embed": reverse("inventory:embed") + query,
    }


def _group(gate: Gate, facet: str, values: list[dict[str, Any]], parsed: ParsedQuery) -> dict[str, Any] | None:
    """Return the context of a facet's checkboxes; None if there is nothing to choose."""
    chosen = parsed.values.get(facet, [])
    if not values or (facet in _NEEDING_CHOICE and len(values) < 2 and not chosen):
        return None
    boxes = [
        {"code": value["code"], "label": code_label(gate, facet, value["code"]), "count": value["count"],
         "chosen": value["code"] in chosen}
        for rank, value in enumerate(values) if rank < MAX_VALUES or value["code"] in chosen
    ]  # fmt: skip
    return {"name": facet, "label": FACET_LABELS[facet], "values": boxes, "chosen": len(chosen)}


def _form_values(parsed: ParsedQuery) -> dict[str, str]:
    """Return the values of the form's text inputs as they were typed, even if invalid."""
    texts = {name: parsed.raw.get(name, "").replace("\0", "") for name in ("q", "bbox")}
    near = parsed.criteria.near
    moment = parsed.criteria.open_at if parsed.filters.ouvert != "now" else None
    return texts | {
        # Without a name, show the coordinates: sent again, they give the same point.
        "pres_de": parsed.start_text or (f"{near[1]}, {near[0]}" if near else ""),
        "ouvert": f"{timezone.localtime(moment):%Y-%m-%dT%H:%M}" if moment else "",
    }


def _radii(parsed: ParsedQuery) -> list[dict[str, Any]]:
    """Return the choices of a radius as `km` and `chosen`. A radius that lacks its centre stays chosen."""
    radius = parsed.criteria.radius_km
    raw_radius = parsed.raw.get("radius_km", "")
    return [
        {"km": km, "chosen": km == radius or (radius is None and raw_radius == str(km))}
        for km in sorted({*RADII, *filter(None, [radius])})
    ]


def _orders(parsed: ParsedQuery) -> list[dict[str, Any]]:
    """Return the choices of an order as `code`, `label` and `chosen`. The default order has an empty code."""
    criteria = parsed.criteria
    default = "distance" if criteria.near else "" if criteria.text else "title"
    choices = {"": ORDERS.get(default, "Pertinence")}
    choices |= {code: label for code, label in ORDERS.items() if code != default}
    if not criteria.near:
        choices.pop("distance", None)
    chosen = "" if criteria.order == default else criteria.order
    return [{"code": code, "label": label, "chosen": code == chosen} for code, label in choices.items()]
