"""The criteria to select and sort places by: the same for pages, the API, the map and the export."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

#: West, south, east, north, in degrees. If the box crosses the 180th meridian, west is greater than east.
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Criteria:
    """Filters and sort order of places. Empty filters match all places, a facet those with any of its codes."""

    text: str = ""
    #: Codes by facet (see `inventory.catalogue.bitmap_index.FACETS`).
    facets: dict[str, tuple[str, ...]] = field(default_factory=dict)
    #: Only places open at this moment (aware).
    open_at: datetime | None = None
    without_closed: bool = False
    box: Box | None = None
    #: Longitude and latitude, in degrees.
    near: tuple[float, float] | None = None
    radius_km: float | None = None
    #: One of `inventory.catalogue.selection.ORDERS`, prefixed with « - » to reverse it. If empty: by distance with
    #: `near`, else by relevance with `text`, else by name.
    order: str = ""
