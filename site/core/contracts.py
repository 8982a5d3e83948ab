"""Services that sections offer one another without importing one another.

A contract is declared here with its types, one section provides it in `AppConfig.ready()`, and any section calls it.
Results are batches of plain rows. Without a provider a contract returns its empty value, so a site can leave a section
out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Generic, NamedTuple, ParamSpec, TypedDict, TypeVar

from django.http import HttpRequest

from core.cards import CardRow
from core.visibility.gate import Gate

P = ParamSpec("P")
R = TypeVar("R")


class Contract(Generic[P, R]):
    """A function that one section provides and others call; `empty` makes the result if no section provides it."""

    def __init__(self, empty: Callable[[], R]) -> None:
        self._function: Callable[P, R] = lambda *args, **kwargs: empty()

    def provide(self, function: Callable[P, R]) -> Callable[P, R]:
        self._function = function
        return function

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        return self._function(*args, **kwargs)


class Figure(TypedDict):
    """A number to display; `label` says what it counts."""

    value: int
    label: str


class MapShape(TypedDict):
    """An area of a map as an SVG path; `here` marks the area that the map is about."""

    path: str
    here: bool


class MapDots(TypedDict):
    """Dots of one size, as an SVG path of strokes of zero length; `width` is their diameter."""

    path: str
    width: int


class MapLabel(TypedDict):
    """A name on a map, and the point that it names."""

    x: int
    y: int
    text: str


class Locator(TypedDict):
    """A small map to draw as SVG, without a script; lengths are in units of its `width` × `height`.

    `label` is its description in words, `credit` the source of the outlines, `url` a page with more (or empty).
    """

    width: int
    height: int
    shapes: list[MapShape]
    dots: list[MapDots]
    names: list[MapLabel]
    label: str
    credit: str
    url: str


class RouteStop(NamedTuple):
    """A numbered stop of a route. `linked` joins it to the stop before it, if there is one."""

    number: int
    longitude: float
    latitude: float
    linked: bool


class RouteMap(Locator):
    """A small map with numbered stops.

    `numbers` are those of the markers (« 2, 5 »), at their middle; `markers` is an SVG path of strokes, one for each;
    `route` the path of the line through them, empty without one.
    """

    numbers: list[MapLabel]
    markers: str
    route: str


class NamedPlace(TypedDict):
    """A place that matches a text. `id` is its page id, `label` an unambiguous name (« La Forge (Vif) »).

    `exact` tells exact matches from similar names.
    """

    id: int
    label: str
    exact: bool


class MatchingPages(NamedTuple):
    """The pages that match a text. `searched` is what was searched instead of a text with typing mistakes, or ""."""

    ids: list[int]
    searched: str = ""


def _nothing() -> None:
    return None


#: Figures of the inventory for the home page.
inventory_figures: Contract[[Gate], list[Figure]] = Contract(list)
#: The small map of all public places; None if no place has a position.
inventory_locator: Contract[[Gate], Locator | None] = Contract(_nothing)
#: The next events, soonest first, as context of `components/card.html`; the second argument is the maximum number.
upcoming_events: Contract[[Gate, int], Sequence[Mapping[str, object]]] = Contract(list)
#: The latest events that took place as cards, those with a report first; the second argument is the maximum number.
#: Each has its `year`.
latest_events: Contract[[Gate, int], Sequence[Mapping[str, object]]] = Contract(list)
#: The URL of the list of events; "" if the reader may see none.
events_url: Contract[[Gate], str] = Contract(str)
#: The cards of places by page id, in the given order, without places that the reader may not see.
places_by_id: Contract[[Gate, list[int]], list[CardRow]] = Contract(list)
#: The places that a text may mean (a name, a name with its commune, or the URL of a page), exact matches first.
places_named: Contract[[Gate, str], list[NamedPlace]] = Contract(list)
#: The points of places by page id, as (longitude, latitude), without those that the reader may not know.
points_of_places: Contract[[Gate, list[int]], dict[int, tuple[float, float]]] = Contract(dict)
#: A small map of points, each (longitude, latitude); None if there are none.
points_locator: Contract[[Sequence[tuple[float, float]]], Locator | None] = Contract(_nothing)
#: A small map of numbered stops and of the route through them; None if there are none.
route_map: Contract[[Sequence[RouteStop]], RouteMap | None] = Contract(_nothing)
#: The cards of the places most similar to a place (by page id), or to codes by criterion (see
#: `inventory.catalogue.comparable`); the third argument is the maximum number. `reasons` says what they have in common,
#: `closure` why a closed one closed.
comparable_places: Contract[[Gate, int | Mapping[str, Sequence[str]], int], Sequence[Mapping[str, object]]] = Contract(
    list
)
#: The codes that places can be compared by, in groups for a select: [(criterion, [(« criterion:code », label), …]), …].
comparison_codes: Contract[[], list[tuple[str, list[tuple[str, str]]]]] = Contract(list)
#: The cards of the diagnostics that come from a publication (by page id).
diagnostics_of_publication: Contract[[Gate, int], list[CardRow]] = Contract(list)
#: The cards of what refers to a place (by page id): testimonials, sheets of the guide that cite it.
testimonials_of_place: Contract[[Gate, int], list[CardRow]] = Contract(list)
sheets_citing_place: Contract[[Gate, int], list[CardRow]] = Contract(list)
#: The cards of the events at a place (by page id): those ahead, the soonest first, then the latest ones.
events_at_place: Contract[[Gate, int], Sequence[Mapping[str, object]]] = Contract(list)
#: The cards of the tours that stopped at a place (by page id), the latest first.
tours_at_place: Contract[[Gate, int], list[CardRow]] = Contract(list)
#: A key that becomes part of the ETag of a public read: it changes when opening hours change what the response shows;
#: "" for responses without opening hours.
opening_moment: Contract[[HttpRequest], str] = Contract(str)
#: What the results of a search depend on besides the content version, for the ETag of a public read: the index follows
#: the content after some seconds.
search_commit: Contract[[], str] = Contract(str)
#: The pages of a kind with all words of a text, after synonyms and corrections, the best first; None while there is no
#: index. With ids, some hundreds at most, others may be left out.
matching_pages: Contract[[Gate, str, str, Collection[int] | None], MatchingPages | None] = Contract(_nothing)
#: The number of events with registration that have begun today: it is part of the ETag of a public read, since their
#: pages say that registration is closed from then on.
events_begun: Contract[[Gate], int] = Contract(int)
#: The public mail address of the team of the gate's site; "" if it has none.
team_address: Contract[[Gate], str] = Contract(str)
#: For page ids: whether the consent to publish stands (True) or was withdrawn (False), only for pages that need one.
consents: Contract[[Sequence[int]], Mapping[int, bool]] = Contract(dict)
#: Withdraw the consent to a page and unpublish it: page id, user who does it, how the person withdrew. Returns whether
#: there was a consent to withdraw. The caller checks permissions.
withdraw_consent: Contract[[int, object, str], bool] = Contract(bool)
#: Authenticate a request by its bearer token and set `request.user`; returns the token, or None if it is not valid.
#: Raises PermissionDenied if the token's owner does not meet the requirements of the site, such as two-step log-in.
bearer_token: Contract[[HttpRequest], object] = Contract(_nothing)
