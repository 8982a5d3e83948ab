"""Editions: what they keep of the guide, and what has changed since.

A publication of the guide records its editions: each keeps the words of every published sheet. From then on a reader
learns what is new, changed or withdrawn. Which sheets changed is worked out once per content version for all readers;
which of them are named passes the gate.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypedDict

from django.db import transaction
from django.db.models import Min, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.models import Page

from core import version
from core.gate import Gate
from core.models import SillonDocument
from memento.forms import SinceForm
from memento.models.edition import Edition, EditionSheet
from memento.models.glossary import GlossaryTerm
from memento.models.shared import SharedBlock
from memento.passages import (
    Part,
    Passage,
    are_same,
    differences,
    passage,
    passages_of_stream,
    shared_ids,
    word_parts,
)
from memento.querysets import guide_of

if TYPE_CHECKING:
    from memento.models import MementoPage, SheetPage

Status = Literal["new", "changed", "unchanged"]


@dataclass(frozen=True)
class RecordedEdition:
    """An edition whose sheets were kept. `said` is its date in French, `recorded_on` the day of the publication."""

    pk: int
    number: str
    title: str
    said: str
    note: str
    recorded_at: datetime

    @property
    def recorded_on(self) -> date:
        return timezone.localdate(self.recorded_at)


class SinceEdition(TypedDict):
    """How a sheet stands to an edition."""

    number: str
    change: Status


class SheetChange(TypedDict):
    """A sheet of the guide since an edition. One that was withdrawn has only what the edition kept: no id, no url."""

    pk: int | None
    id: str | None
    number: int | None
    title: str
    url: str | None
    change: Literal["new", "changed", "unchanged", "withdrawn"]


class PassageChange(TypedDict):
    """A passage that changed, as the reader may know it; `before` is None where it is new, `after` where it is gone.

    Both are alike where only a picture changed.
    """

    kind: str
    before: str | None
    after: str | None


class Difference(TypedDict):
    """A passage that changed, word by word."""

    kind: str
    parts: list[Part]


class Asked(NamedTuple):
    """What an address asks of editions: one that exists, or a sentence that says what is wrong."""

    edition: RecordedEdition | None
    problem: str


# --- Recording -----------------------------------------------------------------------------------------------------


def record(memento: MementoPage) -> int:
    """Have the editions of a published guide that keep their sheets, and have none yet, keep them. Gives how many did.

    All published sheets are kept, those of private sections too: the gate decides later who is told.
    """
    from memento.models import SheetPage

    with transaction.atomic():
        # Two publications at once would record twice.
        live = Page.objects.select_for_update().filter(pk=memento.pk, live=True).values_list("path").first()
        editions = Edition.objects.filter(memento=memento.pk, records=True, sheets=None)
        # The oldest first: of those that one publication keeps, the latest is the last recorded.
        if not live or not (waiting := latest_first(editions, {})[::-1]):
            return 0
        sheets = list(SheetPage.objects.live().within(live[0]).only(*READ))
        passages = passages_of(sheets)
        EditionSheet.objects.bulk_create(
            EditionSheet(
                edition=edition,
                sheet=sheet,
                revision_id=sheet.live_revision_id,
                position=position,
                number=sheet.number,
                title=sheet.title,
                passages=passages[sheet.pk],
            )
            for edition in waiting
            for position, sheet in enumerate(sheets)
        )
        version.bump()
        return len(waiting)


def latest_first(editions: Iterable[Edition], kept: Mapping[int, datetime]) -> list[Edition]:
    """Editions by date, the latest first, whatever their order in the form; `kept` is when they were recorded, by id.

    A date that is vague, or that nobody wrote, ends on the day of the recording; what has neither stands last. One day
    leaves them as they were recorded, then as editors put them.
    """
    today, never = timezone.now(), datetime.min.replace(tzinfo=UTC)

    def when(edition: Edition) -> tuple[date, datetime]:
        said, at = edition.said, kept.get(edition.pk, today if edition.records else None)
        days = [said["latest"] or said["earliest"] if said else None, timezone.localdate(at) if at else None]
        return min(filter(None, days), default=date.min), at or never

    return sorted(sorted(editions, key=lambda edition: edition.sort_order or 0), key=when, reverse=True)


def forget_if_private(sheet: SheetPage) -> None:
    """Take a sheet that is about to be deleted out of all editions if it stands in a private section.

    Nothing would tell afterwards that its title is not for everyone.
    """
    if any(sheet.path.startswith(restriction.path) for restriction in version.current().restrictions):
        EditionSheet.objects.filter(sheet=sheet.pk).delete()


#: The fields of a sheet that its passages are made of.
READ = ("path", "title", "number", "introduction", "audience", "moment", "body", "live_revision")


def passages_of(sheets: Iterable[SheetPage]) -> dict[int, list[Passage]]:
    """What readers read of these sheets, by id, in the order of the page. Three queries whatever their number."""
    from memento.models import SheetPage, SheetSource, Takeaway

    sheets = list(sheets)
    ids = [sheet.pk for sheet in sheets]
    body: Any = SheetPage._meta.get_field("body")
    raw = {sheet.pk: list(sheet.body.raw_data) for sheet in sheets}
    wanted = {pk for stored in raw.values() for pk in shared_ids(body.stream_block, stored)}
    placed = SharedBlock.objects.filter(pk__in=wanted, live=True) if wanted else []
    shared = {block.pk: list(block.body.raw_data) for block in placed}
    takeaways, sources = defaultdict(list), defaultdict(list)
    for takeaway in Takeaway.objects.filter(page__in=ids).order_by("sort_order"):
        takeaways[takeaway.page_id].append(takeaway)
    for source in SheetSource.objects.filter(page__in=ids).order_by("sort_order"):
        sources[source.page_id].append(source)
    return {
        sheet.pk: [
            *passage("introduction", "Introduction", sheet.introduction),
            *passage("audience", "Pour qui", sheet.audience),
            *passage("moment", "Quand", sheet.moment),
            *passages_of_stream(body.stream_block, raw[sheet.pk], shared),
            *(part for row in takeaways[sheet.pk] for part in passage(f"takeaway-{row.pk}", "À retenir", row.text)),
            *(
                part
                for row in sources[sheet.pk]
                for part in passage(
                    f"source-{row.pk}",
                    "Source",
                    ", ".join(filter(None, (row.title, row.author, row.date_label, row.note))),
                    [f"url:{row.url}"] if row.url else [],
                )
            ),
        ]
        for sheet in sheets
    }


# --- Which sheets changed ------------------------------------------------------------------------------------------


def recorded(gate: Gate, guide_path: str) -> list[RecordedEdition]:
    """The editions of the guide at this place that keep its sheets, the latest first."""

    def read() -> list[RecordedEdition]:
        rows = (
            Edition.objects.filter(memento__path=guide_path, records=True)
            .annotate(recorded_at=Min("sheets__recorded_at"))
            .filter(recorded_at__isnull=False)
        )
        kept = {row.pk: row.recorded_at for row in rows}
        return [
            RecordedEdition(
                pk=row.pk,
                number=row.number,
                title=row.title,
                said=row.date_label or date_format(timezone.localdate(kept[row.pk]), "F Y"),
                note=row.note,
                recorded_at=kept[row.pk],
            )
            for row in latest_first(rows, kept)
        ]

    return gate.snapshot.keep(("editions", guide_path), read) if guide_path else []


def statuses(gate: Gate, edition: RecordedEdition, guide_path: str) -> dict[int, Status]:
    """How each published sheet of the guide stands to an edition, by id. For all readers: what is shown is gated."""
    return gate.snapshot.keep(("edition-statuses", edition.pk), lambda: _statuses(edition, guide_path))


def _statuses(edition: RecordedEdition, guide_path: str) -> dict[int, Status]:
    from memento.models import SheetPage

    live = SheetPage.objects.live().within(guide_path)
    then = {
        row["sheet"]: row
        for row in EditionSheet.objects.filter(edition=edition.pk, sheet__isnull=False).values(
            "sheet", "revision", "title"
        )
    }
    changed_around = SharedBlock.objects.filter(
        Q(last_published_at__gte=edition.recorded_at) | Q(live=False, first_published_at__isnull=False)
    ).exists()
    found: dict[int, Status] = {}
    doubtful = []
    for pk, revision, title in live.values_list("pk", "live_revision", "title"):
        if pk not in then:
            found[pk] = "new"
        elif title != then[pk]["title"]:
            found[pk] = "changed"
        elif revision and revision == then[pk]["revision"] and not changed_around:
            found[pk] = "unchanged"
        else:
            found[pk] = "unchanged"
            doubtful.append(pk)
    if doubtful:
        kept = _kept_passages(edition, doubtful)
        for pk, passages in passages_of(live.filter(pk__in=doubtful).only(*READ)).items():
            if not are_same(kept[pk], passages):
                found[pk] = "changed"
    return found


def _kept_passages(edition: RecordedEdition, sheets: list[int]) -> dict[int, list[Passage]]:
    rows = EditionSheet.objects.filter(edition=edition.pk, sheet__in=sheets).values_list("sheet", "passages")
    return {sheet: passages for sheet, passages in rows if sheet is not None}


def since_last(gate: Gate, sheet_path: str, sheet: int | None) -> SinceEdition | None:
    """How a sheet that the reader sees stands to the last recorded edition; None where there is none."""
    guide = guide_of(sheet_path)
    edition = next(iter(recorded(gate, guide)), None)
    change = statuses(gate, edition, guide).get(sheet) if edition and sheet else None
    return SinceEdition(number=edition.number, change=change) if edition and change else None


def changes_since(edition: RecordedEdition, gate: Gate, guide_path: str) -> list[SheetChange]:
    """Every sheet since an edition that the reader may know of: those of today in order, then those withdrawn.

    Two queries. A sheet that the reader may not see is not named, whether it is published or not.
    """
    from memento.models import SheetPage

    known = statuses(gate, edition, guide_path)
    rows = gate.pages(SheetPage).within(guide_path).values("pk", "translation_key", "number", "title", "url_path")
    today = [
        SheetChange(
            pk=row["pk"],
            id=str(row["translation_key"]),
            number=row["number"],
            title=row["title"],
            url=gate.url(row["url_path"]),
            change=known.get(row["pk"], "new"),
        )
        for row in rows
    ]
    gone = EditionSheet.objects.filter(edition=edition.pk).exclude(sheet__in=list(known))
    withdrawn = [
        SheetChange(pk=None, id=None, number=number, title=title, url=None, change="withdrawn")
        for number, title, path in gone.values_list("number", "title", "sheet__path")
        if not (path and path.startswith(gate.closed_paths))
    ]
    return today + withdrawn


# --- What changed in them ------------------------------------------------------------------------------------------


def passage_changes(gate: Gate, edition: RecordedEdition, sheets: list[int]) -> dict[int, list[PassageChange]]:
    """What changed in these sheets, which the reader may see, since an edition that kept them. A few queries."""
    from memento.models import SheetPage

    rows = list(SheetPage.objects.filter(pk__in=sheets).only(*READ))
    titles = dict(EditionSheet.objects.filter(edition=edition.pk, sheet__in=sheets).values_list("sheet", "title"))
    kept, now = _kept_passages(edition, sheets), passages_of(rows)
    found = {
        row.pk: differences(
            passage("title", "Titre", titles[row.pk]) + kept[row.pk],
            passage("title", "Titre", row.title) + now[row.pk],
        )
        for row in rows
        if row.pk in kept
    }
    names = _Names(gate, (one for changes in found.values() for change in changes for one in change.values() if one))
    told: dict[int, list[PassageChange]] = {pk: [] for pk in found}
    for pk, changes in found.items():
        for change in changes:
            before, after = names.told(change["before"]), names.told(change["after"])
            if before is not None or after is not None:
                named = change["after"] or change["before"]
                told[pk].append(PassageChange(kind=named["kind"] if named else "", before=before, after=after))
    return told


class _Names:
    """The names of what passages refer to, as far as the reader may see it. A query for each kind that occurs."""

    def __init__(self, gate: Gate, passages: Iterable[Any]) -> None:
        wanted: dict[str, set[int]] = defaultdict(set)
        for one in passages:
            for kind, _, pk in (ref.partition(":") for ref in one.get("refs", ())):
                if pk.isdecimal() and len(pk) < 19:
                    wanted[kind].add(int(pk))
        self.names: dict[str, str] = {}
        if ids := wanted["page"]:
            self._name("page", gate.pages(Page).filter(pk__in=ids).values_list("pk", "title"))
        if ids := wanted["document"]:
            documents = gate.documents(SillonDocument.objects.filter(pk__in=ids))
            self._name("document", documents.values_list("pk", "title"))
        if ids := wanted["glossaryterm"]:
            self._name("glossaryterm", GlossaryTerm.objects.filter(pk__in=ids).values_list("pk", "term"))

    def _name(self, kind: str, rows: Iterable[tuple[int, str]]) -> None:
        self.names |= {f"{kind}:{pk}": name for pk, name in rows}

    def told(self, one: Passage | None) -> str | None:
        """The text of a passage with the names; None where the reader may see none of the pages that it speaks of.

        A sheet hides such a block too: the words of someone who withdrew them, what was said of a closed place.
        """
        if one is None:
            return None
        refs = one.get("refs", [])
        pages = [ref for ref in refs if ref.startswith("page:")]
        if pages and not any(ref in self.names for ref in pages):
            return None
        names = [ref.partition(":")[2] if ref.startswith("url:") else self.names.get(ref, "") for ref in refs]
        return "\n".join(filter(None, (one["text"], *names)))


def word_differences(changes: Iterable[PassageChange]) -> list[Difference]:
    """Passages for readers, word by word; where only a picture changed, all words stay."""
    return [
        Difference(kind=change["kind"], parts=word_parts(change["before"] or "", change["after"] or ""))
        for change in changes
    ]


# --- Addresses -----------------------------------------------------------------------------------------------------


def asked(request: HttpRequest, gate: Gate, guide_path: str) -> Asked:
    """What `?depuis=` asks. An edition that is unknown, or kept nothing, is told in French."""
    editions = recorded(gate, guide_path)
    form = SinceForm(request.GET, numbers=[edition.number for edition in editions])
    if not form.is_valid():
        return Asked(None, " ".join(map(str, form.errors["depuis"])))
    return Asked(next((edition for edition in editions if edition.number == form.cleaned_data["depuis"]), None), "")


def guide_context(request: HttpRequest, gate: Gate, guide_path: str) -> dict[str, Any]:
    """What the guide's templates need: `since`, the edition that is asked or None, its `changes`, and a `problem`."""
    since, problem = asked(request, gate, guide_path)
    changes = changes_since(since, gate, guide_path) if since else []
    groups = [
        {"title": title, "change": kind, "sheets": found}
        for kind, title in (
            ("new", "Fiches nouvelles"),
            ("changed", "Fiches modifiées"),
            ("withdrawn", "Fiches retirées"),
        )
        if (found := [change for change in changes if change["change"] == kind])
    ]
    return {"since": since, "changes": groups, "problem": problem, "noindex": bool(since or problem)}


def asked_of_sheet(request: HttpRequest, gate: Gate, sheet: SheetPage) -> Asked:
    """The same for a sheet: the edition that is asked, if the sheet changed since, or a sentence to tell."""
    guide = guide_of(sheet.path)
    since, problem = asked(request, gate, guide)
    change = statuses(gate, since, guide).get(sheet.pk) if since else None
    if since is None or change == "changed":
        return Asked(since, problem)
    if change == "new":
        return Asked(None, f"Cette fiche est nouvelle : l’édition {since.number} ne l’avait pas.")
    return Asked(None, f"Cette fiche n’a pas changé depuis l’édition {since.number}.")


def sheet_context(request: HttpRequest, gate: Gate, sheet: SheetPage) -> dict[str, Any]:
    """What a sheet's templates need.

    `edition` and `edition_change`: the last recorded edition and how the sheet stands to it, or None and nothing;
    `since`: the edition that is asked, where the sheet changed since; its `differences`; a `problem` to tell.
    """
    known = since_last(gate, sheet.path, sheet.pk)
    since, problem = asked_of_sheet(request, gate, sheet)
    return {
        "edition": recorded(gate, guide_of(sheet.path))[0] if known else None,
        "edition_change": known["change"] if known else "",
        "since": since,
        "differences": word_differences(passage_changes(gate, since, [sheet.pk])[sheet.pk]) if since else [],
        "problem": problem,
        "noindex": bool(since or problem),
    }
