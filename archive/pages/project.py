"""The page of a project or group, and what schema.org calls it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest

from archive.choices import ProjectKind
from archive.events import schedule
from archive.models import EventFollowUp, EventReportPage, ProjectMember, ProjectPage
from archive.pages.sources import source_rows
from archive.projects.timeline import Meeting, history, meetings
from core import cards
from core.cards import CardRow
from core.visibility.gate import Gate


def project_context(page: ProjectPage, request: HttpRequest, gate: Gate, **kwargs: Any) -> dict[str, Any]:
    """Return the context of the project's template: what it holds, its `history`, and what its meetings decided.

    `decisions` and `follow_ups` have one item per meeting that has any, the latest first: `label` and `url` of the
    meeting, and the `rows`; of these, what is still to do comes first.
    """
    members, met = page.member_rows(), meetings(gate, page)
    return {
        **page.content(gate),
        "aims": page.aim_list,
        "members": members,
        "history": history(gate, page, met),
        "decisions": [_link(gate, meeting) | {"rows": meeting.decisions} for meeting in met if meeting.decisions],
        "follow_ups": [
            _link(gate, meeting) | {"rows": sorted(meeting.follow_ups, key=_open_first)}
            for meeting in met
            if meeting.follow_ups
        ],
        "sources": source_rows(page.sources.all()),
        "structured_data": structured_data(page, gate, members),
    }


def projects_of_event(gate: Gate, event: EventReportPage) -> list[CardRow]:
    """Return the cards of the projects that an event is a meeting of, in the order of the list of projects."""
    if event.pk is None:  # a preview of a new event
        return []
    return cards.by_relation(gate, ProjectPage, "meetings__event", event.pk, lambda pages: pages.by_state())


def structured_data(page: ProjectPage, gate: Gate, members: Iterable[ProjectMember]) -> dict[str, Any]:
    """Return the project as a schema.org Project, or the group as an Organization, for search engines.

    A Project is an Organization too, so both have members and the day on which they were founded.
    """
    first, _, last = page.date.partition("/")
    data = {
        "@type": "Project" if page.kind == ProjectKind.PROJECT else "Organization",
        "name": page.title,
        "url": gate.full_url(page.url_path),
        "description": page.meta_description(),
        # A date that is no period, « juin 2017 », does not say whether the project began or ended then.
        "foundingDate": schedule.iso(first) if last else "",
        "dissolutionDate": schedule.iso(last),
        "member": [{"@type": "Organization", "name": str(row)} for row in members],
    }
    return {key: value for key, value in data.items() if value}


def _link(gate: Gate, meeting: Meeting) -> dict[str, Any]:
    """Return the link to a meeting: by its date, since the meetings of a group often have the same title."""
    row = meeting.row
    return {"label": row["date_label"] or row["title"], "url": gate.url(row["url_path"])}


def _open_first(row: EventFollowUp) -> tuple[bool, bool, str]:
    """Sort what is still to do first, by its day; without a day last."""
    return (row.done, row.due is None, str(row.due or ""))
