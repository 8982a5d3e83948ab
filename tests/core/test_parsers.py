"""What an outside parser raises on what is sent becomes a message, never an error 500."""

from __future__ import annotations

import pytest
from django.test import Client
from wagtail.models import Site

from core.text.lengths import LONGEST_QUERY
from core.visibility import version
from home.models import Identity
from members.moderation import comparison
from memento.links.fetch import checkable_url
from tests.consistency.patterns import processor_time

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path", ["/", "/inventaire/", "/robots.txt", "/sitemap.xml", "/rien/", "/api/v3/places/", "/admin/"]
)
@pytest.mark.parametrize("port", ["4" * 4_400, "99999999999999999999", "x", "-1", "80:80"])
def test_a_host_whose_port_is_none_is_a_400(client, home, path, port):
    assert client.get(path, headers={"host": f"localhost:{port}"}).status_code == 400


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:80"])
def test_a_host_with_or_without_port_is_served(client, home, host):
    assert client.get("/robots.txt", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("part", ["9" * 4_400, "-1", "x", "²", "٣", ""])
def test_a_part_of_the_sitemap_that_is_none_is_the_first(client, home, part):
    assert client.get("/sitemap.xml", {"p": part}).status_code == 200


def test_a_form_that_is_too_large_is_a_413_that_says_what_to_do(home):
    response = Client().post("/compte/login/", {"login": "a" * 2_700_000, "password": "x"})
    assert response.status_code == 413
    assert "Revenez en arrière" in response.text


@pytest.mark.indexed
def test_a_search_that_is_too_long_is_a_message(client, home):
    text = client.get("/recherche/", {"q": "mot " * 100}).text.replace("\u00a0", " ").replace("\u202f", " ")
    assert f"{LONGEST_QUERY} caractères au plus, il y en a 399 : la fin n’est pas cherchée." in text
    text = client.get("/inventaire/", {"q": "mot " * 100}).text.replace("\u00a0", " ")
    assert f"{LONGEST_QUERY} caractères au plus." in text
    for path in ("search/", "search/suggest/", "places/"):
        response = client.get(f"/api/v3/{path}", {"q": "mot " * 100})
        assert response.status_code == 422
        assert response.json()["errors"][0]["msg"] == f"{LONGEST_QUERY} caractères au plus."


@pytest.mark.parametrize("target", ["http://[", "http://[::1", "https://\u2100.com/x"])
def test_an_address_to_go_on_to_that_cannot_be_read_leads_nowhere(client, member, target):
    assert client.get("/compte/login/", {"next": target}).status_code == 200
    response = client.post("/compte/login/", {"login": "un-membre", "password": "motdepasse", "next": target})
    assert response["Location"] == "/compte/"


@pytest.mark.indexed
def test_a_setting_with_a_half_written_address_breaks_no_page(client, home):
    links = "http://[ https://www.exemple.fr/sillon"
    Identity.objects.update_or_create(site=Site.objects.get(), defaults={"social_links": links})
    version.bump()
    text = client.get("/recherche/").text
    assert "http://[" in text
    assert ">exemple.fr<" in text


def test_a_half_written_address_of_a_link_is_not_asked():
    assert checkable_url("http://[") == ""
    assert checkable_url("https://exemple.fr/#a") == "https://exemple.fr/"


def test_two_texts_that_are_too_long_to_compare_stand_one_after_the_other():
    words = [f"mot{rank:05}" for rank in range(12_000)]
    before, after = " ".join(words), " ; ".join(words)
    with processor_time(1):
        found = str(comparison.marked_diff(before, after))
    assert found == f'<del class="deletion">{before}</del><ins class="addition">{after}</ins>'
    assert "<del" not in str(comparison.marked_diff("longtemps souvent", "longtemps toujours souvent"))
