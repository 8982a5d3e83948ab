"""What happened in a project: its meetings that the reader may see, and its progress entries, in the order of dates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from django.utils import timezone

from archive.choices import EventKind
from archive.events import schedule
from archive.events.status import TOOK_PLACE, Status, status_of_row
from archive.models import EventDecision, EventFollowUp, EventReportPage, ProgressEntry, ProjectPage
from archive.pages.cards import EVENT_FIELDS
from core.blocks.resolver import Resolver
from core.text.fold import fold
from core.visibility.gate import Gate

T = TypeVar("T", EventDecision, EventFollowUp)


@dataclass(frozen=True)
class Meeting:
    """An event of a project that the reader may see: its `row` with `EVENT_FIELDS`, its decisions and follow-ups."""

    row: Mapping[str, Any]
    decisions: Sequence[EventDecision] = ()
    follow_ups: Sequence[EventFollowUp] = ()

    @property
    def status(self) -> Status:
        """How the event stands today."""
        return status_of_row(self.row, timezone.localdate())


@dataclass(frozen=True)
class Moment:
    """An entry of a project's history: a meeting, with `title` and `url`, or a progress entry with its `text`.

    The `kind` of a meeting is in words, and empty if the title begins with it.
    """

    edtf: str
    date_label: str
    earliest: date | None
    latest: date | None
    title: str = ""
    subtitle: str = ""
    kind: str = ""
    text: str = ""
    url: str = ""
    documents: Sequence[Mapping[str, Any]] = ()
    #: The status of a meeting, unless it simply took place.
    badges: list[dict[str, str]] = field(default_factory=list)

    @property
    def iso_date(self) -> str:
        """The date for a `<time>` element; empty if it is not a year, a month or a day."""
        return schedule.iso(self.edtf)


def meetings(gate: Gate, project: ProjectPage) -> list[Meeting]:
    """Return the meetings of a project that the reader may see, the latest first, with at most three queries."""
    ids = [row.event_id for row in project.meetings.all()]
    events = gate.pages(EventReportPage).filter(pk__in=ids)
    rows = list(events.newest_first().values(*EVENT_FIELDS)) if ids else []  # type: ignore[attr-defined]
    if not rows:
        return []
    visible = [row["pk"] for row in rows]
    decisions = _by_event(EventDecision.objects.filter(event__in=visible).order_by("sort_order", "pk"))
    follow_ups = _by_event(EventFollowUp.objects.filter(event__in=visible).order_by("sort_order", "pk"))
    return [Meeting(row, decisions[row["pk"]], follow_ups[row["pk"]]) for row in rows]


def _by_event(rows: Iterable[T]) -> dict[int, list[T]]:
    by_event = defaultdict(list)
    for row in rows:
        by_event[row.event_id].append(row)
    return by_event


def progress(gate: Gate, project: ProjectPage, absolute: bool = False) -> list[tuple[ProgressEntry, Any]]:
    """Return the progress entries, the latest first, each with its document or None.

    `absolute` is for URLs with scheme and host.
    """
    entries = list(project.progress.all())
    resolver = Resolver(gate, absolute=absolute)
    for entry in entries:
        resolver.add_document(entry.document_id)
    resolver.load()
    entries.sort(key=lambda entry: _newest_first(entry.date_earliest, entry.date_latest))
    return [(entry, resolver.document(entry.document_id)) for entry in entries]


def history(gate: Gate, project: ProjectPage, met: Sequence[Meeting]) -> list[Moment]:
    """Return meetings and progress entries as one list, the latest first, those without a date last.

    The latest comes first because a reader of « Avancement » wants to know how far the project is; how it began is the
    end of the list.
    """
    moments = [_meeting(gate, meeting) for meeting in met]
    moments += [
        Moment(
            edtf=entry.date,
            date_label=entry.date_label,
            earliest=entry.date_earliest,
            latest=entry.date_latest,
            text=entry.text,
            url=entry.url,
            documents=[document] if document else [],
        )
        for entry, document in progress(gate, project)
    ]
    return sorted(moments, key=lambda moment: _newest_first(moment.earliest, moment.latest))


def _meeting(gate: Gate, meeting: Meeting) -> Moment:
    row, status, kind = meeting.row, meeting.status, EventKind(meeting.row["kind"]).label
    return Moment(
        edtf=row["date"],
        date_label=row["date_label"],
        earliest=row["date_earliest"],
        latest=row["date_latest"],
        title=row["title"],
        subtitle=row["subtitle"],
        kind="" if fold(row["title"]).startswith(fold(kind)) else kind,
        url=gate.url(row["url_path"]),
        badges=[] if status is TOOK_PLACE else [{"text": status.label, "tone": status.tone}],
    )


def _newest_first(earliest: date | None, latest: date | None) -> tuple[bool, int, int]:
    """Return the sort key of a date by its first possible day, the latest first; of one day, the narrowest first."""
    first = earliest or latest
    if first is None:
        return (True, 0, 0)
    return (False, -first.toordinal(), (latest or date.max).toordinal())
