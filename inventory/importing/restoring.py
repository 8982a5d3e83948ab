"""Brings a file of our own back: each row becomes one outcome, in batches that each are one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.models import Page

from core import version
from inventory.changes import Fate, change_place
from inventory.exporting.columns import columns
from inventory.importing.reading import Row
from inventory.importing.records import Outcome, PlaceRecord, Result
from inventory.importing.run import Progress, batches, known_places
from inventory.importing.sheets import Known, SheetRow, differences, new_record, place_named, point_of, set_on
from inventory.importing.writing import create_places
from inventory.models import InventoryIndexPage, SiteProfilePage
from inventory.reading import FILED, read_places, values_of

LEFT = {
    Fate.LOCKED: "laissé tel quel : la fiche est verrouillée ou sa publication est programmée",
    Fate.IN_REVIEW: "laissé tel quel : la fiche attend une relecture",
}


class Restorer:
    """One file, and what it has met so far."""

    def __init__(self, parent: InventoryIndexPage, *, publish: bool, dry_run: bool, overwrite: bool = False) -> None:
        self._parent, self._publish, self._dry_run, self._overwrite = parent, publish, dry_run, overwrite
        self._known = Known.read()
        self._pages: dict[UUID, int] = dict(Page.objects.values_list("translation_key", "pk"))
        self._neighbours = known_places()
        self._seen: set[object] = set()

    def restore(self, rows: list[tuple[int, Row]], progress: Progress = lambda done: None) -> list[Result]:
        """Bring the rows in; return one result a row, in their order."""
        results: list[Result] = []
        for batch in batches(rows):
            with transaction.atomic():
                results += self._batch([SheetRow.of(line, row) for line, row in batch])
                if not self._dry_run:
                    version.bump()
            progress(len(results))
        return results

    def _batch(self, rows: list[SheetRow]) -> list[Result]:
        places = {id(row): self._place(row) for row in rows if not row.problem}
        pks = [pk for pk in places.values() if pk]
        values = read_places(pks)
        pages = SiteProfilePage.objects.select_for_update(of=("self",)).in_bulk(pks)
        new: list[PlaceRecord] = []
        results = [self._row(row, places.get(id(row)), values, pages, new) for row in rows]
        if new and not self._dry_run:
            for place in create_places(new, self._parent, publish=self._publish):
                self._remember(place.pk, place.sources.values("source", "identifier"))
        return results

    def _place(self, row: SheetRow) -> int | None:
        return self._pages.get(row.uid) or place_named(row, self._known)  # type: ignore[arg-type]

    def _row(
        self,
        row: SheetRow,
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
            return self._result(row, Outcome.REJECTED, row.problem)
        self._seen |= {pk or row.uid, row.uid}
        if pk:
            return self._update(row, pages[pk], values[pk])
        found = differences(row, None, self._known)
        if like := self._neighbours.like(row.title, found.get("point", "")):
            return self._result(row, Outcome.DUPLICATE, f"ressemble à {like}")
        new.append(new_record(row, found, self._known))
        # Two rows of one batch cannot have one identifier either: until there is a place, its line stands for it.
        self._remember(-row.line, found.get("sources", ()))
        return self._result(row, Outcome.CREATED)

    def _update(self, row: SheetRow, page: SiteProfilePage, values: Mapping[str, Any]) -> Result:
        found = differences(row, values, self._known)
        if found and (page.has_unpublished_changes or not page.live):
            found = self._besides_draft(row, page, values, found)
        if not found:
            return self._result(row, Outcome.UNCHANGED)
        if not self._overwrite and row.precedes(page.last_published_at):
            return self._result(row, Outcome.REJECTED, _newer(page))
        if not self._dry_run:
            fate = change_place(page, lambda draft: set_on(draft, found, self._known), publish=self._publish)
            if fate in LEFT:
                return self._result(row, Outcome.UNCHANGED, LEFT[fate])
            self._remember(page.pk, found.get("sources", ()))
        return self._result(row, Outcome.UPDATED, changed=f"changé : {', '.join(found)}")

    def _besides_draft(
        self, row: SheetRow, page: SiteProfilePage, values: Mapping[str, Any], found: dict[str, Any]
    ) -> dict[str, Any]:
        """The differences, without those that the waiting draft has already, or says something else of."""
        draft = page.get_latest_revision_as_object()
        drafted = values_of(draft) | {name: getattr(draft, name) for name in FILED}
        other = differences(SheetRow(row.line, row.cells), drafted, self._known)
        free = {name: said for name, said in found.items() if name in other and not _waits(name, values, drafted)}
        if kept := sorted((found.keys() & other.keys()) - free.keys()):
            row.remarks.append(f"gardé tel que le brouillon en attente le dit : {', '.join(kept)}")
        return free

    def _remember(self, pk: int, sources: Iterable[Mapping[str, Any]]) -> None:
        for source in sources:
            if source["identifier"]:
                self._known.sources[source["source"], source["identifier"]] = pk

    @staticmethod
    def _result(row: SheetRow, outcome: Outcome, remark: str = "", changed: str = "") -> Result:
        said = " ; ".join([*([remark] if remark else []), *row.remarks])
        return Result(row.line, str(row.uid or ""), row.title, outcome, said, changed)


def _newer(page: SiteProfilePage) -> str:
    moment = date_format(timezone.localtime(page.last_published_at), r"j F Y à G \h i")
    return f"modifiée depuis cet export (le {moment}) : exportez de nouveau, ou ajoutez --overwrite"


def _waits(name: str, published: Mapping[str, Any], drafted: Mapping[str, Any]) -> bool:
    """Whether the draft of a published place says something else of a column already."""
    if not published["live"]:
        return False
    if name == "point":
        return point_of(published) != point_of(drafted)
    return columns()[name].value(published) != columns()[name].value(drafted)
