"""Imports records of a foreign source, in batches of one transaction each. Every record gets one result."""

from __future__ import annotations

import gc
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from core.bin import tree
from core.publishing.live_pages import change_page, lock_reason, lock_rows, version_to_change
from core.visibility.version import bump
from inventory.communes.autofill import misplaced
from inventory.import_export.bulk_create import REFUSALS, create_places, imported_values, storage_problem
from inventory.import_export.records import Outcome, PlaceRecord, Result, with_refusals
from inventory.import_export.values.contradictions import contradictions
from inventory.models import InventoryIndexPage, PlaceSource, SiteProfilePage
from inventory.places.duplicates import LookalikeFinder, Whereabouts

BATCH = 500
#: The fields by which places are compared.
_WHEREABOUTS = ("point", "precision", "commune", "insee_code", "postcode")
IN_BIN = "ce lieu est dans la corbeille : restaurez-le, ou supprimez-le définitivement"
Progress = Callable[[int], None]


class Importer(ABC):
    """Base of the imports: splits rows into batches, and has an index of the places to compare new ones with."""

    def __init__(self, parent: InventoryIndexPage, *, publish: bool = False, dry_run: bool = False) -> None:
        self._parent, self._publish, self._dry_run = parent, publish, dry_run
        self._lookalikes = _lookalike_finder()
        self._seen: set[object] = set()

    def run(self, rows: Iterable[Any], progress: Progress = lambda done: None) -> list[Result]:
        """Import rows below the parent page; return one result per row, in order."""
        with _rare_garbage_collection():
            return self._run(rows, progress)

    def _run(self, rows: Iterable[Any], progress: Progress) -> list[Result]:
        remaining = iter(rows)
        results: list[Result] = []
        while batch := list(islice(remaining, BATCH)):
            with transaction.atomic():
                results += self._batch(batch)
                if not self._dry_run:
                    bump()
            progress(len(results))
        return results

    @abstractmethod
    def _batch(self, rows: list[Any]) -> list[Result]:
        """Import a batch of rows. Called in a transaction."""


@contextmanager
def _rare_garbage_collection() -> Iterator[None]:
    """Look for garbage rarely: a batch makes many objects that all go with it, and each search takes a while."""
    thresholds = gc.get_threshold()
    gc.set_threshold(100_000, 50, 50)
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)


class RecordImporter(Importer):
    """Imports records of a foreign source.

    Places are matched by source and identifier. Fields that an editor changed since the last import keep their value. A
    new record that looks like an existing place is not imported: people decide.
    """

    def __init__(self, parent: InventoryIndexPage, **options: bool) -> None:
        super().__init__(parent, **options)
        self._source_ids = _source_ids()

    def _batch(self, rows: list[PlaceRecord]) -> list[Result]:
        new: list[PlaceRecord] = []
        places = _places(self._source_ids[key] for record in rows if (key := _key(record)) in self._source_ids)
        results = [self._record(record, places, new) for record in rows]
        if new and not self._dry_run:
            creation = create_places(new, self._parent, publish=self._publish)
            results = with_refusals(results, rows, creation.refused)
        return results

    def _record(
        self, record: PlaceRecord, places: Mapping[int, tuple[SiteProfilePage, PlaceSource]], new: list[PlaceRecord]
    ) -> Result:
        if record.problem:
            return Result.of(record, Outcome.REJECTED, record.problem)
        key, repeated = _key(record), _key(record) in self._seen
        self._seen.add(key)
        if repeated:
            return Result.of(record, Outcome.REJECTED, "identifiant déjà lu plus haut dans ce fichier")
        if key in self._source_ids:
            page, source = places[self._source_ids[key]]
            if tree.is_in(page):
                return Result.of(record, Outcome.REJECTED, IN_BIN)
            outcome = _update(page, source, record, publish=self._publish, dry_run=self._dry_run)
            return Result.of(record, outcome)
        if lookalike := self._lookalikes.find(record.title, Whereabouts.of(record.values)):
            return Result.of(record, Outcome.DUPLICATE, f"ressemble à {lookalike}")
        new.append(record)
        return Result.of(record, Outcome.CREATED)


def _update(
    page: SiteProfilePage, source: PlaceSource, record: PlaceRecord, *, publish: bool, dry_run: bool
) -> Outcome:
    """Update a place, whose row is locked, from a new record of its source, and add remarks to the record.

    A field takes the new value only if it is empty or still has the value of the last import.
    """
    version = version_to_change(page, publish)
    last_import, new_values = _last_import(source, page, version), imported_values(record)
    changes: dict[str, Any] = {}
    edited: list[str] = []
    for name, value in new_values.items():
        current = getattr(version, name)
        if _same(current, value):
            continue
        if not current or (name in last_import and _same(current, last_import[name])):
            changes[name] = value
        elif last_import.get(name) != value:
            edited.append(_label(name))
    for name, reason in contradictions(vars(version), changes, misplaced).items():
        record.remarks.append(f"{_label(name)} : {reason}")
        del changes[name]
    if edited:
        record.remarks.append(f"gardé tel que l’équipe l’a corrigé : {', '.join(edited)}")
    if changes and (reason := lock_reason(page)):
        record.remarks.insert(0, f"la fiche est {reason}")
        return Outcome.REJECTED
    if changes and not dry_run:
        return _change(page, source, record, changes, publish)
    if not dry_run and not _same(last_import, new_values):
        PlaceSource.objects.filter(pk=source.pk).update(imported=new_values)
    return Outcome.UPDATED if changes else Outcome.UNCHANGED


def _label(name: str) -> str:
    return str(getattr(SiteProfilePage._meta.get_field(name), "verbose_name", name))


def _change(
    page: SiteProfilePage, source: PlaceSource, record: PlaceRecord, changes: dict[str, Any], publish: bool
) -> Outcome:
    def apply(version: SiteProfilePage) -> None:
        for name, value in changes.items():
            setattr(version, name, value)
        for row in version.sources.all():
            if row.pk == source.pk:
                row.imported = imported_values(record)
        version.derive()

    try:
        with transaction.atomic():
            remark = change_page(page, apply, publish=publish).remark
    except REFUSALS as error:
        record.remarks.insert(0, storage_problem(error))
        return Outcome.REJECTED
    record.remarks += [remark] if remark else []
    return Outcome.UPDATED


def _last_import(source: PlaceSource, page: SiteProfilePage, version: SiteProfilePage) -> dict[str, Any]:
    """Return the values that this version of a place has from its last import; a draft may have newer ones."""
    if version is page:
        return source.imported
    return next((row.imported for row in version.sources.all() if row.pk == source.pk), source.imported)


def _same(a: Any, b: Any) -> bool:
    """Return whether two values are equal once stored as JSON."""
    encode = DjangoJSONEncoder(sort_keys=True, ensure_ascii=False).encode
    return encode(a) == encode(b)


def _source_ids() -> dict[tuple[str, str], int]:
    """Return the primary key of each `PlaceSource` by source and identifier."""
    rows = PlaceSource.objects.exclude(identifier="").values_list("source", "identifier", "pk")
    return {(source, identifier): pk for source, identifier, pk in rows}


def _lookalike_finder() -> LookalikeFinder:
    """Index the places of the inventory, drafts included. Rows of the same file are not compared with one another."""
    finder = LookalikeFinder()
    for row in tree.outside(SiteProfilePage.objects.all()).values("title", *_WHEREABOUTS):
        label = f"« {row['title']} »" + (f" ({row['commune']})" if row["commune"] else "")
        finder.add(row["title"], Whereabouts.of(row), label)
    return finder


def _places(source_ids: Iterable[int]) -> dict[int, tuple[SiteProfilePage, PlaceSource]]:
    """Return place and source by id of the source, and lock the rows of the places until the transaction ends."""
    sources = list(PlaceSource.objects.filter(pk__in=list(source_ids)))
    pages = lock_rows(source.place_id for source in sources)
    return {source.pk: (pages[source.place_id], source) for source in sources}


def _key(record: PlaceRecord) -> tuple[str, str]:
    return record.source, record.identifier
