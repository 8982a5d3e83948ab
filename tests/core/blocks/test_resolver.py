"""The resolver: everything at once, through the gate, as plain data."""

from __future__ import annotations

from datetime import date, datetime

import orjson
import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.blocks import CharBlock, ListBlock, StreamBlock
from wagtail.models import PageViewRestriction

from core.blocks import GENERAL_BLOCKS
from core.blocks.resolver import Resolver
from core.models import SillonDocument, SillonImage
from core.visibility.gate import Gate, Reader
from home.models import StandardPage
from tests.factories.home import StandardPageFactory

pytestmark = pytest.mark.django_db
BODY = StreamBlock(GENERAL_BLOCKS)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"></svg>'


def make_image(title: str = "Le col", **fields) -> SillonImage:
    return SillonImage.objects.create(
        title=title, file=ContentFile(SVG, name="col.svg"), width=10, height=10, **{"description": "Un col", **fields}
    )


def make_document(title: str = "Budget") -> SillonDocument:
    return SillonDocument.objects.create(
        title=title, file=ContentFile(b"a;b", name="budget.csv"), file_size=3, file_hash="c0"
    )


def resolved(raw, gate: Gate | None = None, block: StreamBlock = BODY, **options):
    resolver = Resolver(gate or Gate.public(), **options)
    resolver.add_stream(block, raw)
    return resolver.load().stream(block, raw)


def one(kind: str, value, gate: Gate | None = None, **options):
    return resolved([{"type": kind, "id": "1", "value": value}], gate, **options)[0]["value"]


def link_to(page) -> str:
    return f'<p>Voir <a linktype="page" id="{page.pk}">la page</a>.</p>'


@pytest.fixture
def page(home) -> StandardPage:
    return StandardPageFactory(parent=home, title="Ouverte", slug="ouverte")


@pytest.fixture
def draft(home) -> StandardPage:
    return StandardPageFactory(parent=home, title="Brouillon", slug="brouillon", live=False)


@pytest.fixture
def private(home) -> StandardPage:
    made = StandardPageFactory(parent=home, title="Réservée", slug="reservee")
    PageViewRestriction.objects.create(page=made, restriction_type=PageViewRestriction.LOGIN)
    return made


def test_each_kind_takes_its_queries_whatever_the_number_of_blocks(home):
    def body(number: int) -> list[dict]:
        blocks = []
        for n in range(number):
            page = StandardPageFactory(parent=type(home).objects.get(pk=home.pk), slug=f"p{number}-{n}")
            blocks += [
                {"type": "image", "value": {"image": make_image().pk, "caption": ""}},
                {"type": "gallery", "value": {"images": [{"image": {"image": make_image().pk}, "caption": ""}]}},
                {"type": "document", "value": {"document": make_document().pk, "description": ""}},
                {"type": "page_link", "value": {"page": page.pk, "text": ""}},
                {"type": "text", "value": link_to(page)},
            ]
        return blocks

    def queries(raw) -> int:
        gate = Gate.public()
        with CaptureQueriesContext(
            connection,
        ) as captured:
            found = resolved(raw, gate)
        assert all(block["value"] for block in found)
        return len(captured)

    few, many = body(1), body(12)
    assert queries(few) == queries(many) == 4  # images, their renditions, pages, documents


def test_a_text_takes_no_query(home, django_assert_num_queries):
    gate = Gate.public()
    with django_assert_num_queries(0):
        assert resolved([{"type": "text", "id": "1", "value": "<p>Bonjour</p>"}], gate)


def test_a_link_follows_its_page(page):
    assert one("text", link_to(page)) == '<p>Voir <a href="/ouverte/">la page</a>.</p>'
    page.slug = "ailleurs"
    page.save_revision().publish()
    assert 'href="/ailleurs/"' in one("text", link_to(page))


def test_programs_get_whole_addresses(page, settings):
    assert f'href="{settings.SITE_URL}/ouverte/"' in one("text", link_to(page), absolute=True)
    assert one("page_link", {"page": page.pk}, absolute=True)["page"]["url"] == f"{settings.SITE_URL}/ouverte/"


def test_a_link_to_what_the_reader_may_not_see_keeps_its_words_only(draft, private, member):
    for page in (draft, private):
        assert one("text", link_to(page)) == "<p>Voir <a>la page</a>.</p>"
        assert one("page_link", {"page": page.pk, "text": "À lire"})["page"] is None
    inside = Gate(Gate.public().snapshot, Gate.public().site, Reader.of(member))
    assert 'href="/reservee/"' in one("text", link_to(private), inside)
    assert one("text", link_to(draft), inside) == "<p>Voir <a>la page</a>.</p>"


def test_a_link_to_a_page_that_is_gone_keeps_its_words_only(page):
    source = link_to(page)
    page.delete()
    assert one("text", source) == "<p>Voir <a>la page</a>.</p>"


def test_a_link_to_another_site_stays_as_it_is(home):
    source = '<p><a href="https://exemple.fr/?a=1&amp;b=2">là</a></p>'
    assert one("text", source) == source


def test_a_link_to_a_document(home):
    document = make_document()
    source = f'<a linktype="document" id="{document.pk}">le budget</a>'
    assert one("text", source) == f'<a href="{document.url}">le budget</a>'
    assert one("text", '<a linktype="document" id="99999999">rien</a>') == "<a>rien</a>"


@pytest.mark.parametrize("reference", ['id="x"', 'id=""', "", 'id="1e9"', 'id="-1"'])
def test_a_broken_reference_is_no_error(home, reference):
    assert one("text", f'<a linktype="page" {reference}>là</a>') == "<a>là</a>"


def test_a_block_of_a_type_that_is_gone_is_left_out(home):
    raw = [{"type": "carousel", "id": "1", "value": {"x": 1}}, {"type": "text", "id": "2", "value": "<p>Reste</p>"}]
    assert [block["type"] for block in resolved(raw)] == ["text"]


def test_a_field_that_a_block_did_not_have_is_empty(home):
    value = one("quote", {"text": "Mots"})
    assert (value["text"], value["author"], value["source"]) == ("Mots", "", "")


def test_a_document_has_its_size_and_address(home):
    document = make_document()
    value = one("document", {"document": document.pk, "description": "Exemple"})
    assert value["document"] == {
        "id": document.pk,
        "title": "Budget",
        "url": document.url,
        "extension": "csv",
        "type": "text/csv",
        "pages": None,
        "size": 3,
        "sha1": "c0",
    }
    assert one("document", {"document": 99999999, "description": ""})["document"] is None


def test_an_image_says_what_the_editor_wrote_of_it(home):
    pk = make_image().pk
    assert (
        one("image", {"image": {"image": pk, "alt_text": "La neige", "decorative": False}})["image"]["alt"]
        == "La neige"
    )
    assert one("image", {"image": {"image": pk, "alt_text": "La neige", "decorative": True}})["image"]["alt"] == ""
    assert one("image", {"image": {"image": pk, "alt_text": "", "decorative": False}})["image"]["alt"] == "Un col"
    assert one("image", {"image": pk})["image"]["alt"] == "Un col"
    assert one("image", {"image": {"image": 99999999}})["image"] is None


def test_one_image_in_two_places_has_two_texts(home):
    pk = make_image().pk
    raw = [{"type": "image", "value": {"image": {"image": pk, "alt_text": text}}} for text in ("Un", "Deux")]
    assert [block["value"]["image"]["alt"] for block in resolved(raw)] == ["Un", "Deux"]


def test_a_table_keeps_its_columns_and_drops_those_of_a_type_that_is_gone(home):
    raw = {
        "caption": "Budget",
        "columns": [
            {"type": "text", "heading": "Poste"},
            {"type": "colour", "heading": "Couleur"},
            {"type": "number", "heading": "Montant"},
        ],
        "rows": [{"values": ["Loyer", "bleu", "9 600 €"]}, {"values": ["Prêt", "vert"]}],
    }
    value = one("table", raw)
    assert [column["heading"] for column in value["columns"]] == ["Poste", "Montant"]
    assert value["rows"] == [["Loyer", "9 600 €"], ["Prêt", ""]]
    assert value["caption"] == "Budget"


def test_a_list_is_read_with_or_without_ids(home):
    with_ids = [{"type": "item", "id": "a", "value": "Un"}, {"type": "item", "id": "b", "value": "Deux"}]
    assert one("checklist", {"title": "", "items": with_ids})["items"] == ["Un", "Deux"]
    assert one("checklist", {"title": "", "items": ["Un", "Deux"]})["items"] == ["Un", "Deux"]


def test_a_list_of_streams_resolves_its_links(page):
    block = StreamBlock([("columns", ListBlock(BODY)), ("word", CharBlock())])
    raw = [{"type": "columns", "value": [[{"type": "text", "value": link_to(page)}]]}]
    assert 'href="/ouverte/"' in resolved(raw, block=block)[0]["value"][0][0]["value"]


def test_an_empty_body_is_an_empty_list(home):
    assert resolved(None) == resolved([]) == []


def test_the_answer_is_plain_data(page):
    raw = [
        {"type": "image", "id": "1", "value": {"image": make_image().pk}},
        {"type": "document", "id": "2", "value": {"document": make_document().pk}},
        {"type": "page_link", "id": "3", "value": {"page": page.pk}},
    ]
    assert [block["type"] for block in orjson.loads(orjson.dumps(resolved(raw)))] == ["image", "document", "page_link"]


def test_resolving_does_not_change_what_is_stored(page):
    raw = [{"type": "text", "id": "1", "value": link_to(page)}, {"type": "heading", "id": "2", "value": {"text": "Un"}}]
    before = orjson.dumps(raw)
    resolved(raw)
    assert orjson.dumps(raw) == before


def test_a_day_is_given_alike_from_the_database_and_from_a_form(home):
    def told(day) -> str | None:
        return one("resources", {"title": "", "links": [{"title": "Un site", "consulted_on": day}]})["links"][0][
            "consulted_on"
        ]

    assert told("2026-11-02") == told(date(2026, 11, 2)) == "2026-11-02"
    assert told("2026-11-31") is told("20261102") is told(datetime(2026, 11, 2)) is None


@pytest.mark.parametrize(
    "typed", ["Il faut oser", "« Il faut oser »", "«\u00a0Il faut oser\u00a0» ", "“Il faut oser”", '"Il faut oser"']
)
def test_a_quotation_that_was_pasted_with_its_marks_has_them_once(home, typed):
    assert one("quote", {"text": typed})["text"] == "Il faut oser"


@pytest.mark.parametrize("typed", ["« Oui » puis « non »", "Il dit « oui »", "« Oui", ""])
def test_marks_within_a_quotation_stay(home, typed):
    assert one("quote", {"text": typed})["text"] == typed
