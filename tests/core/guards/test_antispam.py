"""Robots are kept out without anybody else being asked: an unseen field, a least time, and counts."""

from __future__ import annotations

import uuid

import pytest
from django.core.cache import cache
from django.test import RequestFactory

from core.guards import antispam
from core.guards.throttling import HOUR, Limit
from members.contributions import limits
from members.models import Contribution
from tests.conftest import make_user
from tests.factories.inventory import SiteProfilePageFactory
from tests.members.contributions.test_views import FIRST, begin, save

pytestmark = pytest.mark.django_db
REPORT = {"reason": "gone", "words": "Tout est muré."}


@pytest.fixture(autouse=True)
def nothing_counted():
    cache.clear()


@pytest.fixture
def place(home):
    return SiteProfilePageFactory(title="L’Établi")


@pytest.fixture
def patient(monkeypatch):
    """Nobody waits in these tests."""
    monkeypatch.setattr(antispam, "LEAST", 0)


def report(client, place, **changes):
    """What a visitor without an account sends."""
    address = begin(client, "signaler", f"?sur={place.translation_key}")
    stamp = client.get(address).context["stamp"]
    data = {**REPORT, antispam.STAMP: stamp, "sur": str(place.translation_key), "_vu": "", **changes}
    return client.post(address.partition("?")[0], data)


def test_an_error_is_reported_without_an_account(client, place, patient):
    response = report(client, place)
    kept = Contribution.objects.get()
    assert (kept.author, kept.page_id, kept.state) == (None, place.pk, "waiting")
    assert "Merci" in client.get(response["Location"]).text


def test_another_visitor_does_not_see_it(client, place, patient, django_user_model):
    from django.test import Client

    way = report(client, place)["Location"]
    assert Client().get(way).status_code == 404


def test_a_report_that_lacks_something_makes_nothing_and_says_what(client, place, patient):
    response = report(client, place, reason="other", words="")
    # Not answered to the sending itself: the way back from the thanks leads here.
    assert response.status_code == 302
    shown = client.get(response["Location"])
    assert "Dites de quoi il s’agit." in shown.text
    assert not Contribution.objects.exists()
    data = {**REPORT, antispam.STAMP: shown.context["stamp"], "sur": str(place.translation_key), "_vu": ""}
    way = response["Location"].partition("?")[0]
    first, again = client.post(way, data), client.post(way, data)
    assert first["Location"] == again["Location"]
    assert "Merci" in client.get(first["Location"]).text
    assert "Merci" in client.get(way, follow=True).text


def test_a_report_that_is_too_long_comes_back_with_its_text(client, place, patient):
    response = report(client, place, words="Tout est muré. " * 20_000)
    assert response.status_code == 413
    assert "Tout est muré. Tout est muré." in response.text
    assert not Contribution.objects.exists()


def test_a_report_of_a_member_that_lacks_something_is_asked_for_again(as_member, place):
    address = begin(as_member, "signaler", f"?sur={place.translation_key}")
    response = save(as_member, address, {"reason": "other", "words": "", "sur": str(place.translation_key)})
    assert response.status_code == 302
    assert "Dites de quoi il s’agit." in as_member.get(response["Location"]).text
    assert Contribution.objects.get().state == "draft"


def test_a_field_that_nobody_sees_is_not_filled_by_people(client, place, patient):
    response = report(client, place, **{antispam.HONEYPOT: "0476"})
    assert response.status_code == 403
    assert "Tout est muré." in response.text
    assert 'value="0476"' not in response.text
    assert not Contribution.objects.exists()


def test_nobody_fills_a_form_in_no_time(client, place):
    response = report(client, place)
    assert response.status_code == 403
    assert "Tout est muré." in response.text
    assert not Contribution.objects.exists()


def test_the_time_is_signed_for_one_form(monkeypatch):
    number, request = uuid.uuid4(), RequestFactory()
    stamp = antispam.stamp(request.get("/"), number)
    assert antispam.too_fast(request.post("/", {antispam.STAMP: stamp}), number)
    monkeypatch.setattr(antispam, "LEAST", 0)
    sent = request.post("/", {antispam.STAMP: stamp})
    assert not antispam.too_fast(sent, number)
    assert antispam.stamp(sent, number) == stamp
    assert antispam.too_fast(sent, uuid.uuid4())
    assert antispam.too_fast(request.post("/"), number)


def test_reports_of_one_address_are_counted(client, place, patient):
    most = limits.BY_NETWORK["report"][0].times
    for _ in range(most):
        assert report(client, place).status_code == 302
    response = report(client, place)
    assert response.status_code == 429
    assert "réessayez à partir de" in response.text
    assert "Tout est muré." in response.text
    assert Contribution.objects.count() == most


def test_what_one_account_begins_is_counted(client, member, monkeypatch):
    monkeypatch.setitem(limits.BY_ACCOUNT, "start", (Limit(1, HOUR),))
    client.force_login(member)
    assert save(client, begin(client), FIRST).status_code == 302
    response = save(client, begin(client, query="?nouveau=1"), FIRST)
    assert response.status_code == 429
    assert "La Scierie" in response.text
    client.force_login(make_user("une-autre", "Membres"))
    assert save(client, begin(client), FIRST).status_code == 302


def test_half_an_address_is_a_household(monkeypatch):
    monkeypatch.setitem(limits.BY_NETWORK, "aside", (Limit(1, HOUR),))
    addresses = ("2001:db8::1", "2001:db8::2", "2001:db8:0:1::1", "192.0.2.1", "192.0.2.2")
    requests = [RequestFactory().post("/", REMOTE_ADDR=address) for address in addresses]
    refused = [limits.exceeded("aside", None, request) is not None for request in requests]
    assert refused == [False, True, False, False, False]
