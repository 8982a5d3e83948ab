"""The blocks of a stream as component schemas of the OpenAPI document, where every object has a name of its own.

Generators of clients make a class of each component; of objects within objects they make classes with long names.
"""

from __future__ import annotations

from typing import Any

from ninja.openapi.schema import REF_TEMPLATE
from wagtail.blocks import StreamBlock

from core.blocks.json_schema import DEFINITIONS, JSONSchema, SchemaBuilder


def block_components(block: StreamBlock, union: str) -> dict[str, JSONSchema]:
    """Return the blocks of a stream by component name, with all objects that they refer to.

    The first one, called `union`, is any block of the stream: `type` tells which. A block `key_figures` is
    `KeyFiguresBlock`, its value `KeyFiguresValue`, and an item of the list `figures` in it `KeyFiguresFigure`.
    """
    schemas = SchemaBuilder(closed=False)
    schemas.choices(block)
    names = {name: f"{_pascal(name)}Block" if name in block.child_blocks else name for name in schemas.definitions}
    references = {name: REF_TEMPLATE.format(model=names[name]) for name in block.child_blocks}
    components: dict[str, JSONSchema] = {
        union: {
            "title": union,
            "description": "Un bloc d’un texte composé ; `type` dit lequel.",
            "oneOf": [{"$ref": reference} for reference in references.values()],
            "discriminator": {"propertyName": "type", "mapping": references},
        }
    }
    for name, schema in schemas.definitions.items():
        definition = _referring(schema, names, union)
        if name in block.child_blocks:
            definition["title"] = names[name]
            _name_value(definition, _pascal(name), components)
        components[names[name]] = definition
    return components


def _referring(part: Any, names: dict[str, str], union: str) -> Any:
    """Return a copy of a schema for the OpenAPI document: with references to components.

    A choice between several blocks becomes a reference to `union`. Objects are left open, like all others there.
    """
    if isinstance(part, list):
        return [_referring(child, names, union) for child in part]
    if not isinstance(part, dict):
        return part
    if len(part.get("oneOf", ())) > 1:
        return {"$ref": REF_TEMPLATE.format(model=union)}
    copy = {key: _referring(child, names, union) for key, child in part.items()}
    if isinstance(part.get("$ref"), str):
        copy["$ref"] = REF_TEMPLATE.format(model=names[part["$ref"].removeprefix(DEFINITIONS)])
    if part.get("additionalProperties") is False:
        del copy["additionalProperties"]
    return copy


def _name_value(definition: JSONSchema, name: str, components: dict[str, JSONSchema]) -> None:
    """Replace the value of a block, and the items of the lists in it, by references to components of their own."""
    value = definition["properties"]["value"]
    if value.get("type") != "object":
        return
    for key, schema in value["properties"].items():
        if schema.get("items", {}).get("type") == "object":
            schema["items"] = _component(f"{name}{_pascal(key).removesuffix('s')}", schema["items"], components)
    definition["properties"]["value"] = _component(f"{name}Value", value, components)


def _component(name: str, schema: JSONSchema, components: dict[str, JSONSchema]) -> JSONSchema:
    """Add a component and return a reference to it."""
    assert name not in components, name
    components[name] = {"title": name, **schema}
    return {"$ref": REF_TEMPLATE.format(model=name)}


def _pascal(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))
