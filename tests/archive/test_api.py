from __future__ import annotations

from pathlib import Path

import pytest
from wagtail.contrib.redirects.models import Redirect

from archive.models import (
    EventDocument,
    EventPartner,
    EventReportPage,
    EventSource,
    EventSpeaker,
    ProgrammeItem,
    PublicationAuthor,
    PublicationFile,
    PublicationSource,
)
from core.setup import ensure_page
from inventory.models import InventoryIndexPage, SiteProfilePage
from tests.factories.archive import (
    DocumentFactory,
    EventReportPageFactory,
    PartnerFactory,
    PersonFactory,
    PublicationPageFactory,
    ThemeFactory,
)
from tests.golden import assert_golden

GOLDEN = Path(__file__).parent / "golden"
pytestmark = pytest.mark.django_db
EVENTS = "/api/v3/events/"
PUBLICATIONS = "/api/v3/publications/"


@pytest.fixture
def theme():
    return ThemeFactory(slug="mobilite", title="Mobilité")


@pytest.fixture
def event(home, event_index, theme) -> EventReportPage:
    """An event with everything."""
    place = ensure_page(InventoryIndexPage.objects.get(), SiteProfilePage, "la-menuise", "La Menuise")
    university = PartnerFactory(name="Université", url="https://univ.example")
    document = DocumentFactory(title="Diaporama")
    event = EventReportPageFactory(
        parent=event_index, slug="soiree", title="Une soirée", subtitle="Qui vient ?", light=True, state="reported",
        mode="hybrid", venue="Salle du haut", place=place, audience="Tout public", capacity=60, themes=[theme],
        report=[
            {"type": "heading", "id": "a", "value": {"text": "Ce qui s’est dit", "level": "h2"}},
            {
                "type": "text", "id": "b",
                "value": f'<p>Voir <a linktype="page" id="{place.pk}">le lieu</a> et '
                         f'<a linktype="document" id="{document.pk}">le diaporama</a>.</p>',
            },
            {"type": "document", "id": "c", "value": {"document": document.pk, "description": "Le même."}},
        ],
    )  # fmt: skip
    event.programme.add(ProgrammeItem(time="17 h 15", title="Accueil", speaker="Une élue"))
    event.speakers.add(EventSpeaker(person=PersonFactory(name="Ada Martin", role="gérante", organisation=university)))
    event.partners.add(EventPartner(partner=university))
    event.documents.add(EventDocument(document=document))
    event.sources.add(EventSource(title="Page de l’AUEG", date="2016", url="https://aueg.example", note="Le titre."))
    event.save()
    return event


@pytest.fixture
def publication(publication_index, theme):
    page = PublicationPageFactory(
        parent=publication_index, slug="etude", title="Une étude", title_is_ours=True, keywords="télétravail, mobilité",
        languages=["fr"], licence="CC-BY-4.0", themes=[theme],
        body=[{"type": "text", "id": "b", "value": "<p>Ce qu’on y lit.</p>"}],
    )  # fmt: skip
    page.authors.add(
        PublicationAuthor(person=PersonFactory(name="Ada Martin", role="gérante"), sort_order=0),
        PublicationAuthor(organisation=PartnerFactory(name="AUEG"), sort_order=1),
        PublicationAuthor(name="Zoé", sort_order=2),
    )
    page.files.add(PublicationFile(document=DocumentFactory(), label="Version imprimable"))
    page.sources.add(PublicationSource(title="Page de l’AUEG", date="2017-01-11/2017-01-20~"))
    page.save()
    return page


def items(response) -> list[str]:
    assert response.status_code == 200, response.text
    data = response.json()
    assert data["count"] >= len(data["items"])
    return [item["slug"] for item in data["items"]]


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
    EventReportPageFactory(parent=event_index, image=image)
    (item,) = client.get(EVENTS).json()["items"]
    assert item["image"]["url"].startswith("http://localhost:8000/media/")
    assert item["image"]["alt"] == "Neuf personnes autour d’une table."


@pytest.mark.parametrize("url", [EVENTS, PUBLICATIONS])
def test_the_public_id_names_a_detail_too(client, event, publication, url):
    page = event if url == EVENTS else publication
    found = client.get(f"{url}{page.translation_key}/").json()
    assert (found["id"], found["slug"]) == (str(page.translation_key), page.slug)


def test_a_former_slug_leads_to_the_present_one(client, event):
    Redirect.objects.create(old_path="/ressources/evenements/avant", redirect_page=event)
    response = client.get(f"{EVENTS}avant/")
    assert (response.status_code, response["Location"]) == (301, f"{EVENTS}soiree/")


@pytest.mark.parametrize("url", [f"{EVENTS}rien/", f"{PUBLICATIONS}rien/"])
def test_what_is_not_there_is_404(client, home, url):
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("url", [EVENTS, PUBLICATIONS, f"{EVENTS}soiree/", f"{PUBLICATIONS}etude/"])
def test_an_answer_is_304_until_something_changes(client, event, publication, url):
    first = client.get(url)
    assert client.get(url, headers={"If-None-Match": first["ETag"]}).status_code == 304
    event.save()
    assert client.get(url, headers={"If-None-Match": first["ETag"]}).status_code == 200


# --- Parameters --------------------------------------------------------------------------------------------------


@pytest.fixture
def several(event_index, publication_index, theme):
    EventReportPageFactory(parent=event_index, slug="juin", date="2012-06-26", kind="round_table", themes=[theme])
    EventReportPageFactory(parent=event_index, slug="janvier", date="2017-01-11/2017-01-20~", kind="light_round_table")
    EventReportPageFactory(parent=event_index, slug="visite", date="2014", kind="visit")
    PublicationPageFactory(parent=publication_index, slug="guide", date="2017-06", kind="guide", themes=[theme])
    PublicationPageFactory(parent=publication_index, slug="bilan", date="2014", kind="review")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (EVENTS, ["janvier", "visite", "juin"]),
        (f"{EVENTS}?order=date", ["juin", "visite", "janvier"]),
        (f"{EVENTS}?from=2013-01-01", ["janvier", "visite"]),
        (f"{EVENTS}?to=2013-01-01", ["juin"]),
        (f"{EVENTS}?from=2017-01-15&to=2017-01-16", ["janvier"]),
        (f"{EVENTS}?from=2018-01-01&to=2017-01-01", []),
        (f"{EVENTS}?type=visit&type=round_table", ["visite", "juin"]),
        (f"{EVENTS}?theme=mobilite", ["juin"]),
        (f"{EVENTS}?limit=1&offset=1", ["visite"]),
        (PUBLICATIONS, ["guide", "bilan"]),
        (f"{PUBLICATIONS}?year=2014", ["bilan"]),
        (f"{PUBLICATIONS}?type=guide", ["guide"]),
        (f"{PUBLICATIONS}?theme=mobilite&order=date", ["guide"]),
    ],
)
def test_filters_and_orders(client, several, url, expected):
    assert items(client.get(url)) == expected


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("inconnu=1", "inconnu"),
        ("start=2013-01-01", "start"),
        ("from=hier", "from"),
        ("to=2013-02-30", "to"),
        ("type=fete", "type"),
        ("order=title", "order"),
        ("limit=101", "limit"),
        ("offset=-1", "offset"),
    ],
)
def test_a_parameter_that_is_unknown_or_malformed_is_named(client, home, query, name):
    response = client.get(f"{EVENTS}?{query}")
    assert response.status_code == 422
    assert response["Content-Type"].startswith("application/problem+json")
    assert name in response.text


@pytest.mark.parametrize("query", ["year=0", "year=abc", "year=10000", "from=2013-01-01", "type=visit"])
def test_publications_refuse_what_they_do_not_know(client, home, query):
    assert client.get(f"{PUBLICATIONS}?{query}").status_code == 422


@pytest.mark.parametrize("url", [f"{EVENTS}soiree/", f"{PUBLICATIONS}etude/"])
def test_details_take_no_parameter(client, event, publication, url):
    assert client.get(f"{url}?fields=title").status_code == 422


def test_the_filter_is_named_as_readers_write_it(client, home):
    parameters = client.get("/api/v3/openapi.json").json()["paths"]["/api/v3/events/"]["get"]["parameters"]
    assert {"from", "to", "type", "theme", "order", "limit", "offset"} == {row["name"] for row in parameters}


@pytest.mark.parametrize("url", [EVENTS, PUBLICATIONS])
def test_a_list_takes_six_queries_whatever_its_length(
    client, event_index, publication_index, theme, image, queries, url
):
    def make() -> None:
        EventReportPageFactory(parent=event_index, image=image, themes=[theme])
        PublicationPageFactory(parent=publication_index, image=image, themes=[theme])

    make()
    few = queries(client, f"{url}?limit=100")
    for _ in range(19):
        make()
    assert queries(client, f"{url}?limit=100") == few <= 6


@pytest.mark.parametrize(
    "url", [f"{EVENTS}?theme=%00", f"{PUBLICATIONS}?theme=%00", f"{EVENTS}%00/", "/ressources/evenements/%00/"]
)
def test_a_nul_character_is_no_error(client, event, url):
    assert client.get(url).status_code in (200, 404, 422)
