"""The questions that are asked of places."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from wagtail.models import PageManager
from wagtail.query import PageQuerySet

from core.fields import has_any


class PlaceQuerySet(PageQuerySet):
    """Places, by what people look for."""

    def in_departments(self, codes: Iterable[str]) -> Self:
        return self.filter(department__in=list(codes))

    def in_communes(self, codes: Iterable[str]) -> Self:
        """By INSEE code."""
        return self.filter(insee_code__in=list(codes))

    def in_epcis(self, codes: Iterable[str]) -> Self:
        return self.filter(epci_code__in=list(codes))

    def of_families(self, codes: Iterable[str]) -> Self:
        return self.filter(has_any("families", codes))

    def in_states(self, codes: Iterable[str]) -> Self:
        return self.filter(state__in=list(codes))

    def in_milieus(self, codes: Iterable[str]) -> Self:
        return self.filter(milieu__in=list(codes))

    def within_box(self, west: float, south: float, east: float, north: float) -> Self:
        """Inside a box in degrees; one that crosses the 180th meridian has its west greater than its east."""
        box = self.filter(latitude__range=(south, north))
        if west <= east:
            return box.filter(longitude__range=(west, east))
        return box.filter(longitude__gte=west) | box.filter(longitude__lte=east)

    def by_name(self) -> Self:
        return self.order_by("title", "pk")


PlaceManager = PageManager.from_queryset(PlaceQuerySet)
