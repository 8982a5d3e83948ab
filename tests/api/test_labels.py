"""Codes of public answers have their French names beside them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.api.document import Document

pytestmark = pytest.mark.django_db
#: Codes whose French name is the property `label`.
NAMED_BY_LABEL = {
    "CalloutValue.kind", "Coded.code", "ContributionStep.what", "KindItem.purpose", "SocialLink.network",
    "StatusCount.status",
}  # fmt: skip
#: Codes without a French name, each with the reason.
UNNAMED = {
    "ContributionFile.type": "the `label` of its files in `contributions/kinds/` says what they are",
    "HeadingValue.level": "the name of an HTML element",
    "KindField.type": "chooses an input; `label` is what the field is for",
    "KindFiles.type": "chooses an input; `label` is what the files are",
    "PlaceMap.columns": "the names of columns",
    "PlaceProperties.milieu": "all places are in one answer, which stays short: `places/facets/` has the names",
    "PlaceProperties.state": "all places are in one answer, which stays short: `places/facets/` has the names",
    "Ref.type": "chooses a component; the content has its `type_label`",
    "Route.type": "chooses a component; the content has its `type_label`",
    "TableColumn.type": "says how cells are aligned",
}


def schema_name(schema: dict[str, Any]) -> str:
    return schema.get("$ref", "").rpartition("/")[2]


def codes(schema: dict[str, Any], schemas: dict[str, Any]) -> set[str]:
    """The texts, without the empty one, that a value may be if only some are allowed, or its items if it is a list."""
    if name := schema_name(schema):
        schema = schemas[name]
    found = {value for value in schema.get("enum", [schema.get("const")]) if isinstance(value, str) and value}
    if schema.get("type") != "object" and "discriminator" not in schema:
        items = [schema["items"]] if "items" in schema else []
        parts = [*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ()), *items]
        found = found.union(*(codes(part, schemas) for part in parts))
    return found


def answers(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Name and properties of every object in our answers; one within another is named `Outer.property`."""
    waiting: list[tuple[str, Any]] = []
    for method, path in Document(document).ours():
        for status, answer in document["paths"][path][method]["responses"].items():
            waiting += [(f"{path} {status}", content) for content in answer.get("content", {}).values()]
    seen = set()
    while waiting:
        name, part = waiting.pop()
        if isinstance(part, list):
            waiting += [(name, child) for child in part]
        elif isinstance(part, dict):
            for target in {schema_name(part), *map(schema_name, _named(part))} - seen - {""}:
                seen.add(target)
                waiting.append((target, document["components"]["schemas"][target]))
            properties = part.get("properties", {})
            if isinstance(properties, dict) and properties:
                yield name, properties
                waiting += [(f"{name}.{key}", child) for key, child in properties.items()]
            waiting += [(name, child) for key, child in part.items() if key != "properties"]


def _named(part: dict[str, Any]) -> list[dict[str, str]]:
    """The schemas that a discriminator names, as references."""
    mapping = part.get("discriminator", {}).get("mapping", {}) if isinstance(part.get("discriminator"), dict) else {}
    return [{"$ref": target} for target in mapping.values()]


def unnamed(document: dict[str, Any]) -> set[str]:
    """The properties that have one of several codes, and no property with its French name beside them.

    A list of codes has its French names in `language_labels` for `languages`.
    """
    schemas = document["components"]["schemas"]
    return {
        f"{owner}.{name}"
        for owner, properties in answers(document)
        for name, schema in properties.items()
        if len(codes(schema, schemas)) > 1
        and not {f"{name}_label", f"{name.removesuffix('s')}_labels"} & properties.keys()
    }


def test_every_code_has_its_french_name_beside_it(client):
    document = client.get("/api/v3/openapi.json").json()
    found = unnamed(document)
    assert found - NAMED_BY_LABEL - UNNAMED.keys() == set()
    assert UNNAMED.keys() - found == set(), "no longer a code without a name"
    for owner, properties in answers(document):
        assert all("label" in properties for name in properties if f"{owner}.{name}" in NAMED_BY_LABEL), owner


def test_a_code_without_name_is_seen_however_deep():
    level = {"enum": ["go", "stop"], "type": "string"}
    deep = {"type": "object", "properties": {"rows": {"type": "array", "items": {"$ref": "#/components/schemas/Row"}}}}
    row = {
        "type": "object",
        "properties": {"level": {"anyOf": [{"$ref": "#/components/schemas/Level"}, {"const": ""}]}},
    }
    read = {"security": [{}], "responses": {"200": {"content": {"application/json": {"schema": deep}}}}}
    document = {"paths": {"/rows/": {"get": read}}, "components": {"schemas": {"Level": level, "Row": row}}}
    assert unnamed(document) == {"Row.level"}
    row["properties"]["level_label"] = {"type": "string"}
    assert unnamed(document) == set()
