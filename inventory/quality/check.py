"""Checks all places of the inventory, and brings their column `flaws` up to date."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from django.db.models import Model

from core.bin import tree
from core.visibility.gate import Audience
from inventory.models import SiteProfilePage
from inventory.places.queries import row_model
from inventory.quality.flaws import Flaw, child_lists, flaws_of, kinds_of
from inventory.quality.location import KnownCommunes
from inventory.visibility import FIELD_GROUPS, hidden

BATCH = 250


class CheckedPlace(NamedTuple):
    """A place with its flaws; most places have none."""

    place: SiteProfilePage
    flaws: list[Flaw]

    @property
    def reserved(self) -> set[str]:
        """The names of the fields that the public may not see."""
        names = hidden({column: getattr(self.place, column) for column in FIELD_GROUPS}, Audience.PUBLIC)
        return names | {"point"} if "longitude" in names else names


def check_places() -> Iterator[CheckedPlace]:
    """Check the row of each place, in the order of creation; of a published place that is the live version.

    The column `flaws` is updated after each batch. Each batch takes the same number of queries.
    """
    places = tree.outside(SiteProfilePage.objects.order_by("pk"))
    last_pk = 0
    while batch := list(places.filter(pk__gt=last_pk)[:BATCH]):
        last_pk = batch[-1].pk
        communes, rows = KnownCommunes.of(batch), _child_rows(batch)
        checked = [CheckedPlace(place, flaws_of(place, communes, rows.get(place.pk, {}))) for place in batch]
        _update(checked)
        yield from checked


def update_flaws() -> None:
    """Bring the column `flaws` of all places up to date: after an upgrade, or with new communes."""
    for _ in check_places():
        pass


def _child_rows(places: list[SiteProfilePage]) -> dict[int, dict[str, list[Model]]]:
    """Return the rows of places by primary key and list. One query for each list."""
    pks = [place.pk for place in places]
    by_place: dict[int, dict[str, list[Model]]] = {}
    for name in child_lists(SiteProfilePage):
        rows = row_model(name).objects.filter(place__in=pks).order_by("sort_order", "pk")
        for row in rows.select_related("image") if name == "photos" else rows:
            by_place.setdefault(row.place_id, {}).setdefault(name, []).append(row)
    return by_place


def _update(checked: list[CheckedPlace]) -> None:
    changed = []
    for place, flaws in checked:
        if place.flaws != (kinds := kinds_of(flaws)):
            place.flaws = kinds
            changed.append(place)
    SiteProfilePage.objects.bulk_update(changed, ["flaws"])
