"""The part of an ETag that changes when a place opens or closes, for responses that depend on opening hours."""

from __future__ import annotations

from functools import cache

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from core.visibility.gate import Gate
from inventory.catalogue.build import catalogue
from inventory.hours.evaluate import state_at
from inventory.models import InventoryIndexPage

PLACES_ROUTE = "wagtailapi_v3:list_places"
#: The contents of places say whether they are open, and an address may lead to any of them.
CONTENTS_ROUTE = "wagtailapi_v3:content_at"
#: Views that count open places, besides the index pages; a search does for « ouvert maintenant ».
COUNTING_VIEWS = ("wagtailapi_v3:place_facets", "inventory:embed", "search", "wagtailapi_v3:search")


def opening_moment(request: HttpRequest) -> str:
    """Return what the response depends on besides content version and day; "" if opening hours do not matter to it.

    For one place: its state (open, closed or unknown) and the time of its next change. For responses that filter or
    count by opening hours, and for contents: the set of places that are open now.
    """
    gate, now = Gate.for_request(request), timezone.now()
    index_paths = _index_paths(gate)
    counts = request.path in (*index_paths, *map(_route_path, COUNTING_VIEWS))
    if counts or "ouvert" in request.GET or request.path.startswith(_route_path(CONTENTS_ROUTE)):
        return f"{catalogue(gate).open_at(now):x}"
    if not request.path.startswith((*index_paths, _route_path(PLACES_ROUTE))):
        return ""
    text = _hours_by_path(gate).get(request.path.rstrip("/").lower())
    if text is None:
        return ""
    state = state_at(text, now)
    return f"{state.state} {state.until}"


@cache
def _route_path(name: str) -> str:
    """Return the path of a route. Cached, because every public request is compared with it."""
    return reverse(name)


def _index_paths(gate: Gate) -> list[str]:
    """Return the URL paths of the pages that list places."""

    def read() -> list[str]:
        return [gate.url(url_path) for url_path in gate.pages(InventoryIndexPage).values_list("url_path", flat=True)]

    return gate.snapshot.get_or_set(("indexes", *gate.scope), read)


def _hours_by_path(gate: Gate) -> dict[str, str]:
    """Return opening hours by the URL path of each place (page and API), in lower case, without the final slash."""

    def read() -> dict[str, str]:
        index, api_path = catalogue(gate), _route_path(PLACES_ROUTE)
        hours_by_pk, hours_by_path = {}, {}
        for text, bitmap in index.hours.items():
            for position in index.positions_in(bitmap):
                entry = index.entries[position]
                path = gate.url(entry.url_path).rstrip("/").lower()
                hours_by_pk[entry.pk] = hours_by_path[path] = text
        return hours_by_path | {
            f"{api_path}{ref}".lower(): hours_by_pk[pk] for ref, pk in index.pk_by_ref.items() if pk in hours_by_pk
        }

    return gate.snapshot.get_or_set(("opening hours", *gate.scope), read)
