"""Re-imports a file that the export wrote, in batches of one transaction each. Every row gets one result."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.models import Page

from core.bin import tree
from core.publishing.live_pages import change_page, lock_reason, lock_rows
from inventory.import_export.bulk_create import REFUSALS, create_places, storage_problem
from inventory.import_export.columns import columns
from inventory.import_export.damage import without_halves
from inventory.import_export.diff import (
    ExportedRow,
    apply_changes,
    differences,
    find_by_source,
    new_record,
    stored_point,
)
from inventory.import_export.existing import ExistingObjects
from inventory.import_export.importer import IN_BIN, Importer
from inventory.import_export.readers.source import SourceRow
from inventory.import_export.records import Outcome, PlaceRecord, Result, with_refusals
from inventory.models import InventoryIndexPage, SiteProfilePage
from inventory.places.duplicates import Whereabouts
from inventory.places.queries import FILE_COLUMNS, read_places, values_of


class Reimporter(Importer):
    """Imports the rows of an exported file, with a new value for each cell that was changed in it."""

    def __init__(self, parent: InventoryIndexPage, *, overwrite: bool = False, **options: bool) -> None:
        super().__init__(parent, **options)
        self._overwrite = overwrite
        self._existing = ExistingObjects.read()
        self._pks_by_uid: dict[UUID, int] = dict(Page.objects.values_list("translation_key", "pk"))

    def _batch(self, source_rows: list[SourceRow]) -> list[Result]:
        rows = [_exported_row(row) for row in source_rows]
        pk_by_row = {id(row): self._find(row) for row in rows if not row.problem}
        pks = [pk for pk in pk_by_row.values() if pk]
        pages = lock_rows(pks)
        values = read_places(pks)
        new: list[PlaceRecord] = []
        results = [self._row(row, pk_by_row.get(id(row)), values, pages, new) for row in rows]
        if new and not self._dry_run:
            creation = create_places(new, self._parent, publish=self._publish)
            for place in creation.places:
                self._register_sources(place.pk, place.sources.values("source", "identifier"))
            results = with_refusals(results, rows, creation.refused)
        return results

    def _find(self, row: ExportedRow) -> int | None:
        return self._pks_by_uid.get(row.uid) or find_by_source(row, self._existing)  # type: ignore[arg-type]

    def _row(
        self,
        row: ExportedRow,
        pk: int | None,
        values: Mapping[int, Mapping[str, Any]],
        pages: Mapping[int, SiteProfilePage],
        new: list[PlaceRecord],
    ) -> Result:
        if not row.problem and {pk or row.uid, row.uid} & self._seen:
            row.problem = "lieu déjà lu plus haut dans ce fichier"
        if not row.problem and pk and pk not in values:
            row.problem = "cet identifiant est celui d’une page qui n’est pas un lieu"
        if row.problem:
            return Result.of(row, Outcome.REJECTED, row.problem)
        self._seen |= {pk or row.uid, row.uid}
        if pk and tree.is_in(pages[pk]):
            return Result.of(row, Outcome.REJECTED, IN_BIN)
        if pk:
            return self._update(row, pages[pk], values[pk])
        changes = differences(row, None, self._existing)
        if lookalike := self._lookalikes.find(row.title, Whereabouts.of(changes)):
            return Result.of(row, Outcome.DUPLICATE, f"ressemble à {lookalike}")
        new.append(new_record(row, changes, self._existing))
        # No other row of the batch may have the same sources. The place has no id yet: use minus its line number.
        self._register_sources(-row.line, changes.get("sources", ()))
        return Result.of(row, Outcome.CREATED)

    def _update(self, row: ExportedRow, page: SiteProfilePage, values: Mapping[str, Any]) -> Result:
        changes = differences(row, values, self._existing)
        to_draft = not (page.live and self._publish)
        if changes and to_draft and (page.has_unpublished_changes or not page.live):
            changes = self._without_draft_conflicts(row, page, values, changes)
        if not changes:
            return Result.of(row, Outcome.UNCHANGED)
        if not self._overwrite and row.precedes(page.last_published_at):
            return Result.of(row, Outcome.REJECTED, _published_since(page))
        if reason := lock_reason(page):
            return Result.of(row, Outcome.REJECTED, f"la fiche est {reason}")
        if not self._dry_run:
            try:
                with transaction.atomic():
                    result = change_page(
                        page, lambda place: apply_changes(place, changes, self._existing), publish=self._publish
                    )
            except REFUSALS as error:
                return Result.of(row, Outcome.REJECTED, storage_problem(error))
            row.remarks += [result.remark] if result.remark else []
            self._register_sources(page.pk, changes.get("sources", ()))
        return Result.of(row, Outcome.UPDATED, changed=f"changé : {', '.join(changes)}")

    def _without_draft_conflicts(
        self, row: ExportedRow, page: SiteProfilePage, values: Mapping[str, Any], changes: dict[str, Any]
    ) -> dict[str, Any]:
        """Return the changes without columns that the draft changes too, and add a remark about conflicts."""
        draft = page.get_latest_revision_as_object()
        draft_values = values_of(draft) | {name: getattr(draft, name) for name in FILE_COLUMNS}
        changes_to_draft = differences(ExportedRow(row.line, row.cells), draft_values, self._existing)
        accepted = {
            name: value
            for name, value in changes.items()
            if name in changes_to_draft and not _is_drafted(name, values, draft_values)
        }
        if conflicts := sorted((changes.keys() & changes_to_draft.keys()) - accepted.keys()):
            row.remarks.append(f"gardé tel quel dans le brouillon en attente : {', '.join(conflicts)}")
        return accepted

    def _register_sources(self, pk: int, sources: Iterable[Mapping[str, Any]]) -> None:
        for source in sources:
            if source["identifier"]:
                self._existing.sources[source["source"], source["identifier"]] = pk


def _exported_row(source_row: SourceRow) -> ExportedRow:
    source_row = without_halves(source_row)
    row = ExportedRow.of(source_row.line, source_row.cells)
    row.remarks += source_row.remarks_on(columns().keys())
    row.problem = source_row.problem or row.problem
    return row


def _published_since(page: SiteProfilePage) -> str:
    moment = date_format(timezone.localtime(page.last_published_at), r"j F Y à G \h i")
    return f"modifiée depuis cet export (le {moment}) : exportez de nouveau, ou ajoutez --overwrite"


def _is_drafted(name: str, published: Mapping[str, Any], drafted: Mapping[str, Any]) -> bool:
    """Return whether the draft of a published place changes a column."""
    if not published["live"]:
        return False
    if name == "point":
        return stored_point(published) != stored_point(drafted)
    return columns()[name].value(published) != columns()[name].value(drafted)
