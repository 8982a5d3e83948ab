"""Hidden pages of the archive are in no page, list, feed or API answer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from wagtail.models import Page, PageViewRestriction

from archive.models import (
    ArchiveIndexPage,
    EventDecision,
    EventIndexPage,
    EventReportPage,
    ProjectIndexPage,
    ProjectMeeting,
    ProjectPage,
    PublicationIndexPage,
    PublicationPage,
    TourPage,
)
from tests.factories.archive import EventReportPageFactory, ProjectPageFactory, PublicationPageFactory, TourPageFactory

pytestmark = pytest.mark.django_db
SECRET = "Une page cachée"
LISTS = [
    "/",
    "/ressources/",
    "/ressources/evenements/",
    "/ressources/publications/",
    "/ressources/projets/",
    "/ressources/evenements/flux.atom",
    "/ressources/evenements/agenda.ics",
    "/ressources/publications/flux.atom",
    "/api/v3/events/",
    "/api/v3/publications/",
    "/api/v3/projects/",
    "/api/v3/tours/",
    "/api/v3/routes/",
    "/api/v3/content/?path=/ressources/evenements/",
    "/api/v3/content/?path=/ressources/projets/ouvert/",
    *(f"/api/v3/content/export.ndjson?type={code}" for code in ("event", "publication", "project", "tour")),
]
DETAILS = [
    "/ressources/evenements/cachee/",
    "/ressources/evenements/cachee/agenda.ics",
    "/ressources/publications/cachee/",
    "/ressources/projets/cachee/",
    "/api/v3/events/cachee/",
    "/api/v3/publications/cachee/",
    "/api/v3/projects/cachee/",
    "/ressources/tour-cache/",
    "/api/v3/tours/tour-cache/",
    *(f"/api/v3/{name}/?path=/ressources/publications/cachee/" for name in ("routes", "content")),
]


def add_pages(**fields) -> tuple[EventReportPage, PublicationPage, ProjectPage, TourPage]:
    """An event, a publication, a project and a tour with secret words; the event is a meeting of an open project."""
    fields = {"slug": "cachee", "title": SECRET, "introduction": SECRET} | fields
    event = EventReportPageFactory(parent=EventIndexPage.objects.get(), state="reported", date="2099-01-01", **fields)
    event.decisions.add(EventDecision(text=fields["title"]))
    event.save()
    project = ProjectPageFactory(parent=ProjectIndexPage.objects.get(), **fields)
    shown = ProjectPageFactory(parent=project.get_parent(), slug="ouvert", title="Un groupe ouvert")
    shown.meetings.add(ProjectMeeting(event=event))
    shown.save()
    tour = TourPageFactory(
        parent=ArchiveIndexPage.objects.get(), steps=[{"title": fields["title"]}], **{**fields, "slug": "tour-cache"}
    )
    text = fields.pop("introduction")
    publication = PublicationPageFactory(parent=PublicationIndexPage.objects.get(), abstract=text, **fields)
    return event, publication, project, tour


def text_of(response) -> str:
    """The body of an answer, streamed or not."""
    return b"".join(response).decode()


def restrict(page: Page) -> None:
    """Make the tree below a page private."""
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


@pytest.fixture(scope="module", params=["draft", "private", "private section", "unpublished"])
def hidden(request, module_db) -> Iterator[tuple[EventReportPage, PublicationPage, ProjectPage, TourPage]]:
    """An event, a publication, a project and a tour that the public may not see, one way after the other."""
    with transaction.atomic():
        pages = add_pages(live=request.param != "draft")
        match request.param:
            case "private":
                for page in pages:
                    restrict(page)
            case "private section":
                restrict(ArchiveIndexPage.objects.get())
            case "unpublished":
                for page in pages:
                    page.unpublish()
        yield pages
        transaction.set_rollback(True)


@pytest.mark.parametrize("url", LISTS)
def test_lists_do_not_show_hidden_pages(client, hidden, url):
    assert SECRET not in text_of(client.get(url, follow=True))


@pytest.mark.parametrize("url", DETAILS)
def test_details_do_not_show_hidden_pages(client, hidden, url):
    response = client.get(url)
    assert response.status_code in (302, 404)
    assert SECRET not in response.text


def test_public_id_of_a_hidden_page_is_404(client, hidden):
    event, publication, project, tour = hidden
    assert client.get(f"/api/v3/events/{event.translation_key}/").status_code == 404
    assert client.get(f"/api/v3/publications/{publication.translation_key}/").status_code == 404
    assert client.get(f"/api/v3/projects/{project.translation_key}/").status_code == 404
    assert client.get(f"/api/v3/tours/{tour.translation_key}/").status_code == 404


def test_filters_do_not_offer_the_year_of_a_hidden_page(client, hidden):
    response = client.get("/ressources/evenements/", follow=True)
    assert "2099" not in response.text


@pytest.mark.parametrize("url", ["/ressources/projets/ouvert/", "/api/v3/projects/ouvert/"])
def test_a_project_does_not_show_its_hidden_meeting_nor_what_that_decided(client, hidden, url):
    response = client.get(url, follow=True)
    assert SECRET not in response.text
    assert "/evenements/cachee/" not in response.text


def test_an_event_does_not_show_its_hidden_project(client, home):
    event = EventReportPageFactory(parent=EventIndexPage.objects.get(), slug="reunion")
    project = ProjectPageFactory(parent=ProjectIndexPage.objects.get(), title=SECRET)
    project.meetings.add(ProjectMeeting(event=event))
    project.save()
    assert SECRET in client.get("/ressources/evenements/reunion/").text
    restrict(project)
    assert SECRET not in client.get("/ressources/evenements/reunion/").text
