"""API tokens: creating, revoking, and what they open."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import APIToken, Page

from archive.models import EventIndexPage
from inventory.models import InventoryIndexPage
from tests.conftest import make_user

pytestmark = pytest.mark.django_db
PAGE = "/compte/jetons/"


@pytest.fixture
def as_member(member) -> Client:
    """A member who has just reauthenticated."""
    client = Client()
    client.force_login(member)
    client.post("/compte/reauthenticate/", {"password": "motdepasse"})
    return client


def key_in(response) -> str:
    (key,) = re.findall(r"wagtail_\w{20,}", response.text)
    return key


def test_a_token_is_shown_once_and_opens_the_api(as_member, client):
    made = as_member.post(PAGE, {"name": "Notre carte"})
    key = key_in(made)
    assert made["Cache-Control"] == "private, no-store"
    assert client.get("/api/v3/contributions/", headers={"Authorization": f"Bearer {key}"}).status_code == 200
    again = as_member.get(PAGE)
    assert "Notre carte" in again.text
    assert key not in again.text
    assert not re.search(r"wagtail_\w{20,}", again.text)


def test_new_token_needs_reauthentication(client, member):
    client.force_login(member)
    assert client.get(PAGE).status_code == 200
    answer = client.post(PAGE, {"name": "Notre carte"})
    assert answer["Location"].startswith("/compte/reauthenticate/")
    assert not APIToken.objects.exists()
    made = client.post(answer["Location"], {"password": "motdepasse"})
    assert key_in(made)
    assert APIToken.objects.get().name == "Notre carte"


def test_token_is_revoked(as_member, client):
    headers = {"Authorization": f"Bearer {key_in(as_member.post(PAGE, {'name': 'Notre carte'}))}"}
    token = APIToken.objects.get()
    assert as_member.get(f"{PAGE}{token.pk}/supprimer/").status_code == 405
    for _ in range(2):
        response = as_member.post(f"{PAGE}{token.pk}/supprimer/", follow=True)
        assert "ne donne plus aucun accès" in response.text
    assert "Vous n’avez pas de jeton." in response.text
    assert client.get("/api/v3/contributions/", headers=headers).status_code == 401
    assert key_in(as_member.post(PAGE, {"name": "Notre carte"}))


def test_a_token_needs_a_name_of_its_own(as_member):
    as_member.post(PAGE, {"name": "Notre carte"})
    for name, words in (("", "Donnez un nom"), ("Notre carte", "déjà ce nom"), ("a" * 81, "80"), ("a\0", "caractère")):
        response = as_member.post(PAGE, {"name": name})
        assert response.status_code == 200
        assert words in response.text, name
    assert APIToken.objects.count() == 1


def test_account_has_ten_tokens_at_most(as_member):
    for number in range(10):
        as_member.post(PAGE, {"name": f"Jeton {number}"})
    response = as_member.post(PAGE, {"name": "Un de trop"})
    assert "Supprimez-en un d’abord" in response.text
    assert APIToken.objects.count() == 10


def test_tokens_of_other_accounts_are_404(as_member, member, client):
    other, _ = APIToken.create_token(user=make_user("une-autre", "Membres"), name="Secret")
    assert "Secret" not in as_member.get(PAGE).text
    assert as_member.post(f"{PAGE}{other.pk}/supprimer/").status_code == 404
    for path in (PAGE, f"{PAGE}{other.pk}/supprimer/"):
        assert client.post(path, {"name": "x"})["Location"].startswith("/compte/login/")
    other.refresh_from_db()
    assert other.revoked_at is None
    assert APIToken.objects.count() == 1


def test_number_of_queries_does_not_grow_with_tokens(as_member, member):
    def queries() -> int:
        with CaptureQueriesContext(connection) as taken:
            assert as_member.get(PAGE).text.count("Supprimer</button>") == member.api_tokens.count()
        return len(taken)

    APIToken.create_token(user=member, name="Jeton")
    queries()
    one = queries()
    for number in range(9):
        APIToken.create_token(user=member, name=f"Jeton {number}")
    assert queries() == one


# --- What they open ---------------------------------------------------------------------------------------------


def wagtail_ways() -> list[tuple[str, str]]:
    """Every method and address of Wagtail's own endpoints, with a page of the site."""
    from config.api import StaffToken, api

    found = []
    for prefix, router in api._routers:
        for path, view in router.path_operations.items():
            for operation in view.operations:
                if any(isinstance(auth, StaffToken) for auth in operation.auth_callbacks or ()):
                    whole = re.sub(r"{[^}]*}", "1", f"/api/v3/{prefix.strip('/')}/{path.lstrip('/')}")
                    found += [(method.lower(), whole.replace("//", "/")) for method in operation.methods]
    return sorted(set(found))


def test_a_member_s_token_opens_none_of_wagtail_s_endpoints(home, member, token_of, client):
    headers, pages = token_of(member), Page.objects.count()
    ways = wagtail_ways()
    assert len(ways) > 20
    assert {"get", "post", "patch"} <= {method for method, _ in ways}
    opened = [way for way in ways if getattr(client, way[0])(way[1], headers=headers).status_code != 403]
    assert opened == []
    assert Page.objects.count() == pages


@pytest.mark.parametrize("model", [InventoryIndexPage, EventIndexPage])
def test_a_member_makes_no_page_past_the_forms(home, member, token_of, client, model):
    section = model.objects.first()
    assert section.permissions_for_user(member).can_add_subpage()
    data = {
        "meta": {"type": "inventory.SiteProfilePage", "parent_id": section.pk},
        "title": "Lieu", "slug": "lieu", "body": [{"type": "text", "value": "<script>alert(1)</script>"}],
    }  # fmt: skip
    response = client.post("/api/v3/pages/", data, content_type="application/json", headers=token_of(member))
    assert (response.status_code, response["Content-Type"]) == (403, "application/problem+json")
    assert not Page.objects.filter(slug="lieu").exists()


def test_tokens_of_the_team_open_wagtail_s_endpoints(home, editor, moderator, token_of, client):
    for user in (editor, moderator):
        assert client.get("/api/v3/pages/", headers=token_of(user)).status_code == 200
