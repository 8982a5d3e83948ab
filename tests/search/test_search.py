"""Search finds pages by their words, and takes any text."""

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from core.setup import ensure_page
from core.text.lengths import LONGEST_QUERY
from home.models import HomePage, StandardPage
from search.query_text import clean
from tests.factories.images import ImageFactory
from tests.factories.inventory import SiteProfilePageFactory

pytestmark = pytest.mark.indexed
on_postgresql = connection.vendor == "postgresql"
HOSTILE = [
    '"',
    "\0",
    "*",
    "NEAR(",
    "a" * 10_000,
    '"a b',
    "' OR 1=1 --",
    "(",
    "a AND",
    "col:x",
    "{",
    "^",
    "-",
    "«»",
    "\ud7ff",
    "%",
]


def found(client, text):
    """The titles of the pages with all words of a text, the best first."""
    return [row["title"] for row in client.get("/recherche/", {"q": text}).context["results"] if row["kind"] != "door"]


@pytest.fixture(scope="module")
def pages(module_db):
    SiteProfilePageFactory(title="La Forge", commune="Saint-Égrève", summary="Un atelier pour les artisans.")
    body = [("text", "<p>Les mutualisations et le vélo électrique</p>")]
    ensure_page(HomePage.objects.get(), StandardPage, "mobilite", "Mobilité écologique", {"body": body})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("forge", "La Forge"),
        ("Forge", "La Forge"),
        ("artisans", "La Forge"),
        ("saint egreve", "La Forge"),
        ("Saint-Égrève", "La Forge"),
        ("velo", "Mobilité écologique"),
        ("ecologique", "Mobilité écologique"),
        ("mobilite", "Mobilité écologique"),
        ("électrique vélo", "Mobilité écologique"),
    ],
)
def test_search_finds_by_title_body_name_and_commune_without_accents(client, pages, text, title):
    assert found(client, text) == [title]
    assert [item["title"] for item in client.get("/api/v3/search/", {"q": text}).json()["items"]] == [title]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "title"),
    [("artisan", "La Forge"), ("mutualisation", "Mobilité écologique"), ("électriques", "Mobilité écologique")],
)
def test_plurals_are_found(client, pages, text, title):
    assert found(client, text) == [title]


@pytest.mark.django_db
def test_all_words_must_be_there(client, pages):
    assert found(client, "forge vélo") == []


@pytest.mark.django_db
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_never_an_error(client, admin, pages, token_of, text):
    header = token_of(admin)
    for path in ("/recherche/", "/inventaire/"):
        assert client.get(path, {"q": text}).status_code == 200, path
    for path in ("/api/v3/search/", "/api/v3/search/suggest/", "/api/v3/places/"):
        # To programs a null byte is a malformed parameter, like any other.
        assert client.get(path, {"q": text}).status_code == (422 if "\0" in text or len(text) > 200 else 200), path
    assert client.get("/api/v3/pages/", {"search": text}, headers=header).status_code == 200
    client.force_login(admin)
    for path in ("/admin/pages/search/", "/admin/images/", "/admin/documents/", "/admin/snippets/core/theme/"):
        assert client.get(path, {"q": text}).status_code == 200, path


@pytest.mark.django_db
def test_results_are_paginated_and_counted_by_kind(client, home):
    for number in range(23):
        ensure_page(home, StandardPage, f"page-{number}", f"Sillon {number}")
    SiteProfilePageFactory(title="Sillon fertile")
    response = client.get("/recherche/?q=sillon")
    assert len(response.context["results"]) == 20
    assert response.context["count"] == 24
    assert {facet["code"]: facet["count"] for facet in response.context["kinds"]} == {"page": 23, "place": 1}
    assert len(client.get("/recherche/?q=sillon&page=2").context["results"]) == 4
    assert found(client, "sillon fertile") == ["Sillon fertile"]
    narrowed = client.get("/recherche/?q=sillon&type=place")
    assert [row["title"] for row in narrowed.context["results"]] == ["Sillon fertile"]
    assert client.get("/recherche/?q=sillon&type=inconnu&page=x").context["count"] == 24


@pytest.mark.django_db
def test_suggestions_begin_as_the_text_says(client, pages):
    items = client.get("/api/v3/search/suggest/?q=la for").json()["items"]
    assert [(item["title"], item["type"], item["type_label"]) for item in items] == [("La Forge", "place", "Lieu")]
    items = client.get("/api/v3/search/suggest/?q=saint-eg").json()["items"]
    assert [(item["title"], item["type_label"]) for item in items] == [
        ("Saint-Égrève", "Commune, 1 lieu"),
        ("La Forge", "Lieu"),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/recherche/?q=sillon", "/api/v3/search/?q=sillon"])
def test_number_of_queries_does_not_grow(client, home, path):
    from django.test.utils import CaptureQueriesContext

    counts = []
    for numbers in (range(1), range(1, 4)):
        for number in numbers:
            fields = {"social_image": ImageFactory()}
            ensure_page(home, StandardPage, f"page-{number}", f"Sillon {number}", fields)
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        counts.append(len(queries))
    assert counts[0] == counts[1]


@given(st.text(max_size=2000))
@settings(max_examples=200)
def test_cleaned_text_is_short_plain_words(text):
    cleaned = clean(text)
    assert len(cleaned) <= LONGEST_QUERY
    assert not set(cleaned) & set('"*()\0:^{}')
    assert clean(cleaned) == cleaned


def test_cleaning_keeps_what_holds_words_together():
    assert clean("tiers-lieux d’activités") == "tiers-lieux d'activités"


@pytest.mark.django_db
@pytest.mark.skipif(not on_postgresql, reason="the index exists on PostgreSQL only")
def test_the_search_filter_has_its_index():
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'sillon_search_title_body'")
        (definition,) = cursor.fetchone()
    assert "gin" in definition
    assert "title || body" in definition
