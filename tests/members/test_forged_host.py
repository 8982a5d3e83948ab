"""A forged `Host` header changes no address in mails, pages and the API."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from tests.conftest import make_user

pytestmark = pytest.mark.django_db
FORGED = {"HTTP_HOST": "localhost:9999"}
SIGNUP = {"name": "Jean Test", "password1": "Kolibri-77-bleu"}
LINKS = re.compile(r"https?://[^\s<>\"]+")


def post(path: str, fields: dict[str, str], client: Client | None = None) -> None:
    cache.clear()
    assert (client or Client()).post(path, fields, **FORGED).status_code == 302


@pytest.mark.parametrize("site_url", ["https://www.exemple.fr", "http://localhost:8000"])
def test_links_in_mails_lead_to_the_site(home, settings, site_url):
    settings.SITE_URL = site_url
    settings.ACCOUNT_REAUTHENTICATION_REQUIRED = False
    known = make_user("connue")
    for email in (known.email, "personne@example.org"):
        post("/compte/password/reset/", {"email": email})
        post("/compte/signup/", SIGNUP | {"email": email})
    member = Client()
    member.force_login(make_user("autre"))
    post("/compte/email/", {"email": "neuve@example.org", "action_add": ""}, member)
    assert len(mail.outbox) == 5
    for message in mail.outbox:
        links = LINKS.findall(message.body)
        assert links, message.subject
        assert {link.startswith(f"{site_url}/") for link in links} == {True}, links
        assert "9999" not in str(message.message())


PAGES = [
    "/",
    "/inventaire/",
    "/memento/",
    "/sitemap.xml",
    "/robots.txt",
    "/recherche/?q=lieu",
    "/compte/login/",
    "/non/",
]
API = ["pages/", "site/", "places/", "places.geojson", "search/?q=lieu", "openapi.json"]


@pytest.mark.indexed
@pytest.mark.parametrize("path", [*PAGES, *(f"/api/v3/{name}" for name in API)])
def test_no_page_repeats_a_forged_port(home, path):
    answer = Client().get(path, **FORGED)
    assert answer.status_code < 500
    assert ":9999" not in answer.content.decode()
    assert "9999" not in answer.get("Location", "") + answer.get("Link", "")
