"""« Citer » on the page of a publication, the links of the list, and what the head says to programs."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest
from wagtail.models import CollectionViewRestriction

from archive.models import PublicationAuthor, PublicationFile, PublicationPage
from tests.archive.citations.zotero import item_of, tags_of
from tests.factories.archive import DocumentFactory, PartnerFactory, PublicationPageFactory

pytestmark = pytest.mark.django_db
LIST = "/ressources/publications/"
PAGE = f"{LIST}bilan/"
HOST = "http://localhost:8000"


@pytest.fixture
def page(publication_index) -> PublicationPage:
    """A report with a spreadsheet and a PDF."""
    page = PublicationPageFactory(
        parent=publication_index, slug="bilan", title="Bilan <2014>", kind="review", date="2014-03", languages=["fr"]
    )
    page.authors.add(PublicationAuthor(organisation=PartnerFactory(name="Ville de Vif")))
    table, pdf = DocumentFactory(title="Tableau"), DocumentFactory(title="Texte")
    table.file.name = "documents/tableau.xlsx"
    table.save()
    page.files.add(PublicationFile(document=table, sort_order=0), PublicationFile(document=pdf, sort_order=1))
    page.save()
    return page


def structured_data(html: str) -> dict:
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html)[1])


def test_the_page_says_how_to_cite_it(client, page):
    html = client.get(PAGE).text
    section = re.search(r'<section aria-labelledby="publication-citer">.*?</section>', html, re.DOTALL)[0]
    assert "Ville de Vif, <i>Bilan &lt;2014&gt;</i>, dossier bilan, mars 2014." in section
    for code in ("bibtex", "ris", "csl-json"):
        assert f'href="{PAGE}?format={code}"' in section
    assert 'data-copy-text="reference"' in section
    printed = re.sub(r'<p class="row no-print">.*?</p>', "", section, flags=re.DOTALL)
    assert "Bilan" in printed
    assert "format=" not in printed


def test_the_head_names_the_files(client, page):
    html = client.get(PAGE).text
    link = f'<link rel="alternate" type="application/x-research-info-systems" title="RIS" href="{PAGE}?format=ris">'
    assert link in html


def test_zotero_recognises_the_page(client, page):
    item = item_of(tags_of(client.get(PAGE).text))
    assert item.type == "report"
    assert item.creators == [("Ville de Vif", None)]
    pdf = page.files.last().document
    assert item.fields == {
        "title": "Bilan <2014>",
        "date": "2014/03",
        "institution": "Ville de Vif",
        "language": "fr",
        "url": f"{HOST}{PAGE}",
        "pdf": f"{HOST}{pdf.url}",
    }


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("guide", "book"), ("video", "videoRecording"), ("thesis", "thesis"), ("article", "journalArticle")],
)
def test_zotero_recognises_other_pages(client, publication_index, kind, expected):
    """Without authors and institution nothing but `og:type` and `DC.type` says it."""
    PublicationPageFactory(parent=publication_index, slug="bilan", kind=kind)
    assert item_of(tags_of(client.get(PAGE).text)).type == expected


def test_other_pages_stay_websites(client, home):
    assert dict(tags_of(client.get("/").text))["og:type"] == "website"


def test_search_engines_find_the_files(client, page):
    data = structured_data(client.get(PAGE).text)
    assert data["@type"] == "Report"
    assert data["datePublished"] == "2014-03"
    assert [file["contentUrl"].startswith(f"{HOST}/documents/") for file in data["encoding"]] == [True, True]


def test_a_vague_date_is_none_for_search_engines(client, publication_index):
    PublicationPageFactory(parent=publication_index, slug="bilan", date="2014~")
    html = client.get(PAGE).text
    assert "datePublished" not in structured_data(html)
    assert "vers 2014" in html


def test_a_withdrawn_publication_offers_no_file(client, page):
    page.withdrawn_on = date(2025, 3, 1)
    page.save()
    html = client.get(PAGE).text
    assert "citation_pdf_url" not in html
    assert "encoding" not in structured_data(html)
    assert "retirée le 1er mars 2025" in html
    assert "retirée le 1er mars 2025" in client.get(f"{PAGE}?format=bibtex").text


def test_a_file_of_a_closed_collection_is_not_named(client, page):
    collection = page.files.last().document.collection
    CollectionViewRestriction.objects.create(collection=collection, restriction_type=CollectionViewRestriction.LOGIN)
    html = client.get(PAGE).text
    assert "citation_pdf_url" not in html
    assert "encoding" not in structured_data(html)


def test_a_page_that_is_not_public_has_no_links(as_editor, page, close):
    close(page)
    html = as_editor.get(PAGE).text
    assert "Ville de Vif, <i>Bilan" in html
    assert "format=" not in html


def test_the_api_gives_no_address_of_what_is_not_public(client, page, close, editor, token_of):
    url = "/api/v3/publications/bilan/"
    public = client.get(url).json()["citation"]
    assert public["ris_url"] == f"{HOST}{PAGE}?format=ris"
    close(page)
    private = client.get(url, headers=token_of(editor)).json()["citation"]
    assert private == {**dict.fromkeys(public), "text": public["text"]}


def test_a_draft_is_previewed_with_its_citation(page, publication_index):
    new = PublicationPage(title="Brouillon", slug="brouillon", kind="guide", date="2020")
    new.authors.add(PublicationAuthor(name="Ada Martin", name_kind="person"))
    new.url_path = f"{publication_index.url_path}brouillon/"
    page.title = "Autre titre"
    page.live = False
    for draft, text in ((new, "Ada Martin, <i>Brouillon</i>, 2020."), (page, "<i>Autre titre</i>")):
        html = draft.make_preview_request().render().content.decode()
        assert text in html
        assert "?format=" not in html


def test_the_list_exports_what_it_shows(client, page):
    html = client.get(f"{LIST}?type=review&year=2014&theme=inconnu&page=1").text
    assert "Exporter ces références\u00a0:" in html
    for code in ("bibtex", "ris", "csl-json"):
        assert f'href="{LIST}?type=review&amp;year=2014&amp;format={code}"' in html
    assert client.get(f"{LIST}?type=review&year=2014&format=ris").text.count("TY  - ") == 1


@pytest.mark.parametrize("query", ["", "?type=guide"])
def test_an_empty_list_exports_nothing(client, publication_index, query):
    assert "Exporter ces références" not in client.get(f"{LIST}{query}").text


def test_a_list_that_is_not_public_exports_nothing(as_editor, page, publication_index, close):
    close(publication_index)
    html = as_editor.get(LIST).text
    assert "Bilan" in html
    assert "Exporter ces références" not in html
