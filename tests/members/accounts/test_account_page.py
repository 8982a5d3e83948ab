"""« Mon compte »: its pages, the profile, and the places that the account manages."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from members.models import Managed, User
from tests.factories.inventory import SiteProfilePageFactory

pytestmark = pytest.mark.django_db


def test_account_page_has_the_address_and_links(as_member, member):
    page = as_member.get("/compte/").text
    assert "un-membre@example.org" in page
    for path in (
        "/compte/profil/",
        "/compte/email/",
        "/compte/password/change/",
        "/compte/deux-etapes/",
        "/compte/donnees/",
        "/compte/supprimer/",
        "/compte/logout/",
    ):
        assert f'href="{path}"' in page
        assert as_member.get(path).status_code == 200


@pytest.mark.parametrize("path", ["", "profil/", "donnees/", "supprimer/"])
def test_account_pages_need_a_log_in(client, home, path):
    response = client.get(f"/compte/{path}")
    assert response["Location"] == f"/compte/login/?next=/compte/{path}"
    assert "sessionid" not in client.cookies


def test_profile_saves_a_name_and_an_organisation(as_member, member):
    response = as_member.post("/compte/profil/", {"name": "Anne Martin", "organisation": "La Scierie"}, follow=True)
    assert "Votre profil est enregistré." in response.text
    member.refresh_from_db()
    assert (str(member), member.last_name, member.organisation) == ("Anne Martin", "", "La Scierie")
    page = as_member.post("/compte/profil/", {"name": "", "organisation": "x" * 151}).text
    assert 'role="alert"' in page
    assert "x" * 151 in page
    member.refresh_from_db()
    assert member.organisation == "La Scierie"


def test_unchanged_name_keeps_its_two_parts(as_member, member):
    User.objects.filter(pk=member.pk).update(first_name="Anne", last_name="Martin")
    as_member.post("/compte/profil/", {"name": "Anne Martin", "organisation": "X"})
    member.refresh_from_db()
    assert (member.first_name, member.last_name) == ("Anne", "Martin")


def test_profile_of_an_expired_form_comes_back_as_typed(member):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(member)
    page = browser.get("/compte/profil/")
    form = {"name": "Anne Martin", "organisation": "La Scierie"}
    response = browser.post("/compte/profil/", form | {"csrfmiddlewaretoken": "a" * 64})
    assert response.status_code == 403
    assert 'value="Anne Martin"' in response.text
    assert 'value="La Scierie"' in response.text
    assert "Le formulaire avait expiré" in response.text
    member.refresh_from_db()
    assert member.organisation == ""
    assert browser.post("/compte/profil/").status_code == 403
    token = page.context["csrf_token"]
    assert browser.post("/compte/profil/", form | {"csrfmiddlewaretoken": str(token)}).status_code == 302
    member.refresh_from_db()
    assert member.organisation == "La Scierie"


def test_managed_places_link_to_their_pages(as_member, member):
    shown = SiteProfilePageFactory(title="La Scierie")
    hidden = SiteProfilePageFactory(title="En projet", draft=True)
    for page in (shown, hidden):
        Managed.objects.create(user=member, page=page)
    for path in ("/compte/", "/compte/profil/"):
        text = as_member.get(path).text
        assert f'<a href="{shown.url}">La Scierie</a>' in text
        assert "En projet (pas en ligne)" in text


def test_number_of_queries_does_not_grow_with_managed_places(as_member, member):
    def queries() -> int:
        as_member.get("/compte/")
        with CaptureQueriesContext(connection) as captured:
            as_member.get("/compte/")
        return len(captured)

    Managed.objects.create(user=member, page=SiteProfilePageFactory())
    one = queries()
    for page in SiteProfilePageFactory.create_batch(3):
        Managed.objects.create(user=member, page=page)
    assert queries() == one


def test_footer_links_to_the_account(client, member):
    foot = client.get("/").text.partition("<footer")[2]
    assert 'href="/compte/signup/"' in foot
    assert 'href="/compte/"' not in foot
    client.force_login(member)
    foot = client.get("/").text.partition("<footer")[2]
    assert 'href="/compte/"' in foot
    assert 'href="/compte/logout/"' in foot
    assert 'href="/compte/signup/"' not in foot
