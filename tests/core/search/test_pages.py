"""The documents of pages: which pages have one, which field has what, and with how many queries."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, PageViewRestriction

from archive.models import EventIndexPage
from core.search.pages import documents, page_types, results, visible
from core.visibility.gate import Gate
from home.models import StandardPage
from inventory.models import InventoryIndexPage, SiteProfilePage
from memento.models import MementoPage
from tests import remembered
from tests.factories.home import StandardPageFactory
from tests.factories.inventory import SiteProfilePageFactory
from tests.factories.memento import ChapterPageFactory


@pytest.fixture(scope="module")
def demo(module_db):
    remembered.load_demo()


def document_of(page):
    return next(iter(documents([page.pk])), None)


def test_each_type_has_documents_with_text(demo):
    by_kind = {}
    for document in documents():
        by_kind.setdefault(document.kind, document)
        assert document.title
    assert by_kind.keys() == {model.card_kind or "page" for model in page_types()}
    assert [kind for kind, document in by_kind.items() if not document.text] == []


def test_some_pages_and_all_pages_give_the_same_documents(demo):
    everything = list(documents())
    assert sorted(documents([document.id for document in everything]), key=lambda d: d.id) == sorted(
        everything, key=lambda d: d.id
    )


def test_a_boosted_field_is_a_name():
    """Else it would be stemmed like text."""
    for model in page_types():
        boosted = {
            field.field_name
            for field in model.get_search_fields()
            if getattr(field, "boost", None) and field.boost >= 2 and field.field_name != "title"
        }
        assert not boosted & model.search_replaced


def test_pages_without_a_card_have_a_document_and_a_row(home):
    """The home page, lists and chapters."""
    chapter = ChapterPageFactory(
        parent=MementoPage.objects.get(),
        title="Démarrer",
        introduction="Par où commencer ?",
        search_description="Les bases",
    )
    document = document_of(chapter)
    assert (document.kind, document.title, document.text) == ("page", "Démarrer", "Par où commencer ?\nLes bases")
    gate = Gate.public()
    for page in (chapter, home, InventoryIndexPage.objects.get()):
        assert page.pk in visible(gate)
        (row,) = results(gate, [page.pk])
        assert (row["title"], row["kind_label"], row["url"]) == (page.title, "Page", gate.url(page.url_path))
        assert row["summary"] == page.meta_description()


def test_a_private_page_without_a_card_has_no_row_for_others(home):
    index = InventoryIndexPage.objects.get()
    PageViewRestriction.objects.create(page=index, restriction_type="login")
    assert index.pk not in visible(Gate.public())
    assert results(Gate.public(), [index.pk]) == []


def test_rows_of_pages_take_as_many_queries_for_one_as_for_many(home, django_assert_num_queries):
    pages = [InventoryIndexPage.objects.get(), home, *EventIndexPage.objects.all()]
    gate = Gate.public()
    with CaptureQueriesContext(connection) as few:
        results(gate, [home.pk])
    fresh_gate = Gate(replace(gate.snapshot, _values={}), gate.site)
    with django_assert_num_queries(len(few)):
        results(fresh_gate, [page.pk for page in pages])


def test_a_draft_gives_no_document(home):
    assert document_of(SiteProfilePageFactory(draft=True)) is None


def test_a_page_in_the_bin_gives_no_document(home):
    page = SiteProfilePageFactory()
    Page.objects.filter(pk=page.pk).update(path="00020001", depth=2)
    assert document_of(page) is None
    assert page.pk not in {document.id for document in documents()}


def test_a_live_page_below_a_draft_gives_a_document(home):
    parent = StandardPageFactory(parent=home, live=False)
    assert document_of(StandardPageFactory(parent=parent)) is not None


def test_the_changes_of_a_draft_are_not_read(home):
    page = StandardPageFactory(parent=home, introduction="Publié")
    page.introduction = "Brouillon"
    page.save_revision()
    document = document_of(page)
    assert "Publié" in document.text
    assert "Brouillon" not in document.text


TABLE = {"caption": "Tarifs", "columns": [{"type": "text", "heading": "Poste"}], "rows": [{"values": ["Loyer"]}]}


def body(*blocks):
    return json.dumps([{"type": kind, "value": value} for kind, value in blocks])


def test_a_body_gives_headings_text_and_passages(home):
    page = StandardPageFactory(
        parent=home,
        body=body(
            ("heading", {"text": "Où venir", "level": "h2"}),
            ("text", "<p>En <b>tram</b>&nbsp;A</p><p>À pied</p>"),
            ("checklist", {"title": "Avant", "items": ["La fibre"]}),
            ("table", TABLE),
        ),
    )  # fmt: skip
    document = document_of(page)
    assert document.headings == "Où venir"
    assert "En tram\xa0A\nÀ pied\nAvant\nLa fibre\nTarifs\nPoste\nLoyer" in document.text
    assert document.passages[0].anchor == "ou-venir"
    assert document.passages[0].text.startswith("En tram")


def test_what_is_shown_with_another_page_is_left_out(home):
    other = StandardPageFactory(parent=home, title="Ailleurs", live=False)
    document = document_of(
        StandardPageFactory(parent=home, body=body(("page_link", {"page": other.pk, "text": "Pourquoi la lire"})))
    )
    assert "Pourquoi" not in document.text
    assert "Ailleurs" not in str(document)


def test_contacts_are_nowhere(home):
    text = "Écrivez à nous@lieu.example ou au 04 76 00 00 01."
    document = document_of(
        SiteProfilePageFactory(
            summary=text,
            body=body(("text", f"<p>{text}</p>")),
            email="moi@lieu.example",
            phone="04 76 00 00 02",
            governance=text,
            other_names=text,
        )
    )
    assert "@" not in str(document)
    assert "76 00" not in str(document)


def test_queries_do_not_grow_with_the_pages(home, django_assert_num_queries, django_assert_max_num_queries):
    pages = [SiteProfilePageFactory(slug=f"lieu-{n}") for n in range(6)]
    with django_assert_max_num_queries(6) as few:
        list(documents([page.pk for page in pages[:2]]))
    with django_assert_num_queries(len(few)):
        list(documents([page.pk for page in pages]))


def test_readers_get_the_cards_of_what_they_may_see(home):
    page, draft = SiteProfilePageFactory(title="La Cime"), SiteProfilePageFactory(draft=True, slug="autre")
    gate = Gate.public()
    assert page.pk in visible(gate)
    assert draft.pk not in visible(gate)
    (row,) = results(gate, [page.pk, draft.pk])
    assert row["title"] == "La Cime"
    assert row["kind_label"] == "Lieu"
    assert row["url"] == gate.url(SiteProfilePage.objects.get(pk=page.pk).url_path)


def test_the_year_is_that_of_the_card(home):
    assert document_of(SiteProfilePageFactory(opened="2014-03")).year == 2014
    assert document_of(StandardPageFactory(parent=home)).year is None


def test_queries_of_all_types_do_not_grow(demo, django_assert_max_num_queries):
    """A chunk of a type takes the query for its pages, those for its relations, and those of its reader."""
    relations = sum(2 + sum(name.count("__") + 1 for name in model.search_related) for model in page_types())
    with django_assert_max_num_queries(relations + 5 * len(page_types())):
        list(documents())
    assert StandardPage in page_types()
