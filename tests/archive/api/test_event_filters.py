"""The API of events: filters by partner, place and time, and values that are refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from archive.models import EventIndexPage, EventPartner
from inventory.models import SiteProfilePage
from tests.factories.archive import EventReportPageFactory, PartnerFactory
from tests.factories.inventory import SiteProfilePageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.indexed]
EVENTS = "/api/v3/events/"


@pytest.fixture(scope="module")
def stored(module_db) -> None:
    index = EventIndexPage.objects.get()
    forge = SiteProfilePageFactory(title="La Forge", slug="la-forge")
    SiteProfilePageFactory(title="La Menuise", slug="la-menuise")
    cache = SiteProfilePageFactory(title="La Cache", slug="la-cache")
    PageViewRestriction.objects.create(page=cache, restriction_type=PageViewRestriction.LOGIN)
    PartnerFactory(name="Ville", slug="ville")
    hidden = EventReportPageFactory(parent=index, slug="reserve", state="cancelled")
    hidden.partners.add(EventPartner(partner=PartnerFactory(name="Discret", slug="discret")))
    hidden.save()
    PageViewRestriction.objects.create(page=hidden, restriction_type=PageViewRestriction.LOGIN)
    ahead = (timezone.localdate() + timedelta(days=30)).isoformat()
    past = EventReportPageFactory(parent=index, slug="atelier", date="2013-06-18", place=forge)
    past.partners.add(EventPartner(partner=PartnerFactory(name="Université", slug="universite")))
    past.save()
    EventReportPageFactory(parent=index, slug="soiree", date=ahead, state="announced", place=cache)
    EventReportPageFactory(parent=index, slug="annule", date=ahead, state="cancelled")


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("partner=universite", ["atelier"]),
        ("partner=universite&partner=universite", ["atelier"]),
        ("partner=", ["annule", "atelier", "soiree"]),
        ("place=la-forge", ["atelier"]),
        ("place=la-menuise", []),
        ("place=la-menuise&place=la-forge", ["atelier"]),
        ("place=", ["annule", "atelier", "soiree"]),
        ("upcoming=true", ["soiree"]),
        ("upcoming=false", ["atelier"]),
        ("upcoming=false&place=la-forge&partner=universite", ["atelier"]),
    ],
)
def test_filters(client, stored, query, slugs):
    data = client.get(f"{EVENTS}?{query}").json()
    assert sorted(item["slug"] for item in data["items"]) == slugs
    assert data["count"] == len(slugs)


def test_a_place_by_its_public_id(client, stored):
    uid = SiteProfilePage.objects.get(slug="la-forge").translation_key
    assert [item["slug"] for item in client.get(f"{EVENTS}?place={uid}").json()["items"]] == ["atelier"]


def test_a_private_place_is_known_to_its_readers_only(client, stored, member, token_of):
    assert client.get(f"{EVENTS}?place=la-cache").status_code == 422
    response = client.get(f"{EVENTS}?place=la-cache", headers=token_of(member))
    assert [item["slug"] for item in response.json()["items"]] == ["soiree"]


def test_a_partner_that_private_pages_name_is_known_to_their_readers_only(client, stored, member, token_of):
    assert client.get(f"{EVENTS}?partner=discret").status_code == 422
    response = client.get(f"{EVENTS}?partner=discret", headers=token_of(member))
    assert [item["slug"] for item in response.json()["items"]] == ["reserve"]


@pytest.mark.parametrize(
    ("query", "name", "message"),
    [
        ("partner=rien", "partner", "Partenaire inconnu : « rien »."),
        ("partner=ville", "partner", "Partenaire inconnu : « ville »."),
        ("partner=discret", "partner", "Partenaire inconnu : « discret »."),
        (f"partner={'a' * 151}", "partner", "150 caractères au plus."),
        ("place=rien", "place", "Lieu inconnu : « rien »."),
        ("place=la-cache", "place", "Lieu inconnu : « la-cache »."),
        ("place=atelier", "place", "Lieu inconnu : « atelier »."),
        ("place=la-forge&place=rien", "place", "Lieu inconnu : « rien »."),
        ("upcoming=peut-etre", "upcoming", "« true » ou « false » est attendu."),
        ("partner=%00", "partner", "Caractère nul dans « partner »."),
        ("place=%00", "place", "Caractère nul dans « place »."),
    ],
)
def test_an_unknown_value_is_refused_by_name(client, stored, query, name, message):
    response = client.get(f"{EVENTS}?{query}")
    assert response.status_code == 422
    (error,) = response.json()["errors"]
    assert error["loc"][1] == name
    assert error["msg"].replace("\u00a0", " ") == message
