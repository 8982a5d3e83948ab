"""Lists that are edited as lines and as titles, and stored as Wagtail's."""

from __future__ import annotations

import json

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict
from wagtail.admin.telepath import JSContext
from wagtail.blocks import CharBlock
from wagtail.blocks.base import get_error_json_data

from memento.blocks.diagnostic import SheetChooserBlock
from memento.blocks.lists import LinesBlock, PagesBlock

LINES = LinesBlock(CharBlock(max_length=20), label="Questions", max_num=3)
PAGES = PagesBlock(SheetChooserBlock(), label="Fiches", max_num=2)


def lines(text: str):
    return LINES.value_from_datadict({"x": text}, {}, "x")


def pages(*ids: object):
    items = [{"type": "item", "id": f"item-{pk}", "value": pk} for pk in ids]
    return PAGES.value_from_datadict({"x": json.dumps(items)}, {}, "x")


# --- Lines -----------------------------------------------------------------------------------------------------------


def test_each_line_is_an_item():
    value = lines("  Qui paie ?\r\n\r\nQui ouvre ?\n \n")
    assert list(value) == ["Qui paie ?", "Qui ouvre ?"]
    assert LINES.get_form_state(value) == "Qui paie ?\nQui ouvre ?"
    assert list(lines("")) == []
    assert list(LINES.value_from_datadict(QueryDict(), {}, "x")) == []


def test_a_line_keeps_its_id_when_others_change():
    before = {item.value: item.id for item in lines("Qui paie ?\nQui ouvre ?").bound_blocks}
    after = {item.value: item.id for item in lines("Et encore ?\nQui ouvre ?\nQui paie ?").bound_blocks}
    assert before.items() <= after.items()
    assert len({item.id for item in lines("Oui\nOui").bound_blocks}) == 2


def test_errors_name_the_line():
    with pytest.raises(ValidationError, match=r"Ligne 2 : .*20") as caught:
        LINES.clean(lines("Court\nUne ligne bien trop longue\nCourt aussi"))
    assert len(caught.value.messages) == 1
    with pytest.raises(ValidationError, match="3"):
        LINES.clean(lines("a\nb\nc\nd"))


# --- Pages -----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_pages_are_shown_by_their_titles(make_sheet, django_assert_num_queries):
    one, two = make_sheet("murs", title="Les murs"), make_sheet("budget", title="Le budget")
    value = pages(two.pk, one.pk)
    assert [page.pk for page in value] == [two.pk, one.pk]
    with django_assert_num_queries(0):
        state = PAGES.get_form_state(value)
    assert state == [
        {"id": f"item-{two.pk}", "value": two.pk, "title": "Le budget"},
        {"id": f"item-{one.pk}", "value": one.pk, "title": "Les murs"},
    ]


@pytest.mark.django_db
def test_a_deleted_page_stays_until_it_is_taken_out(home):
    value = pages(99_999)
    assert PAGES.get_form_state(value)[0]["title"].startswith("Page supprimée")
    assert PAGES.get_prep_value(PAGES.clean(value))[0]["value"] == 99_999


@pytest.mark.django_db
@pytest.mark.parametrize("raw", ["", "[", "{}", "3", '["x"]', '[{"type": "item", "id": "a", "value": null}]'])
def test_what_is_no_list_of_pages_is_empty(home, raw):
    value = PAGES.value_from_datadict({"x": raw}, {}, "x")
    assert PAGES.get_form_state(value) == []


@pytest.mark.django_db
def test_no_more_pages_than_the_most(make_sheet):
    value = pages(*(make_sheet(f"fiche-{number}").pk for number in range(3)))
    with pytest.raises(ValidationError) as caught:
        PAGES.clean(value)
    (message,) = get_error_json_data(caught.value)["messages"]
    assert "2" in message


def test_the_form_knows_what_to_choose():
    packed = json.dumps(JSContext().pack(PAGES))
    for part in ("sillon.PageList", "memento.sheetpage", "Ajouter", "/admin/choose-page/"):
        assert part in packed
    assert "wagtail.blocks.FieldBlock" in json.dumps(JSContext().pack(LINES))
