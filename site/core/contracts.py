"""What the sections offer one another, without importing one another.

A contract is declared here with its types; a section provides it in `AppConfig.ready()`; any section asks for it.
Answers are batches of plain rows. A contract that nobody provides answers with its default, so that a site may
leave a section out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Generic, ParamSpec, TypedDict, TypeVar

from django.http import HttpRequest

from core.cards import CardRow
from core.gate import Gate

P = ParamSpec("P")
R = TypeVar("R")


class Contract(Generic[P, R]):
    """A function that one section provides and others call."""

    def __init__(self, name: str, default: Callable[P, R]) -> None:
        self.name = name
        self._function = default

    def provide(self, function: Callable[P, R]) -> Callable[P, R]:
        self._function = function
        return function

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        return self._function(*args, **kwargs)


class Figure(TypedDict):
    """A number to show, with what it counts."""

    value: int
    label: str


class Shape(TypedDict):
    """An area of a drawing, as an SVG path; `here` where it is the one that the drawing is about."""

    path: str
    here: bool


class Dots(TypedDict):
    """Points of one size, as an SVG path of strokes without length, `width` across."""

    path: str
    width: int


class Name(TypedDict):
    """A word on a drawing, and the point it names."""

    x: int
    y: int
    text: str


class Locator(TypedDict):
    """A small map to draw as SVG, without any script; lengths are units of its `width` × `height`.

    `label` says in words what it shows, `credit` where the outlines come from, `url` where there is more, if anywhere.
    """

    width: int
    height: int
    shapes: list[Shape]
    dots: list[Dots]
    names: list[Name]
    label: str
    credit: str
    url: str


class NamedPlace(TypedDict):
    """A place found by its name: its page id, how it is told from others (« La Forge (Vif) »), and whether it is just
    what was written."""

    id: int
    said: str
    exact: bool


def _none(*_: object) -> list:
    return []


def _no_rows(*_: object) -> dict:
    return {}


def _nothing(*_: object) -> None:
    return None


def _never(*_: object) -> bool:
    return False


def _always(*_: object) -> str:
    return ""


#: Figures of the inventory that the home page shows.
inventory_figures: Contract[[Gate], list[Figure]] = Contract("inventory_figures", _none)
#: The small map of all places that everyone may see; None where no place has a position.
inventory_locator: Contract[[Gate], Locator | None] = Contract("inventory_locator", _nothing)
#: The next events, soonest first, at most so many, as `components/card.html` shows them.
upcoming_events: Contract[[Gate, int], Sequence[Mapping[str, object]]] = Contract("upcoming_events", _none)
#: The latest events that have taken place, at most so many, as cards: those with a report before the others.
latest_events: Contract[[Gate, int], Sequence[Mapping[str, object]]] = Contract("latest_events", _none)
#: Places by page id, as cards, in the order given; those the reader may not see are left out.
places_by_id: Contract[[Gate, list[int]], list[CardRow]] = Contract("places_by_id", _none)
#: The places that a name, a name with its commune or the address of a page may mean, those of just this name first.
places_named: Contract[[Gate, str], list[NamedPlace]] = Contract("places_named", _none)
#: Where places are, by page id: (longitude, latitude), left out where the reader may not know.
points_of_places: Contract[[Gate, list[int]], dict[int, tuple[float, float]]] = Contract("points_of_places", _no_rows)
#: A small map of points, each (longitude, latitude); None where there is none.
points_locator: Contract[[Sequence[tuple[float, float]]], Locator | None] = Contract("points_locator", _nothing)
#: The places most like one (by its page id) or like what is asked (codes by criterion, see `inventory.comparable`), at
#: most so many, as cards; `reasons` says in words what they share.
comparable_places: Contract[[Gate, int | Mapping[str, Sequence[str]], int], Sequence[Mapping[str, object]]] = Contract(
    "comparable_places", _none
)
#: What speaks of a place (by its page id), as cards: testimonials, sheets of the guide that cite it, events held there.
testimonials_of_place: Contract[[Gate, int], list[CardRow]] = Contract("testimonials_of_place", _none)
sheets_citing_place: Contract[[Gate, int], list[CardRow]] = Contract("sheets_citing_place", _none)
events_at_place: Contract[[Gate, int], list[CardRow]] = Contract("events_at_place", _none)
#: The moment that the answer to a public read depends on, beside content and day: "" but where opening hours are in it.
#: Two answers of one text are the same.
opening_moment: Contract[[HttpRequest], str] = Contract("opening_moment", _always)
#: The address at which the public reaches the team of the gate's site; "" where it gives none.
team_address: Contract[[Gate], str] = Contract("team_address", _always)
#: Pages (by page id) that are published by somebody's consent: whether it stands, or was withdrawn; no other pages.
consents: Contract[[Sequence[int]], Mapping[int, bool]] = Contract("consents", _no_rows)
#: Withdraw the consent to a page (by its page id), which leaves the site at once: who does it, and how it was said.
#: Whether there was one to withdraw; rights are the caller's to check.
withdraw_consent: Contract[[int, object, str], bool] = Contract("withdraw_consent", _never)
