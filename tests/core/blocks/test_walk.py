"""The walk through what streams store, of today and of the past."""

from typing import Any

import pytest
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.images.blocks import ImageBlock

from core.blocks.rich_text import links, with_links
from core.blocks.walk import id_of, items_of, mapping, number_of, primary_key, shaped, table_rows, text_of, walk

TABLE = TypedTableBlock([("text", blocks.CharBlock()), ("number", blocks.IntegerBlock())])
STREAM = blocks.StreamBlock(
    [
        ("words", blocks.CharBlock()),
        ("film", blocks.StructBlock([("title", blocks.CharBlock()), ("poster", ImageBlock())])),
        ("points", blocks.ListBlock(blocks.CharBlock())),
        ("table", TABLE),
        ("inner", blocks.StreamBlock([("words", blocks.CharBlock())])),
    ]
)


def values(*children: tuple[str, Any]) -> list[Any]:
    return [raw for _, raw in walk(STREAM, [{"type": name, "value": value} for name, value in children])]


def test_values_come_in_reading_order_at_any_depth():
    image = {"image": 3, "alt_text": "La halle", "decorative": False}
    table = {
        "columns": [{"type": "text", "heading": "Poste"}, {"type": "number", "heading": "Montant"}],
        "rows": [{"values": ["Loyer", 800]}, {"values": ["Eau", 30]}],
    }
    assert values(
        ("words", "un"),
        ("film", {"poster": image, "title": "deux"}),
        ("points", [{"type": "item", "id": "a", "value": "trois"}, "quatre"]),
        ("table", table),
        ("inner", [{"type": "words", "value": "cinq"}]),
    ) == ["un", "deux", image, "trois", "quatre", "Loyer", 800, "Eau", 30, "cinq"]


def test_blocks_that_no_longer_exist_and_other_shapes_are_left_out():
    assert values(("gone", "x"), ("words", None), ("film", "x"), ("points", {}), ("table", []), ("inner", 3)) == [
        "",
        "",
        {"image": None},
    ]


def test_a_choice_may_be_in_a_group():
    choice = blocks.ChoiceBlock(choices=[("Milieu", [("milieu:rural", "Rural")])], required=False)
    assert shaped(choice, "milieu:rural") == "milieu:rural"
    assert shaped(choice, "milieu:alpin") == ""


def test_an_image_that_was_stored_as_its_number_alone():
    assert values(("film", {"title": "", "poster": 3})) == ["", {"image": 3}]


def test_rows_of_a_table_have_a_cell_for_each_column_that_still_has_its_type():
    raw = {
        "columns": [{"type": "gone"}, {"type": "text"}, {"type": "number"}],
        "rows": [{"values": ["x", "a", 1, "beyond"]}, {"values": ["x", "b"]}, {"values": []}],
    }
    rows = table_rows(TABLE, shaped(TABLE, raw))
    assert [[cell for _, cell in row] for row in rows] == [["a", 1], ["b", None], [None, None]]


@pytest.mark.parametrize(
    ("stored", "key"),
    [(3, 3), ("3", 3), (0, None), (-1, None), (2**63, None), (None, None), ("x", None), ([], None), (1e400, None)],
)
def test_primary_keys(stored, key):
    assert primary_key(stored) == key


def test_links_of_rich_text():
    source = '<p><a linktype="page" id="3">un</a> et <a href="https://exemple.fr/?a&amp;b">deux</a> <abbr>x</abbr></p>'
    assert list(links(source)) == [{"linktype": "page", "id": "3"}, {"href": "https://exemple.fr/?a&amp;b"}]
    rewritten = with_links(source, lambda attributes: "<a>" if "id" in attributes else None)
    assert rewritten == source.replace('<a linktype="page" id="3">', "<a>")


def test_parts_of_a_stored_struct_that_do_not_fit_are_empty():
    value = {"text": " Oui ", "number": 3, "items": [1], "true": True, "none": None}
    assert [text_of(value, name) for name in ("text", "number", "none", "gone")] == ["Oui", "", "", ""]
    assert [number_of(value, name, 7) for name in ("number", "true", "text", "gone")] == [3, 7, 7, 7]
    assert [items_of(value, name) for name in ("items", "text", "gone")] == [[1], [], []]
    assert [mapping(part) for part in (value, None, "text")] == [value, {}, {}]
    assert [id_of(part) for part in ({"id": "a"}, {"id": None}, {}, "text")] == ["a", "", "", ""]
