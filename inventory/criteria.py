"""What a reader asks of the inventory, whether in the address of a page, to the API, for the map or for a file."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

#: West, south, east, north, in degrees; a box over the 180th meridian has its west greater than its east.
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Criteria:
    """Filters and order of places. What is empty filters nothing; several values of one facet widen what is found."""

    text: str = ""
    #: Codes by facet (see `catalogue.FACETS`).
    facets: dict[str, tuple[str, ...]] = field(default_factory=dict)
    #: Open at this moment.
    open_at: datetime | None = None
    without_closed: bool = False
    box: Box | None = None
    #: Longitude and latitude, in degrees.
    near: tuple[float, float] | None = None
    radius_km: float | None = None
    #: A key of `catalogue.ORDERS`, with « - » before it for the other way; empty for what suits the filters.
    order: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing narrows the inventory."""
        return not (self.text or self.facets or self.open_at or self.without_closed or self.box or self.near)
