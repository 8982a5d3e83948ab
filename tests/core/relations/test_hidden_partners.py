"""Nothing tells whether a partner exists whom only hidden pages name, nor by which slug."""

from __future__ import annotations

import re

import pytest
from wagtail.models import PageViewRestriction

from archive.models import EventIndexPage, EventPartner
from tests.factories.archive import EventReportPageFactory, PartnerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.indexed]
LISTS = [
    "/ressources/evenements/", "/ressources/publications/", "/ressources/chronologie/",
    "/ressources/evenements/flux.atom", "/ressources/evenements/agenda.ics", "/ressources/publications/flux.atom",
    "/ressources/publications/?format=bibtex",
    "/api/v3/events/", "/api/v3/publications/", "/api/v3/timeline/",
]  # fmt: skip


@pytest.fixture(scope="module")
def hidden(module_db) -> None:
    """A partner of a private event, which was renamed."""
    event = EventReportPageFactory(parent=EventIndexPage.objects.get(), slug="reserve", date="2013-06-18")
    partner = PartnerFactory(name="Discret", slug="discret-sa")
    event.partners.add(EventPartner(partner=partner))
    event.save()
    partner.slug = "discret-sarl"
    partner.save()
    PageViewRestriction.objects.create(page=event, restriction_type=PageViewRestriction.LOGIN)


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("slug", ["discret-sa", "discret-sarl"])
def test_a_filter_by_it_is_answered_like_one_by_nobody(client, hidden, path, slug):
    joint = "&" if "?" in path else "?"
    known, unknown = (client.get(f"{path}{joint}partner={each}") for each in (slug, "nulle-part"))
    assert known.status_code == unknown.status_code
    # The id of a feed is made of its address.
    texts = [re.sub("urn:uuid:[0-9a-f-]+", "", response.text) for response in (known, unknown)]
    assert texts[0].replace(slug, "nulle-part") == texts[1]


@pytest.mark.parametrize(
    "path", ["/partenaires/{}/", "/partenaires/{}/flux.atom", "/api/v3/partners/{}/", "/api/v3/partners/{}/pages/"]
)
def test_its_addresses_lead_nowhere(client, hidden, path):
    for slug in ("discret-sa", "discret-sarl"):
        response = client.get(path.format(slug))
        assert response.status_code == 404
        assert slug == "discret-sarl" or "discret-sarl" not in response.text
    for address in ("/partenaires/discret-sa/", "/partenaires/discret-sarl/"):
        assert client.get("/api/v3/routes/", {"path": address}).status_code == 404


def test_its_readers_are_led_on(client, hidden, member):
    client.force_login(member)
    assert client.get("/partenaires/discret-sa/").url == "/partenaires/discret-sarl/"
    assert client.get("/partenaires/discret-sarl/").status_code == 200
    assert "Discret" in client.get("/ressources/evenements/?partner=discret-sa").text
