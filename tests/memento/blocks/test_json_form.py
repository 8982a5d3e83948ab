"""What blocks that are posted as JSON make of what no browser's script sends."""

from __future__ import annotations

import json

import pytest

from memento.models import DecisionTreePage, DiagnosticPage

QUESTION = DiagnosticPage._meta.get_field("questions").stream_block.child_blocks["question"]
ANSWERS = QUESTION.child_blocks["answers"]
LINES = DecisionTreePage._meta.get_field("nodes").stream_block.child_blocks["outcome"].child_blocks["next_questions"]


def posted(raw, block=ANSWERS):
    return block.value_from_datadict({"x": raw if isinstance(raw, str) else json.dumps(raw)}, {}, "x")


def answer(text="Oui", key="a"):
    return {"type": "item", "id": key, "value": {"text": text}}


def test_characters_that_no_database_stores_are_left_out():
    """Written as escapes, they pass the decoding of the request."""
    (value,) = posted('[{"type": "item", "id": "a", "value": {"text": "O\\ud800u\\u0000i"}}]')
    assert value["text"] == "Oui"


@pytest.mark.parametrize("key", [[1], {"a": 1}, 7, "", "a" * 101, "a\ud800"])
def test_an_id_of_another_kind_becomes_a_new_one(key):
    (child,) = posted([answer(key=key)]).bound_blocks
    assert isinstance(child.get_prep_value()["id"], str)
    assert len(child.get_prep_value()["id"]) == 36 or key == "a\ud800"
    assert posted([answer()]).bound_blocks[0].id == "a"


@pytest.mark.parametrize("raw", ["", "{", "[" * 100_000, "null", "7", '"a"', '{"a": 1}', "[[[]]]", "NaN", "[1e999]"])
def test_what_cannot_be_read_is_empty_or_of_empty_rows(raw):
    assert not any(row["text"] for row in posted(raw))


def test_lines_are_read_up_to_one_too_many():
    assert len(LINES.value_from_datadict({"x": "une ligne\n" * 100_000}, {}, "x")) == 9
