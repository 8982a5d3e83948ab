"""The filters that the list of events, its API and its feeds share."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from archive.events.filters import apply_filters, host_places, is_known_place
from archive.models import EventIndexPage, EventPartner, EventReportPage
from core.visibility.gate import Gate
from inventory.models import SiteProfilePage
from tests.factories.archive import EventReportPageFactory, PartnerFactory, ThemeFactory
from tests.factories.inventory import SiteProfilePageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def stored(module_db) -> None:
    index = EventIndexPage.objects.get()
    forge = SiteProfilePageFactory(title="La Forge", slug="la-forge")
    cache = SiteProfilePageFactory(title="La Cache", slug="la-cache")
    PageViewRestriction.objects.create(page=cache, restriction_type=PageViewRestriction.LOGIN)
    university, town = PartnerFactory(name="Université", slug="universite"), PartnerFactory(name="Ville", slug="ville")
    ahead = (timezone.localdate() + timedelta(days=30)).isoformat()
    make = EventReportPageFactory
    both = make(parent=index, slug="atelier", kind="visit", date="2013-06-18", place=forge)
    both.partners.add(EventPartner(partner=university), EventPartner(partner=town))
    both.save()
    one = make(parent=index, slug="bilan", date="2014", themes=[ThemeFactory(slug="mobilite")])
    one.partners.add(EventPartner(partner=town))
    one.save()
    make(parent=index, slug="ici", date=ahead, state="announced", place=forge)
    make(parent=index, slug="annule", date=ahead, state="cancelled", place=cache)
    make(parent=index, slug="reporte", date=ahead, state="postponed")
    make(parent=index, slug="hiver", date="2015-12-30/2016-01-02")


@pytest.mark.parametrize(
    ("filters", "slugs"),
    [
        ({}, {"atelier", "bilan", "ici", "annule", "reporte", "hiver"}),
        ({"type": ["visit"]}, {"atelier"}),
        ({"type": ["visit", "meeting"]}, {"atelier"}),
        ({"theme": ["mobilite"]}, {"bilan"}),
        ({"partner": ["universite"]}, {"atelier"}),
        ({"partner": ["ville"]}, {"atelier", "bilan"}),
        ({"partner": ["ville", "universite"]}, {"atelier", "bilan"}),
        ({"partner": ["nulle-part"]}, set()),
        ({"place": ["la-forge"]}, {"atelier", "ici"}),
        ({"place": ["nulle-part"]}, set()),
        ({"year": 2015}, {"hiver"}),
        ({"year": 2016}, set()),
        ({"start": date(2016, 1, 1), "end": date(2016, 12, 31)}, {"hiver"}),
        ({"upcoming": True}, {"ici"}),
        ({"upcoming": False}, {"atelier", "bilan", "hiver"}),
        ({"upcoming": False, "partner": ["ville"], "type": ["visit"]}, {"atelier"}),
        ({"upcoming": True, "place": ["la-forge"]}, {"ici"}),
    ],
)
def test_each_filter_narrows_the_events(stored, filters, slugs):
    events = apply_filters(EventReportPage.objects.all(), Gate.public(), **filters).values_list("slug", flat=True)
    assert sorted(events) == sorted(slugs)


def test_a_place_is_named_by_its_public_id_too(stored):
    uid = str(SiteProfilePage.objects.get(slug="la-forge").translation_key)
    events = apply_filters(EventReportPage.objects.all(), Gate.public(), place=[uid])
    assert {event.slug for event in events} == {"atelier", "ici"}
    assert is_known_place(Gate.public(), uid)


def test_a_private_place_matches_nothing_and_is_not_offered(stored):
    gate, events = Gate.public(), EventReportPage.objects.all()
    assert not apply_filters(events, gate, place=["la-cache"])
    assert not is_known_place(gate, "la-cache")
    assert [title for _, _, title in host_places(gate, events)] == ["La Forge"]


@pytest.mark.parametrize("ref", ["nulle-part", "", "7a1f0d4e-0000-4000-8000-000000000000", "7a1f0d4e-zzzz"])
def test_unknown_places(stored, ref):
    assert not is_known_place(Gate.public(), ref)
