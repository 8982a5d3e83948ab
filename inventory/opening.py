"""When an answer that tells who is open stops being true: what its ETag says beside the day."""

from __future__ import annotations

from functools import cache

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from core.gate import Gate
from inventory import hours
from inventory.catalogue import catalogue

PLACES = "wagtailapi_v3:list_places"
#: Beside the pages that list places, what counts those that are open.
COUNTING = ("wagtailapi_v3:place_facets", "inventory:embed")


def moment(request: HttpRequest) -> str:
    """What a public read depends on beside content and day, "" where no opening hours are in it.

    A place is open or closed until a moment: that is all its page and its data change by. Where places are chosen or
    counted by who is open, it is which of them are.
    """
    gate, now = Gate.for_request(request), timezone.now()
    indexes = _indexes(gate)
    if "ouvert" in request.GET or request.path in (*indexes, *map(_address, COUNTING)):
        return f"{catalogue(gate).open_at(now):x}"
    if not request.path.startswith((*indexes, _address(PLACES))):
        return ""
    text = _hours(gate).get(request.path.rstrip("/").lower())
    if text is None:
        return ""
    state = hours.state_at(text, now)
    return f"{state.state} {state.until}"


@cache
def _address(name: str) -> str:
    """The address of a route, which every public read is compared with."""
    return reverse(name)


def _indexes(gate: Gate) -> list[str]:
    """The addresses of the pages that list places."""
    from inventory.models import InventoryIndexPage

    def read() -> list[str]:
        return [gate.url(found) for found in gate.pages(InventoryIndexPage).values_list("url_path", flat=True)]

    return gate.snapshot.keep(("indexes", gate.site and gate.site.path, gate.closed_paths), read)


def _hours(gate: Gate) -> dict[str, str]:
    """The opening hours of places by the addresses of each, in small letters, without the last « / »."""

    def read() -> dict[str, str]:
        held, api = catalogue(gate), _address(PLACES)
        texts, found = {}, {}
        for text, bitmap in held.hours.items():
            for position in held.listed(bitmap):
                entry = held.entries[position]
                texts[entry.pk] = found[gate.url(entry.url_path).rstrip("/").lower()] = text
        return found | {f"{api}{ref}".lower(): texts[pk] for ref, pk in held.by_ref.items() if pk in texts}

    return gate.snapshot.keep(("opening hours", gate.site and gate.site.path, gate.closed_paths), read)
