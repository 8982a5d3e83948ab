"""The import itself: each record becomes one outcome, in batches that each are one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from django.db import transaction

from core import version
from inventory.importing.records import Outcome, PlaceRecord, Result
from inventory.importing.writing import create_places, update_place
from inventory.likeness import Neighbours
from inventory.models import InventoryIndexPage, PlaceSource, SiteProfilePage
from inventory.points import read_point

BATCH = 250
Progress = Callable[[int], None]


def import_records(
    records: Iterable[PlaceRecord],
    parent: InventoryIndexPage,
    *,
    publish: bool = False,
    dry_run: bool = False,
    progress: Progress = lambda done: None,
) -> list[Result]:
    """Bring records into the inventory below `parent`; return one result a record, in their order.

    A place is found again by source and identifier. What an editor has changed since the last import is kept. A new
    record that looks like a place known from elsewhere is set aside for people to decide.
    """
    neighbours = known_places()
    known = _known_sources()
    seen: set[tuple[str, str]] = set()
    results: list[Result] = []
    for batch in batches(records):
        with transaction.atomic():
            results += _import_batch(batch, parent, neighbours, known, seen, publish, dry_run)
            if not dry_run:
                version.bump()
        progress(len(results))
    return results


def _import_batch(
    batch: list[PlaceRecord],
    parent: InventoryIndexPage,
    neighbours: Neighbours,
    known: dict[tuple[str, str], int],
    seen: set[tuple[str, str]],
    publish: bool,
    dry_run: bool,
) -> list[Result]:
    results: list[Result] = []
    new: list[PlaceRecord] = []
    found = _places(known[key] for record in batch if (key := _key(record)) in known)
    for record in batch:
        key = _key(record)
        if record.problem:
            results.append(_result(record, Outcome.REJECTED, record.problem))
        elif key in seen:
            results.append(_result(record, Outcome.REJECTED, "identifiant déjà lu plus haut dans ce fichier"))
        elif key in known:
            changed, remark = update_place(*found[known[key]], record, publish=publish, dry_run=dry_run)
            record.remarks += [remark] if remark else []
            results.append(_result(record, Outcome.UPDATED if changed else Outcome.UNCHANGED))
        elif like := neighbours.like(record.title, record.values.get("point", "")):
            results.append(_result(record, Outcome.DUPLICATE, f"ressemble à {like}"))
        else:
            new.append(record)
            results.append(_result(record, Outcome.CREATED))
        seen.add(key)
    if new and not dry_run:
        create_places(new, parent, publish=publish)
    return results


def _known_sources() -> dict[tuple[str, str], int]:
    rows = PlaceSource.objects.exclude(identifier="").values_list("source", "identifier", "pk")
    return {(source, identifier): pk for source, identifier, pk in rows}


def known_places() -> Neighbours:
    """Places already in the inventory, drafts included. Those of the file itself are its source's own business."""
    neighbours = Neighbours()
    rows = SiteProfilePage.objects.exclude(latitude=None).values_list("title", "point", "commune")
    for title, point, commune in rows:
        if found := read_point(point):
            neighbours.add(
                title, float(found[0]), float(found[1]), f"« {title} »" + (f" ({commune})" if commune else "")
            )
    return neighbours


def _places(source_ids: Iterable[int]) -> dict[int, tuple[SiteProfilePage, PlaceSource]]:
    """The places behind these rows of sources, locked until the batch is written."""
    sources = list(PlaceSource.objects.filter(pk__in=list(source_ids)))
    pages = SiteProfilePage.objects.select_for_update(of=("self",)).in_bulk([source.place_id for source in sources])
    return {source.pk: (pages[source.place_id], source) for source in sources}


def _key(record: PlaceRecord) -> tuple[str, str]:
    return record.source, record.identifier


def _result(record: PlaceRecord, outcome: Outcome, remark: str = "") -> Result:
    said = " ; ".join([*([remark] if remark else []), *record.remarks])
    return Result(record.line, record.identifier, record.title, outcome, said)


def batches(records: Iterable[Any]) -> Iterator[list[Any]]:
    iterator = iter(records)
    while batch := list(islice(iterator, BATCH)):
        yield batch
