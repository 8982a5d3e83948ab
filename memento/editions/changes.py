"""Changes of the guide since a recorded edition.

The statuses of all sheets are computed once per content version; the gate then decides which sheets a reader sees.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, TypedDict

from django.db.models import Min, Q
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.models import Page

from core.models import SillonDocument
from core.visibility.gate import Gate
from memento.editions.passages import SHEET_FIELDS, Passage, as_passages, passages_of_sheets
from memento.editions.record import latest_first
from memento.editions.text_diff import are_same, differences
from memento.models import Edition, EditionSheet, GlossaryTerm, SharedBlock, SheetPage
from memento.querysets import guide_of

Status = Literal["new", "changed", "unchanged"]
#: What these statuses are called, and that of a sheet that is no longer there.
LABELS = {"new": "Nouvelle", "changed": "Modifiée", "unchanged": "Inchangée", "withdrawn": "Retirée"}


@dataclass(frozen=True)
class RecordedEdition:
    """An edition that has recorded its sheets. `date_label` is its date in French, or the month of the recording."""

    pk: int
    number: str
    title: str
    date_label: str
    note: str
    recorded_at: datetime

    @property
    def recorded_on(self) -> date:
        return timezone.localdate(self.recorded_at)


class SinceEdition(TypedDict):
    """The status of a sheet since the edition of that number."""

    number: str
    change: Status
    change_label: str


class SheetChange(TypedDict):
    """The status of a sheet since an edition. A withdrawn sheet has only its recorded number and title."""

    pk: int | None
    id: str | None
    number: int | None
    title: str
    url: str | None
    change: Literal["new", "changed", "unchanged", "withdrawn"]
    change_label: str


class PassageChange(TypedDict):
    """A passage that changed, as the reader may see it; `before` is None if it was added, `after` if it was removed.

    Both texts are equal if only a picture changed.
    """

    kind: str
    before: str | None
    after: str | None


# --- Which sheets changed ------------------------------------------------------------------------------------------


def recorded_editions(gate: Gate, guide_path: str) -> list[RecordedEdition]:
    """Return the recorded editions of the guide at this path, the latest first. Cached per content version."""

    def read() -> list[RecordedEdition]:
        rows = (
            Edition.objects.filter(memento__path=guide_path, records=True)
            .annotate(recorded_at=Min("sheets__recorded_at"))
            .filter(recorded_at__isnull=False)
        )
        times = {row.pk: row.recorded_at for row in rows}
        return [
            RecordedEdition(
                pk=row.pk,
                number=row.number,
                title=row.title,
                date_label=row.date_label or date_format(timezone.localdate(times[row.pk]), "F Y"),
                note=row.note,
                recorded_at=times[row.pk],
            )
            for row in latest_first(rows, times)
        ]

    return gate.snapshot.get_or_set(("editions", guide_path), read) if guide_path else []


def statuses(gate: Gate, edition: RecordedEdition, guide_path: str) -> dict[int, Status]:
    """Return the status of each published sheet of the guide since an edition, by id, for all readers."""
    return gate.snapshot.get_or_set(("edition-statuses", edition.pk), lambda: _statuses(edition, guide_path))


def _statuses(edition: RecordedEdition, guide_path: str) -> dict[int, Status]:
    live = SheetPage.objects.live().within(guide_path)
    recorded = {
        row["sheet"]: row
        for row in EditionSheet.objects.filter(edition=edition.pk, sheet__isnull=False).values(
            "sheet", "revision", "title"
        )
    }
    # A sheet can change without a new revision: through a shared block.
    shared_blocks_changed = SharedBlock.objects.filter(
        Q(last_published_at__gte=edition.recorded_at) | Q(live=False, first_published_at__isnull=False)
    ).exists()
    result: dict[int, Status] = {}
    to_compare = []
    for pk, revision, title in live.values_list("pk", "live_revision", "title"):
        if pk not in recorded:
            result[pk] = "new"
        elif title != recorded[pk]["title"]:
            result[pk] = "changed"
        else:
            result[pk] = "unchanged"
            if not revision or revision != recorded[pk]["revision"] or shared_blocks_changed:
                to_compare.append(pk)
    if to_compare:
        recorded_passages = _recorded_passages(edition, to_compare)
        for pk, passages in passages_of_sheets(live.filter(pk__in=to_compare).only(*SHEET_FIELDS)).items():
            if not are_same(recorded_passages[pk], passages):
                result[pk] = "changed"
    return result


def _recorded_passages(edition: RecordedEdition, sheets: list[int]) -> dict[int, list[Passage]]:
    rows = EditionSheet.objects.filter(edition=edition.pk, sheet__in=sheets).values_list("sheet", "passages")
    return {sheet: passages for sheet, passages in rows if sheet is not None}


def since_last(gate: Gate, sheet_path: str, sheet: int | None) -> SinceEdition | None:
    """Return the status of a published sheet since the last recorded edition; None if there is no edition."""
    guide = guide_of(sheet_path)
    edition = next(iter(recorded_editions(gate, guide)), None)
    change = statuses(gate, edition, guide).get(sheet) if edition and sheet else None
    if edition is None or change is None:
        return None
    return SinceEdition(number=edition.number, change=change, change_label=LABELS[change])


def changes_since(edition: RecordedEdition, gate: Gate, guide_path: str) -> list[SheetChange]:
    """Return the visible sheets in order, then those withdrawn since an edition. Two queries.

    A withdrawn sheet of a section that the reader may not see is left out.
    """
    by_sheet = statuses(gate, edition, guide_path)
    rows = gate.pages(SheetPage).within(guide_path).values("pk", "translation_key", "number", "title", "url_path")
    today = [
        SheetChange(
            pk=row["pk"],
            id=str(row["translation_key"]),
            number=row["number"],
            title=row["title"],
            url=gate.url(row["url_path"]),
            change=(change := by_sheet.get(row["pk"], "new")),
            change_label=LABELS[change],
        )
        for row in rows
    ]
    missing = EditionSheet.objects.filter(edition=edition.pk).exclude(sheet__in=list(by_sheet))
    withdrawn = [
        SheetChange(
            pk=None,
            id=None,
            number=number,
            title=title,
            url=None,
            change="withdrawn",
            change_label=LABELS["withdrawn"],
        )
        for number, title, path in missing.values_list("number", "title", "sheet__path")
        if not (path and path.startswith(gate.closed_paths))
    ]
    return today + withdrawn


# --- What changed in a sheet ---------------------------------------------------------------------------------------


def passage_changes(gate: Gate, edition: RecordedEdition, sheets: list[int]) -> dict[int, list[PassageChange]]:
    """Return the changed passages of these sheets since an edition, by id. A constant number of queries.

    The caller has checked that the reader may see the sheets. One that the edition did not record is left out.
    """
    rows = list(SheetPage.objects.filter(pk__in=sheets).only(*SHEET_FIELDS))
    titles = dict(EditionSheet.objects.filter(edition=edition.pk, sheet__in=sheets).values_list("sheet", "title"))
    then, now = _recorded_passages(edition, sheets), passages_of_sheets(rows)
    changes = {
        row.pk: differences(
            as_passages("title", "Titre", titles[row.pk]) + then[row.pk],
            as_passages("title", "Titre", row.title) + now[row.pk],
        )
        for row in rows
        if row.pk in then
    }
    names = _Names(gate, (side for pairs in changes.values() for pair in pairs for side in pair.values() if side))
    result: dict[int, list[PassageChange]] = {pk: [] for pk in changes}
    for pk, pairs in changes.items():
        for pair in pairs:
            before, after = names.text(pair["before"]), names.text(pair["after"])
            if before is not None or after is not None:
                latest = pair["after"] or pair["before"]
                result[pk].append(PassageChange(kind=latest["kind"] if latest else "", before=before, after=after))
    return result


class _Names:
    """Looks up the names of the visible pages, documents and terms that passages refer to. A query per kind."""

    def __init__(self, gate: Gate, passages: Iterable[Any]) -> None:
        ids_by_kind: dict[str, set[int]] = defaultdict(set)
        for item in passages:
            for kind, _, pk in (ref.partition(":") for ref in item.get("refs", ())):
                if pk.isdecimal() and len(pk) < 19:
                    ids_by_kind[kind].add(int(pk))
        self.names: dict[str, str] = {}
        if ids := ids_by_kind["page"]:
            self._name("page", gate.pages(Page).filter(pk__in=ids).values_list("pk", "title"))
        if ids := ids_by_kind["document"]:
            documents = gate.documents(SillonDocument.objects.filter(pk__in=ids))
            self._name("document", documents.values_list("pk", "title"))
        if ids := ids_by_kind["glossaryterm"]:
            self._name("glossaryterm", GlossaryTerm.objects.filter(pk__in=ids).values_list("pk", "term"))

    def _name(self, kind: str, rows: Iterable[tuple[int, str]]) -> None:
        self.names |= {f"{kind}:{pk}": name for pk, name in rows}

    def text(self, passage: Passage | None) -> str | None:
        """Return the text of a passage followed by the names; None if it refers to pages, none of them visible.

        A sheet hides such a block too: a testimonial whose consent was withdrawn, a comment on a private place.
        """
        if passage is None:
            return None
        refs = passage.get("refs", [])
        pages = [ref for ref in refs if ref.startswith("page:")]
        if pages and not any(ref in self.names for ref in pages):
            return None
        names = [ref.partition(":")[2] if ref.startswith("url:") else self.names.get(ref, "") for ref in refs]
        return "\n".join(filter(None, (passage["text"], *names)))
