"""A step sent after another account has logged in: nothing is lost, and nobody saves it without reading whose it is."""

from __future__ import annotations

import pytest
from django.test import Client

from members.models import Contribution
from tests.conftest import make_user
from tests.members.contributions.test_nothing_lost import FIRST, SEEN, TYPED, begin, save

pytestmark = pytest.mark.django_db

OWN_PAGE = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def other(home):
    return make_user("une-autre", "Membres", first_name="Zoé", last_name="Autre")


def test_step_of_a_draft_comes_back_to_be_sent_by_its_author(member, as_member, other):
    address = begin(as_member)
    save(as_member, address, FIRST)
    as_member.force_login(other)
    response = as_member.post(address, {"aller": "suivant", **TYPED}, headers=OWN_PAGE)
    text = response.text.replace("\u00a0", " ")
    assert response.status_code == 403
    assert "Le compte « Zoé Autre » n’a pas accès" in text
    assert "Écrit pendant une heure" in text
    assert "csrfmiddlewaretoken" not in response.text
    assert Contribution.objects.get().title == FIRST["title"]
    saved = as_member.post(address, TYPED, headers={**OWN_PAGE, "Accept": "application/json"})
    assert saved.status_code == 403
    assert "Connectez-vous dans une autre fenêtre" in saved.json()["message"]


def test_step_of_another_author_is_not_found_by_reading_or_from_elsewhere(as_member, other):
    address = begin(as_member)
    save(as_member, address, FIRST)
    as_member.force_login(other)
    assert as_member.get(address).status_code == 404
    assert as_member.post(address, TYPED).status_code == 404


def test_text_set_aside_for_one_account_is_not_saved_by_the_next_one(member, other):
    client = Client()
    client.force_login(member)
    address = begin(client)
    account = client.get(address).text.partition('name="_compte" value="')[2].partition('"')[0]
    assert account
    client.logout()
    client.post(address, {"_vu": "", "aller": "suivant", "_compte": account, **TYPED})
    client.force_login(other)
    response = client.get(address)
    assert "a été écrit avec un autre compte que le vôtre" in response.text
    assert "Écrit pendant une heure" in response.text
    assert not Contribution.objects.exists()
    client.post(address, {"_vu": SEEN.search(response.text)[1], "aller": "suivant", **TYPED})
    assert Contribution.objects.get().author == other


def test_text_set_aside_is_saved_by_its_own_account(member):
    client = Client()
    client.force_login(member)
    address = begin(client)
    account = client.get(address).text.partition('name="_compte" value="')[2].partition('"')[0]
    client.logout()
    client.post(address, {"_vu": "", "_compte": account, **TYPED})
    client.force_login(member)
    client.get(address)
    assert Contribution.objects.get().title == "Écrit pendant une heure"
