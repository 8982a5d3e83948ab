"""Writes the places of the bench into a database, in batches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from django.db import transaction

from core import cards
from core.files import images
from core.visibility import version
from inventory import completeness
from inventory.import_export.bulk_create import create_places
from inventory.models import Commune, InventoryIndexPage, SiteProfilePage
from tests.bench.places import TOWNS, Sample, Town, samples
from tests.screenshots.pictures import photo

BATCH = 250
PHOTOS = 12
#: One place in so many has two photos.
PHOTOGRAPHED = 40


def load(count: int, progress: Callable[[int], None] = lambda done: None) -> None:
    """Make so many live places below the inventory, with photos whose sizes are there."""
    parent = InventoryIndexPage.objects.get()
    pictures = [photo(f"Banc d’essai {n}", 1600, 1000, n, "Des montagnes au matin.") for n in range(PHOTOS)]
    for picture in pictures:
        images.make_renditions(picture)
    done = 0
    for batch in _batches(samples(count, _towns())):
        with transaction.atomic():
            places = create_places([sample.record for sample in batch], parent, publish=True).places
            _write_lists(places, batch, [picture.pk for picture in pictures])
            version.bump()
        done += len(batch)
        progress(done)


def _towns() -> tuple[Town, ...]:
    """The communes of the table, if it has some: those that people live in most, five hundred a département."""
    by_department: dict[str, list[Town]] = defaultdict(list)
    for row in Commune.objects.exclude(longitude=None).order_by("-population", "pk"):
        if len(by_department[row.department]) < 500 and row.postcodes:
            by_department[row.department].append(
                Town(
                    row.pk, row.name, row.postcodes[0], row.department, float(row.longitude), float(row.latitude),
                    row.epci_code, row.epci_name,
                )
            )  # fmt: skip
    return tuple(town for towns in by_department.values() for town in towns) or TOWNS


def _write_lists(places: list[SiteProfilePage], batch: list[Sample], pictures: list[int]) -> None:
    """The lists within the sheets, and what is derived from them."""
    rows: dict[str, list[Any]] = defaultdict(list)
    for place, sample in zip(places, batch, strict=True):
        wanted: dict[str, list[dict[str, Any]]] = dict(sample.lists)
        if sample.record.line % PHOTOGRAPHED == 0:
            first = sample.record.line // PHOTOGRAPHED
            wanted["photos"] = [{"image_id": pictures[(first + n) % len(pictures)], "alt": ""} for n in range(2)]
        for name, values in wanted.items():
            model = SiteProfilePage._meta.get_field(name).related_model
            start = getattr(place, name).count()
            made = [model(place=place, sort_order=start + rank, **value) for rank, value in enumerate(values)]
            rows[name] += made
            setattr(place, name, [*getattr(place, name).all(), *made])
        place.verified_on = sample.verified_on
        place.completeness = completeness.score(place)
    for name, made in rows.items():
        SiteProfilePage._meta.get_field(name).related_model.objects.bulk_create(made)
    SiteProfilePage.objects.bulk_update(places, ["completeness", "verified_on"])
    cards.write(places)


def _batches(found: Iterable[Sample]) -> Iterator[list[Sample]]:
    iterator = iter(found)
    while batch := list(islice(iterator, BATCH)):
        yield batch
