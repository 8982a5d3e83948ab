"""The JSON Schema of blocks says what the resolver gives, and refuses what it never gives."""

from __future__ import annotations

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from wagtail.blocks import (
    BooleanBlock,
    CharBlock,
    ChoiceBlock,
    DateBlock,
    IntegerBlock,
    ListBlock,
    PageChooserBlock,
    RichTextBlock,
    StreamBlock,
    StructBlock,
)
from wagtail.images.blocks import ImageBlock

from core.blocks import GENERAL_BLOCKS, TableBlock
from core.blocks.json_schema import SchemaBuilder, schema
from core.blocks.resolver import Resolver, resolve_value
from core.visibility.gate import Gate


def valid(shape: dict, value: object, schemas: SchemaBuilder | None = None) -> bool:
    whole = {**shape, "$defs": schemas.definitions if schemas else {}}
    return Draft202012Validator(whole, format_checker=FormatChecker()).is_valid(value)


def of(block) -> tuple[dict, SchemaBuilder]:
    schemas = SchemaBuilder()
    return schemas.value(block), schemas


@pytest.mark.parametrize(
    ("block", "good", "bad"),
    [
        (CharBlock(), ["", "mot"], [None, 1, []]),
        (RichTextBlock(), ["<p>mot</p>"], [None, {}]),
        (BooleanBlock(), [True, False], [None, "true"]),
        (IntegerBlock(), [4, None], ["4", 4.5]),
        (DateBlock(), ["2026-11-22", None], ["hier", 2026]),
        (ChoiceBlock(choices=[("a", "A"), ("b", "B")], default="a"), ["a", "b"], ["", "c", None]),
        (ChoiceBlock(choices=[("a", "A")], required=False), ["a", ""], ["c", None]),
        (ListBlock(CharBlock()), [[], ["un"]], [None, [1], "un"]),
        (StructBlock([("x", CharBlock())]), [{"x": ""}], [{}, {"x": "", "y": ""}, {"x": None}]),
        (PageChooserBlock(), [None], [1, "", {"id": "1", "title": "", "url": ""} | {"more": 1}]),
        (ImageBlock(), [None], [{}, 1]),
        (
            TableBlock(),
            [{"caption": "", "columns": [{"heading": "", "type": "number"}], "rows": [["1"], []]}],
            [None, {}, {"caption": "", "columns": [{"heading": "", "type": "colour"}], "rows": []}],
        ),
    ],
)
def test_each_kind_of_value_has_its_shape(block, good, bad):
    shape, schemas = of(block)
    Draft202012Validator.check_schema(shape)
    assert [value for value in good if not valid(shape, value, schemas)] == []
    assert [value for value in bad if valid(shape, value, schemas)] == []


@pytest.mark.django_db
@pytest.mark.parametrize("junk", [None, "", "x", 42, True, 10**30, "2026-1-2", "20260102", [], {}, [None], {"x": 1}])
@pytest.mark.parametrize(
    "block", [CharBlock(), RichTextBlock(), BooleanBlock(), IntegerBlock(), DateBlock(), ListBlock(CharBlock())]
)
def test_what_is_stored_in_another_shape_comes_out_in_this_one(block, junk):
    assert valid(of(block)[0], resolve_value(block, junk, Gate(Gate.public().snapshot, None)))


def test_a_field_says_its_label_and_its_help():
    shape, _ = of(StructBlock([("value", CharBlock(label="Chiffre", help_text="Avec son unité"))]))
    assert shape["properties"]["value"]["description"] == "Chiffre. Avec son unité."


def test_a_choice_says_what_its_codes_mean():
    shape, _ = of(ChoiceBlock(label="Genre", choices=[("legal", "Point juridique")], default="legal"))
    assert shape == {"enum": ["legal"], "description": "Genre. `legal` (Point juridique)."} | {
        "enum": ["legal", ""][:1]
    }


def test_a_block_in_two_streams_is_defined_once():
    inner = StreamBlock([("word", CharBlock(label="Mot"))])
    schemas = SchemaBuilder()
    assert schemas.stream(inner) == schemas.stream(inner)
    assert list(schemas.definitions) == ["word"]


def test_a_stream_without_blocks_holds_nothing():
    shape = SchemaBuilder().stream(StreamBlock([]))
    assert valid(shape, [])
    assert not valid(shape, [{"type": "text", "id": "", "value": ""}])


class Doubled(StructBlock):
    """A block that gives more than it stores."""

    word = CharBlock()
    represent_schema = {"length": {"type": "integer"}}

    def represent(self, value):
        return {**value, "length": len(value["word"])}


def test_a_block_declares_what_it_adds(db):
    shape, _ = of(Doubled())
    assert valid(shape, resolve_value(Doubled(), {"word": "mot"}, Gate.public()))
    assert not valid(shape, {"word": "mot"})


@pytest.mark.django_db
def test_every_general_block_filled_as_in_its_preview_has_its_shape(home):
    stream = StreamBlock(GENERAL_BLOCKS)
    check = Draft202012Validator(
        schema(stream, "https://exemple.fr/", "Bloc", "Un bloc."), format_checker=FormatChecker()
    )
    raw = [
        {"type": name, "id": name, "value": block.get_prep_value(block.get_preview_value())}
        for name, block in GENERAL_BLOCKS
    ]
    resolver = Resolver(Gate.public(), absolute=True)
    resolver.add_stream(stream, raw)
    for block in resolver.load().stream(stream, raw):
        check.validate(block)
        assert not check.is_valid({**block, "more": 1})
