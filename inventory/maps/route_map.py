"""Draws the map of a route: numbered stops, and the line through them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise

from core.contracts import MapLabel, RouteMap, RouteStop
from core.text.typography import quantity
from inventory.maps import outlines, static_map

#: Height of a marker, and the width that each further character of its numbers adds, in units of the map.
MARKER, CHARACTER = 26, 9
#: Distance in units of the map within which stops share a marker.
SHARED = 24


def route_map(stops: Sequence[RouteStop]) -> RouteMap | None:
    """Return the map of the stops of a route, in order; None without stops.

    Stops overseas are counted in the label only, as on the map of all places.
    """
    if not stops:
        return None
    points = [(stop.longitude, stop.latitude) for stop in stops]
    drawn = [stop for stop, point in zip(stops, points, strict=True) if static_map.is_drawn(point)] or list(stops)
    box = outlines.box_of((stop.longitude, stop.latitude) for stop in drawn)
    background = static_map.background_of(box)
    spots = [background.projection.project(stop.longitude, stop.latitude) for stop in drawn]
    markers = _markers(zip((stop.number for stop in drawn), spots, strict=True))
    names = [name for name in (_above(markers, name) for name in background.names) if name]
    label = f"Carte : {quantity(len(drawn), 'étape')} du tour{static_map.overseas(len(stops) - len(drawn))}"
    located = static_map.drawing(background._replace(names=names), [], label)
    return RouteMap(**located, numbers=markers, markers=_strokes(markers), route=_line(drawn, spots))


def _line(stops: Sequence[RouteStop], spots: Sequence[tuple[int, int]]) -> str:
    """Return the path of the route: a stroke between each linked stop and the one before it."""
    return "".join(
        f"M{start[0]} {start[1]}L{end[0]} {end[1]}"
        for (start, end), stop in zip(pairwise(spots), stops[1:], strict=True)
        if stop.linked and start != end
    )


def _markers(numbered: Iterable[tuple[int, tuple[int, int]]]) -> list[MapLabel]:
    """Return the markers; stops that stand too close to one another share the marker of the first."""
    groups: list[tuple[tuple[int, int], list[int]]] = []
    for number, (x, y) in numbered:
        near = next(
            (group for group in groups if abs(x - group[0][0]) < SHARED and abs(y - group[0][1]) < SHARED), None
        )
        if near:
            near[1].append(number)
        else:
            groups.append(((x, y), [number]))
    return [MapLabel(x=x, y=y, text=_numbers(numbers)) for (x, y), numbers in groups]


def _length(marker: MapLabel) -> int:
    """Return the length of the stroke that is as wide as the numbers; 0 for a single digit, a round marker."""
    return CHARACTER * (len(marker["text"]) - 1)


def _strokes(markers: list[MapLabel]) -> str:
    return "".join(f"M{m['x'] - _length(m) // 2} {m['y']}h{_length(m)}" for m in markers)


def _numbers(numbers: list[int]) -> str:
    """Return numbers in short: « 1-3, 5 »."""
    runs = [[number for _, number in run] for _, run in groupby(enumerate(numbers), key=lambda item: item[1] - item[0])]
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs)


def _above(markers: list[MapLabel], name: MapLabel) -> MapLabel | None:
    """Return a name moved above the marker that would cover it; None if another marker is there."""
    covering = next((marker for marker in markers if _covers(marker, name)), None)
    if covering is None:
        return name
    lifted = MapLabel(x=name["x"], y=covering["y"] - MARKER // 2 + 4, text=name["text"])
    free = not any(_covers(marker, lifted) for marker in markers if marker is not covering)
    return lifted if free and lifted["y"] > static_map.LINE_HEIGHT else None


def _covers(marker: MapLabel, name: MapLabel) -> bool:
    """Whether a marker lies on a name, which is written above its point."""
    half = (MARKER + _length(marker) + len(name["text"]) * static_map.LETTER_WIDTH) // 2
    above = static_map.LINE_HEIGHT // 2
    return abs(marker["x"] - name["x"]) < half and abs(marker["y"] - name["y"] + above) < static_map.LINE_HEIGHT
