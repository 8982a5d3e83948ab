"""What is not public leaves by no door: pages, lists, feeds, API."""

from __future__ import annotations

import pytest

from archive.models import ArchiveIndexPage
from tests.factories.archive import EventReportPageFactory, PublicationPageFactory

pytestmark = pytest.mark.django_db
SECRET = "Une page cachée"
LISTS = [
    "/",
    "/ressources/",
    "/ressources/evenements/",
    "/ressources/publications/",
    "/ressources/evenements/flux.atom",
    "/ressources/publications/flux.atom",
    "/api/v3/events/",
    "/api/v3/publications/",
]
DETAILS = [
    "/ressources/evenements/cachee/",
    "/ressources/publications/cachee/",
    "/api/v3/events/cachee/",
    "/api/v3/publications/cachee/",
]


@pytest.fixture
def make(event_index, publication_index):
    def both(**fields):
        fields = {"slug": "cachee", "title": SECRET, "introduction": SECRET} | fields
        event = EventReportPageFactory(parent=event_index, state="reported", date="2099", **fields)
        text = fields.pop("introduction")
        return event, PublicationPageFactory(parent=publication_index, abstract=text, **fields)

    return both


@pytest.fixture(params=["draft", "private", "private section", "draft again"])
def hidden(request, make, close, event_index, publication_index):
    match request.param:
        case "draft":
            return make(live=False)
        case "private":
            pages = make()
            for page in pages:
                close(page)
            return pages
        case "private section":
            close(ArchiveIndexPage.objects.get())
            return make()
        case _:
            pages = make()
            for page in pages:
                page.unpublish()
            return pages


@pytest.mark.parametrize("url", LISTS)
def test_lists_do_not_show_it(client, hidden, url):
    assert SECRET not in client.get(url, follow=True).text


@pytest.mark.parametrize("url", DETAILS)
def test_details_do_not_show_it(client, hidden, url):
    response = client.get(url)
    assert response.status_code in (302, 404)
    assert SECRET not in response.text


def test_the_public_id_opens_nothing(client, hidden):
    event, publication = hidden
    assert client.get(f"/api/v3/events/{event.translation_key}/").status_code == 404
    assert client.get(f"/api/v3/publications/{publication.translation_key}/").status_code == 404


def test_facets_do_not_tell_of_it(client, hidden):
    response = client.get("/ressources/evenements/", follow=True)
    assert "2099" not in response.text


def test_a_live_page_below_a_draft_is_shown_and_the_draft_is_not(client, make, event_index, publication_index):
    make()
    for index in (event_index, publication_index):
        index.refresh_from_db()
        index.draft_title = index.title = "Une rubrique en travaux"
        index.save()
        index.unpublish()
    for url in [*LISTS, *DETAILS]:
        response = client.get(url)
        assert "Une rubrique en travaux" not in response.text, url
    for url in (*DETAILS, "/ressources/evenements/flux.atom", "/api/v3/events/"):
        response = client.get(url)
        assert response.status_code == 200
        assert SECRET in response.text, url


def test_a_member_enters_a_section_for_members(client, member, make, close, token_of):
    close(ArchiveIndexPage.objects.get())
    make()
    assert client.get("/api/v3/events/", headers=token_of(member)).json()["count"] == 1
    client.force_login(member)
    response = client.get("/ressources/evenements/cachee/")
    assert SECRET in response.text
    assert response["Cache-Control"] == "private, no-store"


def test_the_words_of_a_draft_revision_do_not_leak(client, make):
    event, _ = make(slug="visible", title="Une page", introduction="En ligne")
    event.introduction = SECRET
    event.save_revision()
    for url in ("/ressources/evenements/visible/", "/api/v3/events/visible/", *LISTS):
        assert SECRET not in client.get(url).text
