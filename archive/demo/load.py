"""Loads the demo of the archive: what the Alliance and public sources say of 2007 to 2017, and invented examples."""

from __future__ import annotations

from datetime import time
from pathlib import Path
from typing import Any

from django.utils import timezone
from wagtail.models import Page

from archive.demo import commitments, examples, publications, tours
from archive.demo.publications import partner
from archive.events import schedule
from archive.models import (
    ArchiveIndexPage,
    EventIndexPage,
    EventPartner,
    EventReportPage,
    EventSource,
    ProgrammeItem,
    ProjectIndexPage,
    ProjectMeeting,
    ProjectPage,
    ProjectSource,
    PublicationIndexPage,
)
from core.demo import ensure_image, page_themes, raw_stream, read_toml
from core.models import SillonImage
from core.setup import ensure_page

FOLDER = Path(__file__).parent


def load(home_page: Page) -> None:
    """Create the demo's events, publications, projects, commitments and tours. The index pages must exist.

    Existing pages are left unchanged, except for the date of an example, see `examples`.
    """
    archive = ArchiveIndexPage.objects.child_of(home_page).get()
    events = EventIndexPage.objects.child_of(archive).first()
    for row in read_toml(FOLDER / "events.toml")["events"]:
        _event(events, row)
    examples.load(events, timezone.localdate())
    publications.load(PublicationIndexPage.objects.child_of(archive).get())
    commitments.load(archive)
    for row in read_toml(FOLDER / "projects.toml")["projects"]:
        _project(ProjectIndexPage.objects.child_of(archive).first(), events, row)
    tours.load(archive)


def _event(parent: Page, row: dict[str, Any]) -> None:
    fields = {name: row[name] for name in ("subtitle", "kind", "state", "date", "introduction")}
    if schedule.days_of(row["date"]):  # otherwise publishing forbids hours: they are in the introduction
        fields["start_time"], fields["end_time"] = _time(row["start_time"]), _time(row["end_time"])
    ensure_page(
        parent,
        EventReportPage,
        row["slug"],
        row["title"],
        {**fields, "image": _image(row), "report": raw_stream(row["body"], FOLDER)},
        {
            "page_themes": page_themes(row["themes"]),
            "partners": [EventPartner(partner=partner(name)) for name in row["partners"]],
            "programme": [ProgrammeItem(**item) for item in row["programme"]],
            "sources": [EventSource(**source) for source in row["sources"]],
        },
    )


def _project(parent: Page, events: Page, row: dict[str, Any]) -> None:
    meetings = EventReportPage.objects.child_of(events).filter(slug__in=row["meetings"]).oldest_first()
    ensure_page(
        parent,
        ProjectPage,
        row["slug"],
        row["title"],
        {
            "kind": row["kind"],
            "introduction": row["introduction"],
            "aims": "\n".join(row["aims"]),
            "body": raw_stream(row["body"], FOLDER),
        },
        {
            "page_themes": page_themes(row["themes"]),
            "meetings": [ProjectMeeting(event=event) for event in meetings],
            "sources": [ProjectSource(**source) for source in row["sources"]],
        },
    )


def _image(row: dict[str, Any]) -> SillonImage:
    path = FOLDER / "images" / row["image"]
    return ensure_image(path, f"Illustration : {path.stem.replace('-', ' ')}", row["image_alt"])


def _time(text: str) -> time | None:
    return time.fromisoformat(text) if text else None
