"""An index that is one update behind shows nothing that readers may not see any more."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from core.models import PageTheme, Theme
from core.visibility.gate import Audience
from home.models import StandardPage
from search.query import pending
from tests.factories.home import StandardPageFactory
from tests.factories.inventory import SiteProfilePageFactory
from tests.factories.memento import fresh
from tests.search.index.conftest import publish, update

pytestmark = [pytest.mark.django_db, pytest.mark.indexed]

#: A word of the title, one of the text, and typing mistakes of both.
QUESTIONS = ("zéphyr", "barographe", "zéphir", "barographr", "girouettes anémomètres", "zeph", "barogr")


@pytest.fixture
def page(home) -> StandardPage:
    body = [("text", "<h2>Les anémomètres</h2><p>Le vent tourne les girouettes du barographe.</p>")]
    page = StandardPageFactory(parent=fresh(home), title="Zéphyr", slug="zephyr", introduction="Calme.", body=body)
    update()
    return fresh(page)


def answers(client) -> str:
    """Return all that readers are answered, without their own questions."""
    parts = []
    for text in QUESTIONS:
        response = client.get("/recherche/", {"q": text})
        context = response.context
        parts.append([dict(result, card="") for result in context["results"]])
        parts.append([context["count"], context["kinds"], context["correction"], context["understood"]])
        parts.append(client.get("/api/v3/search/", {"q": text}).json())
        parts.append(client.get("/api/v3/search/suggest/", {"q": text}).json())
        parts.append(client.get("/api/v3/places/", {"q": text}).json()["count"])
    for part in parts:
        if isinstance(part, dict) and part.get("corrected"):
            part["corrected"].pop("typed", None)
    return json.dumps(parts, default=str, ensure_ascii=False)


def hide_by_login(page: StandardPage) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


def hide_by_group(page: StandardPage) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.GROUPS)


def hide_by_password(page: StandardPage) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.PASSWORD, password="x")


@pytest.mark.parametrize(
    "act",
    [lambda page: page.unpublish(), lambda page: page.delete(), hide_by_login, hide_by_group, hide_by_password],
)
def test_a_page_vanishes_at_once(client, page, act: Callable[[StandardPage], None]):
    shown = answers(client)
    for text in ("Zéphyr", "zephyr", "barographe</mark>", "girouettes", '"searched"'):
        assert text in shown
    act(page)
    hidden = answers(client).lower()
    for text in ("zephyr", "zéphyr", "barographe", "girouettes", "anémomètres", "searched"):
        assert text not in hidden, text
    assert '"count": 1' not in hidden


def test_a_text_that_has_been_removed_is_shown_no_more(client, page):
    publish(page, body=[("text", "<p>Rien.</p>")])
    shown = answers(client)
    for text in ("barographe", "girouettes", "anémomètres"):
        assert text not in shown.lower(), text
    assert '"excerpt": "Calme."' in shown  # it is still found, and shows what it says now
    update()
    assert "Zéphyr" in answers(client)
    assert client.get("/api/v3/search/?q=barographe").json()["count"] == 0


def test_a_field_that_has_been_hidden_is_shown_no_more(client, home):
    place = SiteProfilePageFactory(title="La Cime", rituals="Barographe du lundi, girouettes du mardi")
    update()
    assert "<mark>Barographe</mark>" in client.get("/api/v3/search/?q=barographe").text
    publish(place, visibility_animation=Audience.TEAM)
    assert "barographe" not in answers(client).lower()
    update()
    assert client.get("/api/v3/search/?q=barographe").json()["count"] == 0


def test_pages_that_name_a_changed_object_show_their_own_words_only(client, home, page):
    theme = Theme.objects.create(title="Baromètres", slug="barometres")
    named = StandardPageFactory(parent=fresh(home), title="Ciel", slug="ciel", introduction="Nuages.")
    named.page_themes = [PageTheme(theme=theme)]
    named.save_revision().publish()
    update()
    assert "<mark>Baromètres</mark>" in excerpt_of(client, "baromètres", "Ciel")
    theme.title = "Vents"
    theme.save()
    assert client.get("/api/v3/search/?q=baromètres").json()["count"] == 0
    assert excerpt_of(client, "nuages", "Ciel") == "<mark>Nuages</mark>."
    assert "<mark>barographe</mark>" in excerpt_of(client, "barographe", "Zéphyr")


def excerpt_of(client, text: str, title: str) -> str:
    items = client.get("/api/v3/search/", {"q": text}).json()["items"]
    return next(item["excerpt"] for item in items if item["title"] == title)


def test_what_has_changed_is_read_once_for_a_version_and_only_while_the_index_is_behind(client, page):
    path = "/recherche/?q=barographe"

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        return sum("core_change" in query["sql"] for query in captured)

    assert queries() == 0
    publish(page, introduction="Autre.")
    assert [queries(), queries()] == [1, 0]
    update()
    assert queries() == 0


def test_with_very_many_changes_all_count_as_changed(client, page, monkeypatch):
    monkeypatch.setattr(pending, "_MOST", 2)
    home = page.get_parent()
    for slug in ("a", "b", "c"):
        StandardPageFactory(parent=fresh(home), title=slug, slug=slug)
    assert excerpt_of(client, "barographe", "Zéphyr") == "Calme."
