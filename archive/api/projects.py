"""The API of projects and groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Query, Router

from archive.api.schemas.projects import ProjectDetail, ProjectItem
from archive.api.shared import DatedParams, page_items, page_ref, source_items, verification
from archive.choices import EventKind, ProjectKind, ProjectState
from archive.models import ProjectMember, ProjectPage
from archive.pages.cards import PROJECT_FIELDS
from archive.pages.lists import filter_projects
from archive.projects.timeline import Meeting, meetings, progress
from archive.querysets import ProjectQuerySet
from core.api.lookup import find, following_moves
from core.api.routing import listing, read
from core.api.schemas import Page
from core.blocks.resolver import as_file
from core.choices import label_of
from core.db.pages import row_of
from core.fields import date_data
from core.visibility.gate import Gate

router = Router(tags=["archive"])


class ProjectParams(DatedParams):
    """Filters of the list of projects."""

    type: list[ProjectKind] = []
    state: list[ProjectState] = []

    def apply(self, pages: ProjectQuerySet) -> QuerySet:
        """Return the pages that pass these filters, in the requested order."""
        themes = [slug for slug in self.theme if slug]
        return self.in_order(filter_projects(pages, self.type, self.state, themes))


@read(router, "/", response=Page[ProjectItem], summary="Projets et groupes")
def list_projects(request: HttpRequest, params: Query[ProjectParams]) -> dict[str, Any]:
    """Les projets et les groupes, avec ce qu’il faut pour une vignette. Ceux sans date viennent en dernier."""
    gate = Gate.for_request(request)
    pages = cast(ProjectQuerySet, gate.pages(ProjectPage))
    return listing(params.apply(pages), params, lambda page: _items(gate, list(page.values(*PROJECT_FIELDS))))


@read(router, "/{slug}/", response=ProjectDetail, summary="Un projet ou un groupe")
@following_moves
def project_detail(request: HttpRequest, slug: str) -> dict[str, Any]:
    """Le projet entier, avec son avancement et ce que ses réunions ont décidé. `slug` peut être l’identifiant public
    (UUID)."""
    gate = Gate.for_request(request)
    return project_data(gate, find(gate, ProjectPage, slug).get())


def project_data(gate: Gate, page: ProjectPage) -> dict[str, Any]:
    """Return a project in the shape of `ProjectDetail`."""
    met = meetings(gate, page)
    return {
        **_items(gate, [row_of(page, *PROJECT_FIELDS)])[0],
        "introduction": page.introduction,
        "aims": page.aim_list,
        "members": [_member(row) for row in page.member_rows()],
        "progress": _progress(gate, page),
        "meetings": [_meeting(gate, meeting) for meeting in met],
        **_outcomes(met),
        **page.content(gate, absolute=True),
        "sources": source_items(page),
        **verification(page),
    }


def _items(gate: Gate, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the items of rows with `PROJECT_FIELDS`."""
    items = page_items(gate, rows, ProjectPage.summary_field, ProjectKind)
    return [
        {**item, "state": row["state"], "state_label": label_of(row["state"], ProjectState)}
        for row, item in zip(rows, items, strict=True)
    ]


def _member(row: ProjectMember) -> dict[str, str]:
    url = row.organisation.url if row.organisation else ""
    return {"name": str(row), "role": row.role, "url": url}


def _progress(gate: Gate, page: ProjectPage) -> list[dict[str, Any]]:
    return [
        {
            "date": date_data(entry, "date"),
            "text": entry.text,
            "url": entry.url,
            "document": document and as_file(document),
        }
        for entry, document in progress(gate, page, absolute=True)
    ]


def _meeting(gate: Gate, meeting: Meeting) -> dict[str, Any]:
    row = meeting.row
    return {
        **page_ref(gate, row),
        "subtitle": row["subtitle"],
        "type": row["kind"],
        "type_label": label_of(meeting.row["kind"], EventKind),
        "date": date_data(row, "date"),
        "status": meeting.status.code,
        "status_label": meeting.status.label,
    }


def _outcomes(met: Sequence[Meeting]) -> dict[str, Any]:
    """Return `decisions` and `follow_ups`, each with the public id of its meeting."""
    return {
        "decisions": [
            {"text": decision.text, "meeting": meeting.row["translation_key"]}
            for meeting in met
            for decision in meeting.decisions
        ],
        "follow_ups": [
            {
                "task": row.task,
                "owner": row.owner,
                "due": row.due,
                "done": row.done,
                "meeting": meeting.row["translation_key"],
            }
            for meeting in met
            for row in meeting.follow_ups
        ],
    }
