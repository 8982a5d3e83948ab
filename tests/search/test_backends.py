"""The search of the admin and of Wagtail's API finds the same on both databases."""

from __future__ import annotations

import pytest
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from core.models import Theme
from core.setup import ensure_page
from home.models import HomePage, StandardPage
from tests.factories.archive import DocumentFactory
from tests.factories.images import ImageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.indexed]


@pytest.fixture(scope="module")
def pages(module_db):
    home = HomePage.objects.get()
    body = [("text", "<p>Une charte de gouvernance, signée le 26/06/2012 par la commune d’Échirolles.</p>")]
    ensure_page(home, StandardPage, "coeur", "Au cœur du village", {"body": body})
    ensure_page(
        home, StandardPage, "curriculum", "Le CURRICULUM VITÆ", {"introduction": "Un bout du coeur, 2012-06-27."}
    )
    Theme.objects.create(title="Œuvres communes")
    ImageFactory(title="Une sœur à Saint-Égrève")
    DocumentFactory(title="Manœuvre d’été")


def titles(results):
    return {str(getattr(row, "title", row)) for row in results}


@pytest.mark.parametrize("text", ["cœur", "coeur", "CŒUR", "Coeur"])
def test_ligatures_do_not_matter_in_titles_and_texts(pages, text):
    expected = {"Au cœur du village", "Le CURRICULUM VITÆ"}
    assert titles(get_search_backend().search(text, Page)) == expected
    assert titles(get_search_backend().autocomplete(text, Page)) == expected


@pytest.mark.parametrize("text", ["vitæ", "vitae", "curriculum vitae"])
def test_another_ligature(pages, text):
    assert titles(get_search_backend().search(text, Page)) == {"Le CURRICULUM VITÆ"}


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("26/06/2012", "Au cœur du village"),
        ("gouvernance 2012", "Au cœur du village"),
        ("d'Échirolles", "Au cœur du village"),
        ("d’echirolles", "Au cœur du village"),
        ("2012-06-27", "Le CURRICULUM VITÆ"),
        ("27/06/2012", "Le CURRICULUM VITÆ"),
        ("-", None),
        ("gouvernance -", "Au cœur du village"),
        ("village - coeur", "Au cœur du village"),
        ("inexistant gouvernance", None),
    ],
)
def test_words_of_texts_and_dates_and_hyphens(pages, admin_client, text, title):
    expected = [title] if title else []
    assert [str(row) for row in get_search_backend().search(text, Page)] == expected
    response = admin_client.get(reverse("wagtailadmin_pages:search"), {"q": text})
    assert [page.title for page in response.context["pages"]] == expected


def test_names_come_before_texts(pages):
    ensure_page(HomePage.objects.get(), StandardPage, "gouvernance", "La gouvernance", {"introduction": "Autre " * 200})
    for text in ("gouvernance", "gouver"):
        assert str(get_search_backend().autocomplete(text, Page)[0]) == "La gouvernance"


def test_the_page_chooser_and_the_list_of_children_find_words_of_texts(pages, admin_client):
    chooser = admin_client.get(reverse("wagtailadmin_choose_page_search"), {"q": "gouvernance"})
    assert "Au cœur du village" in chooser.text
    home = HomePage.objects.get()
    listed = admin_client.get(reverse("wagtailadmin_explore", args=[home.pk]), {"q": "gouvernance"})
    assert [page.title for page in listed.context["pages"]] == ["Au cœur du village"]


def test_wagtails_api_finds_words_of_texts(pages, client, admin, token_of):
    response = client.get("/api/v3/pages/", {"search": "coeur gouvernance"}, headers=token_of(admin))
    assert [row["title"] for row in response.json()["items"]] == ["Au cœur du village"]


@pytest.mark.parametrize(
    ("name", "text", "title"),
    [
        (Theme.snippet_viewset.get_url_name("list_results"), "oeuvre", "Œuvres communes"),
        ("wagtailimages:index", "soeur", "Une sœur à Saint-Égrève"),
        ("wagtailimages:index", "saint egr", "Une sœur à Saint-Égrève"),
        ("wagtailimages:index", "saint-égrève", "Une sœur à Saint-Égrève"),
        ("wagtaildocs:index", "manoeuvre d'ete", "Manœuvre d’été"),
        ("wagtailimages_chooser:choose_results", "sœur", "Une sœur à Saint-Égrève"),
        ("wagtaildocs_chooser:choose_results", "manœuvre", "Manœuvre d’été"),
    ],
)
def test_lists_and_choosers_of_other_objects(pages, admin_client, name, text, title):
    assert title in admin_client.get(reverse(name), {"q": text}).text
    assert title not in admin_client.get(reverse(name), {"q": "introuvable"}).text


def test_objects_are_indexed_by_these_backends(pages):
    for model in (Theme, get_image_model(), get_document_model()):
        entry = model.objects.get().index_entries.get()
        assert "œ" not in str(entry.title).lower()
