"""The JSON Schema of blocks that the API publishes."""

from __future__ import annotations

from typing import Any

import pytest

from archive.models import EventReportPage
from memento.models import SharedBlock
from tests.memento.blocks.output import BLOCKS, SCHEMA_URL

pytestmark = pytest.mark.django_db


def references(part: Any) -> list[str]:
    if isinstance(part, list):
        return [ref for child in part for ref in references(child)]
    if not isinstance(part, dict):
        return []
    own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
    return own + [ref for child in part.values() for ref in references(child)]


def test_schema_names_every_block_and_refers_to_nothing_undefined(schema, settings):
    whole = schema.schema
    assert whole["$id"] == f"{settings.SITE_URL}{SCHEMA_URL}"
    assert [part["$ref"] for part in whole["oneOf"]] == [f"#/$defs/{name}" for name in BLOCKS]
    assert {ref.removeprefix("#/$defs/") for ref in references(whole)} == set(whole["$defs"])
    assert references(whole["$defs"]["shared"]) == ["#/$defs/SharedContent"]
    inner = references(whole["$defs"]["SharedContent"])
    assert {"#/$defs/text", "#/$defs/place"} <= set(inner)
    assert "#/$defs/shared" not in inner


def test_every_block_and_field_has_a_description(schema):
    definitions = schema.schema["$defs"]
    undescribed = [
        f"{name}.{key}"
        for name in BLOCKS
        for key, part in definitions[name]["properties"]["value"].get("properties", {}).items()
        if not part.get("description")
    ]
    assert undescribed == []
    assert all(definitions[name]["description"] for name in BLOCKS)


def test_schema_is_served_like_other_reads(client, home):
    first = client.get(SCHEMA_URL)
    assert client.get(SCHEMA_URL, headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert client.get(f"{SCHEMA_URL}?x=1").status_code == 422
    assert SCHEMA_URL in client.get("/api/v3/openapi.json").json()["paths"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "carousel", "id": "", "value": {}},
        {"type": "quote", "id": "", "value": {"text": "", "author": ""}},
        {"type": "quote", "id": "", "value": {"text": "", "author": "", "source": "", "more": ""}},
        {"type": "heading", "id": "", "value": {"text": "", "level": "h9", "anchor": ""}},
        {"type": "text", "id": "", "value": None},
        {"type": "text", "value": ""},
    ],
)
def test_schema_refuses_other_shapes(schema, wrong):
    assert not schema.is_valid(wrong)


def test_other_bodies_are_made_of_the_same_blocks():
    for block in (
        SharedBlock._meta.get_field("body").stream_block,
        EventReportPage._meta.get_field("report").stream_block,
    ):
        for name, inner in block.child_blocks.items():
            assert type(inner) is type(BLOCKS[name])
