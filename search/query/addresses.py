"""One result for each address: a door (`core.search.doors`) and the page that it leads to are not both results.

The better one stands, with its own title and words: « carte » finds the door « La carte des lieux », « inventaire » the
page. A page of a kind that readers filter by, such as an event, stands in the place of its door.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from django.utils import timezone
from wagtail.models import Page

from core.search import doors, pages
from core.visibility.gate import Gate
from search.index.schema import key_for

_PLAIN = ("door", pages.PLAIN)


def one_for_each(
    addresses: Mapping[int, str], keys: Iterable[int], kind_of: Callable[[int], str]
) -> tuple[Mapping[int, int], set[int]]:
    """Return which keys stand in the place of a better one, by that one, and which have no place of their own."""
    first_of: dict[str, int] = {}
    replaced: dict[int, int] = {}
    displaced: set[int] = set()
    for key in filter(addresses.__contains__, keys):
        first = first_of.setdefault(addresses[key], key)
        if first == key:
            continue
        displaced.add(key)
        if kind_of(key) not in _PLAIN:
            replaced[first] = key
    return replaced, displaced


def addresses_of(gate: Gate) -> Mapping[int, str]:
    """Return the addresses of the doors of a reader and of the pages that they lead to, by key."""

    def read() -> Mapping[int, str]:
        by_door = doors.addresses(gate)
        addresses = {key_for("door", pk): url for pk, url in by_door.items()}
        if gate.site:
            paths = {f"{gate.site.url_path}{url[1:]}" for url in by_door.values()}
            rows = gate.pages(Page).filter(url_path__in=sorted(paths)).values_list("pk", "url_path")
            addresses |= {key_for("page", pk): gate.url(path) for pk, path in rows}
        return addresses

    # The address of a door may depend on the day.
    return gate.snapshot.get_or_set(("addresses of doors", timezone.localdate(), gate.audience, *gate.scope), read)
