"""References as files: `?format=` on a publication and on the list."""

from __future__ import annotations

import json

import bibtexparser
import pytest
import rispy
from django.test import Client

from archive.models import PublicationAuthor, PublicationIndexPage, PublicationPage
from tests.factories.archive import PersonFactory, PublicationPageFactory, ThemeFactory, mobility_theme

pytestmark = pytest.mark.django_db
LIST = "/ressources/publications/"
PAGE = f"{LIST}bilan/"
FORMATS = {
    "bibtex": ("application/x-bibtex; charset=utf-8", "bib"),
    "ris": ("application/x-research-info-systems; charset=utf-8", "ris"),
    "csl-json": ("application/vnd.citationstyles.csl+json; charset=utf-8", "json"),
}


@pytest.fixture(scope="module")
def stored(module_db) -> None:
    """Four publications, of three kinds and two years, one of them about a theme."""
    index, theme = PublicationIndexPage.objects.get(), mobility_theme()
    ThemeFactory(slug="energie", title="Énergie")
    page = PublicationPageFactory(parent=index, slug="bilan", title="Bilan d’été", kind="review", date="2014")
    PublicationAuthor.objects.create(publication=page, person=PersonFactory(name="Ada Martin"), sort_order=0)
    PublicationPageFactory(parent=index, slug="guide", title="Guide", kind="guide", date="2017-06", themes=[theme])
    PublicationPageFactory(parent=index, slug="etude", title="Étude", date="2014-03/2014-05")
    PublicationPageFactory(parent=index, slug="sans-date", title="Notes", kind="minutes", date="")


@pytest.fixture
def page(stored) -> PublicationPage:
    return PublicationPage.objects.get(slug="bilan")


def titles(client: Client, url: str) -> list[str]:
    """The titles in a CSL-JSON file."""
    response = client.get(url)
    assert response.status_code == 200, response.text
    return [item["title"] for item in json.loads(response.content)]


# --- Both --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", FORMATS)
@pytest.mark.parametrize(("url", "name"), [(PAGE, "bilan"), (LIST, "publications")])
def test_a_file_has_its_type_and_a_name(client, stored, code, url, name):
    response = client.get(f"{url}?format={code}")
    content_type, extension = FORMATS[code]
    assert response.status_code == 200
    assert response["Content-Type"] == content_type
    assert response["Content-Disposition"] == f'attachment; filename="{name}.{extension}"'
    assert "Bilan d’été" in response.content.decode()
    assert client.head(f"{url}?format={code}")["Content-Type"] == content_type


@pytest.mark.parametrize(("url", "count"), [(PAGE, 1), (LIST, 4)])
def test_each_format_is_read_by_its_library(client, stored, url, count):
    bibtex = bibtexparser.parse_string(client.get(f"{url}?format=bibtex").text)
    assert (len(bibtex.entries), bibtex.failed_blocks) == (count, [])
    assert len(rispy.loads(client.get(f"{url}?format=ris").content.decode())) == count
    assert len(titles(client, f"{url}?format=csl-json")) == count


@pytest.mark.parametrize("url", [PAGE, LIST])
def test_a_file_is_304_until_something_changes(client, page, url):
    first = client.get(f"{url}?format=ris")
    assert first["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert client.get(f"{url}?format=ris", headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert client.get(f"{url}?format=bibtex", headers={"If-None-Match": first["ETag"]}).status_code == 200
    page.title = "Autre titre"
    page.save()
    assert client.get(f"{url}?format=ris", headers={"If-None-Match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize("url", [PAGE, LIST])
@pytest.mark.parametrize("code", ["endnote", "BibTeX", "bibtex ", "é" * 500, "%00", "<script>"])
def test_an_unknown_format_is_refused_in_a_sentence(client, stored, url, code):
    response = client.get(f"{url}?format={code}")
    assert (response.status_code, response["Content-Type"]) == (422, "text/plain; charset=utf-8")
    assert response.text.startswith("Format inconnu\u00a0: ")
    assert response.text.endswith(". Choisissez bibtex, ris ou csl-json.\n")
    assert len(response.text) < 200
    assert "ETag" not in response


@pytest.mark.parametrize("url", [PAGE, LIST])
def test_no_format_is_the_page(client, stored, url):
    assert client.get(f"{url}?format=")["Content-Type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize("url", [PAGE, LIST])
def test_what_is_not_public_is_exported_to_nobody(as_editor, client, page, close, publication_index, url):
    close(page if url == PAGE else publication_index)
    assert as_editor.get(url).status_code == 200
    assert as_editor.get(f"{url}?format=bibtex").status_code == 404
    assert client.get(f"{url}?format=bibtex").status_code == 302  # to the log-in, as for the page


def test_a_list_leaves_out_what_is_not_public(as_editor, page, close):
    close(page)
    assert "Bilan d’été" not in titles(as_editor, f"{LIST}?format=csl-json")


def test_a_file_for_a_session_is_not_stored_by_caches(as_editor, stored):
    assert as_editor.get(f"{PAGE}?format=ris")["Cache-Control"] == "private, no-store"


def test_an_unpublished_page_is_gone(client, page):
    page.unpublish()
    assert client.get(f"{PAGE}?format=ris").status_code == 404
    assert "Bilan d’été" not in titles(client, f"{LIST}?format=csl-json")


# --- The list ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "expected", "name"),
    [
        ("", ["Guide", "Étude", "Bilan d’été", "Notes"], "publications"),
        ("&type=review", ["Bilan d’été"], "publications-dossier-bilan"),
        ("&year=2014", ["Étude", "Bilan d’été"], "publications-2014"),
        ("&theme=mobilite", ["Guide"], "publications-mobilite"),
        ("&type=study&year=2014", ["Étude"], "publications-etude-2014"),
        ("&type=study&theme=mobilite", [], "publications-etude-mobilite"),
        ("&theme=energie", [], "publications-energie"),
        ("&type=&year=&theme=&page=2", ["Guide", "Étude", "Bilan d’été", "Notes"], "publications"),
    ],
)
def test_filters_are_those_of_the_list_without_its_pages(client, stored, query, expected, name):
    url = f"{LIST}?format=csl-json{query}"
    assert titles(client, url) == expected
    assert client.get(url)["Content-Disposition"] == f'attachment; filename="{name}.json"'


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("type=fete", "type"), ("year=hier", "year"), ("year=0", "year"), ("theme=inconnu", "theme"),
        ("theme=mobilite%00", "theme"), ("tehme=mobilite", "tehme"), ("type=fete&ville=grenoble", "type, ville"),
    ],
)  # fmt: skip
def test_an_unknown_filter_is_refused_by_its_name(client, stored, query, names):
    response = client.get(f"{LIST}?format=bibtex&{query}")
    assert response.status_code == 422
    assert response.text == f"Filtre non compris\u00a0: {names}. Reprenez l’adresse sur la page de la liste.\n"
    assert "ETag" not in response
    assert client.get(f"{LIST}?{query}").status_code == 200  # the page itself explains it


def test_a_list_is_bounded(client, stored, monkeypatch):
    monkeypatch.setattr("archive.citations.views.MAX_REFERENCES", 2)
    assert titles(client, f"{LIST}?format=csl-json") == ["Guide", "Étude"]


def test_fifty_references_take_the_queries_of_five(client, publication_index, count_queries):
    person, theme = PersonFactory(name="Ada Martin"), mobility_theme()

    def add(count: int) -> None:
        for _ in range(count):
            page = PublicationPageFactory(parent=publication_index, themes=[theme])
            PublicationAuthor.objects.create(publication=page, person=person, sort_order=0)

    urls = [f"{LIST}?format={code}{query}" for code in FORMATS for query in ("", "&theme=mobilite&year=2014")]
    add(5)
    few = {url: count_queries(client, url) for url in urls}
    add(45)
    assert {url: count_queries(client, url) for url in urls} == few
    assert len(titles(client, urls[-1])) == 50
    assert max(few.values()) <= 10
