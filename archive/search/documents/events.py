"""What the search reads of events, projects and tours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from archive.choices import EventState, Mode
from archive.models import EventReportPage, ProjectPage, TourPage
from archive.search.documents.files import file_titles
from core.models import Person
from core.search.documents import Passage
from core.search.pages import PageWords
from core.visibility.gate import Gate


def read_events(pages: list[EventReportPage]) -> Mapping[int, PageWords]:
    """Return what the search reads of events besides their search fields. One query."""
    files, gate = file_titles(pages), Gate.public()
    return {page.pk: _event(page, files[page.pk], gate) for page in pages}


def _event(page: EventReportPage, files: list[str], gate: Gate) -> PageWords:
    programme = [" ".join(filter(None, (row.time, row.title, row.speaker))) for row in page.programme.all()]
    decisions = [row.text for row in page.decisions.all()]
    follow_ups = [" ".join(filter(None, (row.task, row.owner))) for row in page.follow_ups.all()]
    words = PageWords(
        labels=[page.get_kind_display(), page.date_label],
        text=[
            page.hours_label,
            page.get_mode_display() if page.mode != Mode.IN_PERSON else "",
            page.get_state_display() if page.state in (EventState.CANCELLED, EventState.POSTPONED) else "",
            page.access,
            *programme,
            *follow_ups,
            *files,
            *sources(page),
        ],
        people_and_places=[text for row in page.speakers.all() for text in _facts(row.person)],
    )
    if page.place and gate.admits(page.place):
        words.people_and_places += [page.place.title, page.place.commune]
    parts = (
        ("evenement-programme", "Programme", programme),
        ("evenement-decisions", "Décisions", decisions),
        ("evenement-suites", "Suites", follow_ups),
    )
    words.passages = [Passage(anchor, heading, "\n".join(texts)) for anchor, heading, texts in parts if texts]
    return words


def _facts(person: Person) -> Iterator[str]:
    """Yield the role and the organisation of a person, which pages show beside the name."""
    yield person.role
    if person.organisation:
        yield person.organisation.name


def read_projects(pages: list[ProjectPage]) -> Mapping[int, PageWords]:
    """Return what the search reads of projects besides their search fields. One query."""
    files = file_titles(pages)
    return {
        page.pk: PageWords(
            labels=[page.get_kind_display(), page.date_label],
            text=[
                page.get_state_display(),
                *(row.role for row in page.members.all()),
                *(row.date_label for row in page.progress.all()),
                *files[page.pk],
                *sources(page),
            ],
        )
        for page in pages
    }


def read_tours(pages: list[TourPage]) -> Mapping[int, PageWords]:
    """Return what the search reads of tours besides their search fields. No query."""
    gate = Gate.public()
    return {
        page.pk: PageWords(
            text=[page.date_label, *(step.date_label for step in page.steps.all()), *sources(page)],
            people_and_places=[
                text
                for step in page.steps.all()
                if step.place and gate.admits(step.place)
                for text in (step.place.title, step.place.commune)
            ],
        )
        for page in pages
    }


def sources(page: EventReportPage | ProjectPage | TourPage) -> Iterator[str]:
    """Yield the titles and notes of the sources of a page."""
    for row in page.sources.all():
        yield " ".join(filter(None, (row.title, row.date_label, row.note)))
