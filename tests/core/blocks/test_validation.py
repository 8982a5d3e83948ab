"""Which raw values from outside a stream may store."""

from typing import Any

import pytest
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from core.blocks.validation import is_storable_child

STREAM = blocks.StreamBlock(
    [
        ("words", blocks.CharBlock()),
        ("text", blocks.RichTextBlock()),
        ("number", blocks.IntegerBlock()),
        ("tick", blocks.BooleanBlock()),
        ("image", ImageChooserBlock()),
        ("film", blocks.StructBlock([("title", blocks.CharBlock()), ("poster", ImageChooserBlock())])),
        ("points", blocks.ListBlock(blocks.CharBlock())),
        ("inner", blocks.StreamBlock([("words", blocks.CharBlock())])),
    ]
)


def fits(name: str, value: Any) -> bool:
    return is_storable_child(STREAM, {"type": name, "value": value})


@pytest.mark.parametrize(
    ("name", "accepted", "refused"),
    [
        ("words", ["", "un", None], [1, True, ["un"], {}]),
        ("text", ["<p>un</p>"], [None, 1, []]),
        ("number", [None, 0, -3, 1.5], ["3", True, []]),
        ("tick", [True, False], [None, 1, "on"]),
        ("image", [None, 1, 2**31 - 1], [0, -1, 2**31, True, "1", 1.0, {}]),
        ("film", [{}, {"title": "un", "poster": 3}, {"gone": []}], [None, [], "un", {"title": 1}, {"poster": "3"}]),
        ("points", [[], ["un", {"type": "item", "id": "a", "value": "deux"}]], [None, {}, [1], ["un", 2]]),
        (
            "inner",
            [[], [{"type": "words", "value": "un"}]],
            [
                None,
                [{"type": "gone", "value": "un"}],
                [{"type": "words", "value": "un"}, {"type": "words", "value": 2}],
            ],
        ),
    ],
)
def test_a_block_takes_values_of_its_own_kind_alone(name, accepted, refused):
    assert [value for value in accepted if not fits(name, value)] == []
    assert [value for value in refused if fits(name, value)] == []


@pytest.mark.parametrize(
    "child",
    [
        None,
        "words",
        ["words", "un"],
        {"type": "gone", "value": "un"},
        {"type": ["words"], "value": "un"},
        {"value": "un"},
        {"type": "words"},
        {"type": "words", "value": "un", "id": 3},
    ],
)
def test_a_child_names_its_type_and_has_a_value(child):
    assert not is_storable_child(STREAM, child)
    assert is_storable_child(STREAM, {"type": "words", "value": "un", "id": "a"})
