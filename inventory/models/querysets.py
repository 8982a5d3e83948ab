"""The queryset of places in the database. Listings for readers use `inventory.catalogue.selection` instead."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from wagtail.models import PageManager
from wagtail.query import PageQuerySet

from core.fields import has_any


class PlaceQuerySet(PageQuerySet):
    """Filters of places."""

    def of_families(self, codes: Iterable[str]) -> Self:
        return self.filter(has_any("families", codes))


PlaceManager = PageManager.from_queryset(PlaceQuerySet)
