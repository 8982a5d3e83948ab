"""The API of events and publications: their JSON, their addresses, their queries."""

from __future__ import annotations

from pathlib import Path

import pytest
from wagtail.contrib.redirects.models import Redirect

from archive.models import EventReportPage, PublicationPage
from tests.factories.archive import (
    EventReportPageFactory,
    PublicationPageFactory,
    full_event,
    full_publication,
    mobility_theme,
)
from tests.golden import assert_golden

pytestmark = pytest.mark.django_db
EVENTS = "/api/v3/events/"
PUBLICATIONS = "/api/v3/publications/"
GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture(scope="module")
def stored(module_db) -> dict[str, int]:
    """An event and a publication with everything."""
    return {"event": full_event().pk, "publication": full_publication().pk}


@pytest.fixture
def event(stored: dict[str, int]) -> EventReportPage:
    return EventReportPage.objects.get(pk=stored["event"])


@pytest.fixture
def publication(stored: dict[str, int]) -> PublicationPage:
    return PublicationPage.objects.get(pk=stored["publication"])


# --- The contract ------------------------------------------------------------------------------------------------


def test_list_of_events(client, event):
    assert_golden(GOLDEN / "events.json", client.get(EVENTS).json())


def test_detail_of_an_event(client, event):
    assert_golden(GOLDEN / "event.json", client.get(f"{EVENTS}soiree/").json())


def test_list_of_publications(client, publication):
    assert_golden(GOLDEN / "publications.json", client.get(PUBLICATIONS).json())


def test_detail_of_a_publication(client, publication):
    assert_golden(GOLDEN / "publication.json", client.get(f"{PUBLICATIONS}etude/").json())


def test_images_come_with_whole_addresses(client, event_index, image):
    EventReportPageFactory(parent=event_index, slug="image", image=image)
    (item,) = [item for item in client.get(EVENTS).json()["items"] if item["slug"] == "image"]
    assert item["image"]["url"].startswith("http://localhost:8000/media/")
    assert item["image"]["alt"] == "Neuf personnes autour d’une table."


@pytest.mark.parametrize("url", [EVENTS, PUBLICATIONS])
def test_detail_by_public_id(client, event, publication, url):
    page = event if url == EVENTS else publication
    found = client.get(f"{url}{page.translation_key}/").json()
    assert (found["id"], found["slug"]) == (str(page.translation_key), page.slug)


def test_former_slug_redirects_to_the_present_one(client, event):
    Redirect.objects.create(old_path="/ressources/evenements/avant", redirect_page=event)
    response = client.get(f"{EVENTS}avant/")
    assert (response.status_code, response["Location"]) == (301, f"{EVENTS}soiree/")


@pytest.mark.parametrize("url", [f"{EVENTS}rien/", f"{PUBLICATIONS}rien/"])
def test_unknown_slug_is_404(client, home, url):
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("url", [EVENTS, PUBLICATIONS, f"{EVENTS}soiree/", f"{PUBLICATIONS}etude/"])
def test_an_answer_is_304_until_something_changes(client, event, publication, url):
    first = client.get(url)
    assert client.get(url, headers={"If-None-Match": first["ETag"]}).status_code == 304
    for page in (event, publication):
        page.title = "Autre titre"
        page.save()
    assert client.get(url, headers={"If-None-Match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize("url", [f"{EVENTS}soiree/", f"{PUBLICATIONS}etude/"])
def test_details_take_no_parameter(client, event, publication, url):
    assert client.get(f"{url}?fields=title").status_code == 422


@pytest.mark.parametrize("url", [EVENTS, PUBLICATIONS])
def test_a_list_takes_six_queries_whatever_its_length(client, event_index, publication_index, image, queries, url):
    theme = mobility_theme()

    def make() -> None:
        EventReportPageFactory(parent=event_index, image=image, themes=[theme])
        PublicationPageFactory(parent=publication_index, image=image, themes=[theme])

    make()
    few = queries(client, f"{url}?limit=100")
    for _ in range(3):
        make()
    assert queries(client, f"{url}?limit=100") == few <= 6


@pytest.mark.parametrize(
    "url", [f"{EVENTS}?theme=%00", f"{PUBLICATIONS}?theme=%00", f"{EVENTS}%00/", "/ressources/evenements/%00/"]
)
def test_a_nul_character_is_no_error(client, event, url):
    assert client.get(url).status_code in (200, 404, 422)
