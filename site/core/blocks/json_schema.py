"""JSON Schema of the blocks, as the resolver outputs them in the API.

The schema is derived from a block's definition. A block declares in addition:

- `represent_schema`, if it has `represent`: the properties that `represent` adds or changes, by name;
- `json_schema(schemas)`, if it has a `loader`: the schema of the object that it refers to.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel
from wagtail.blocks import (
    Block,
    BooleanBlock,
    ChoiceBlock,
    DateBlock,
    IntegerBlock,
    ListBlock,
    PageChooserBlock,
    RichTextBlock,
    StreamBlock,
    StructBlock,
)
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock, ImageChooserBlock

from core.api.schemas import BlockDocument, BlockPage, Image

#: A JSON Schema, or a part of one.
JSONSchema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
DEFINITIONS = "#/$defs/"


def text(description: str = "") -> JSONSchema:
    """Return the schema of a string."""
    return _described({"type": "string"}, description)


def one_of(codes: list[str], description: str = "") -> JSONSchema:
    """Return the schema of an enumeration of strings."""
    return _described({"enum": list(dict.fromkeys(codes))}, description)


def array(items: JSONSchema, description: str = "") -> JSONSchema:
    """Return the schema of a list of items."""
    return _described({"type": "array", "items": items}, description)


def record(properties: dict[str, JSONSchema], description: str = "") -> JSONSchema:
    """Return the schema of an object that has exactly these properties."""
    schema = {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
    return _described(schema, description)


def or_null(schema: JSONSchema, description: str = "") -> JSONSchema:
    """Return a schema that also allows null."""
    return _described({"anyOf": [schema, {"type": "null"}]}, description)


def _described(schema: JSONSchema, description: str) -> JSONSchema:
    return {**schema, "description": description} if description else schema


@dataclass
class SchemaBuilder:
    """Builds schemas of blocks and collects the definitions that they refer to.

    `definitions` holds each block of a stream by its name, and each referenced object by the name of its model. If not
    `closed`, models are exactly as pydantic describes them, and not closed to additional properties.

    >>> schemas = SchemaBuilder()
    >>> schemas.stream(SheetPage.body.field.stream_block)["items"]["oneOf"]
    [{"$ref": "#/$defs/heading"}, …]
    """

    definitions: dict[str, JSONSchema] = field(default_factory=dict)
    closed: bool = True

    def choices(self, block: StreamBlock) -> list[JSONSchema]:
        """Define the blocks of a stream and return references to them."""
        for name, child in block.child_blocks.items():
            if name not in self.definitions:
                self.definitions[name] = {}  # keeps the order, and ends the recursion of a block that holds itself
                schema = record({"type": {"const": name}, "id": text(), "value": self.value(child, described=False)})
                self.definitions[name] = {"title": str(child.label), **_described(schema, _description(child))}
        return [{"$ref": f"{DEFINITIONS}{name}"} for name in block.child_blocks]

    def stream(self, block: StreamBlock) -> JSONSchema:
        """Return the schema of a stream, which is a list of blocks."""
        choices = self.choices(block)
        return array({"oneOf": choices} if choices else {"not": {}})

    def model(self, model: type[BaseModel], **changed: JSONSchema) -> JSONSchema:
        """Define a pydantic model under the name of its class and return a reference to it.

        `changed` replaces the schemas of some of its properties, which keep their descriptions.
        """
        name = model.__name__
        if name not in self.definitions:
            schema = model.model_json_schema(ref_template=f"{DEFINITIONS}{{model}}")
            definitions = {**schema.pop("$defs", {}), name: schema}
            schema["properties"] |= {
                key: _described(replacement, schema["properties"][key].get("description", ""))
                for key, replacement in changed.items()
            }
            self.definitions |= {key: _closed(one) if self.closed else one for key, one in definitions.items()}
        return {"$ref": f"{DEFINITIONS}{name}"}

    def value(self, block: Block, described: bool = True) -> JSONSchema:
        """Return the schema of a block's value, described by its label and help text."""
        schema = self._value(block)
        if changed := getattr(block, "represent_schema", None):
            schema = record(schema["properties"] | changed)
        return _described(schema, _description(block)) if described else schema

    def _value(self, block: Block) -> JSONSchema:
        if getattr(block, "loader", None):
            return or_null(block.json_schema(self))
        match block:
            case StreamBlock():
                return self.stream(block)
            case ImageBlock() | ImageChooserBlock():
                return or_null(self.model(Image))
            case StructBlock():
                return record({name: self.value(child) for name, child in block.child_blocks.items()})
            case ListBlock():
                return array(self.value(block.child_block))
            case TypedTableBlock():
                return self._table(block)
            case RichTextBlock():
                return {"type": "string", "contentMediaType": "text/html"}
            case PageChooserBlock():
                return or_null(self.model(BlockPage))
            case DocumentChooserBlock():
                return or_null(self.model(BlockDocument))
            case BooleanBlock():
                return {"type": "boolean"}
            case IntegerBlock():
                return {"type": ["integer", "null"]}
            case DateBlock():
                return {"type": ["string", "null"], "format": "date"}
            case ChoiceBlock():
                return one_of([*(str(code) for code, _ in block.field.choices), block.get_default() or ""])
        return text()

    def _table(self, block: TypedTableBlock) -> JSONSchema:
        kinds = list(block.child_blocks)
        cells = [self.value(child) for child in block.child_blocks.values()]
        column = record(
            {
                "heading": text("Titre de la colonne."),
                "type": one_of(kinds, "Nature de ses cases."),
            }
        )
        return record(
            {
                "caption": text("Titre du tableau."),
                "columns": array(column, "Colonnes, de gauche à droite."),
                "rows": array(array({"anyOf": cells}), "Lignes : leurs cases dans l’ordre des colonnes."),
            }
        )


def schema(block: StreamBlock, address: str, title: str, description: str) -> JSONSchema:
    """Return the JSON Schema of a single block of a stream; `address` is the URL of the schema."""
    schemas = SchemaBuilder()
    return {
        "$schema": DIALECT,
        "$id": address,
        "title": title,
        "description": description,
        "oneOf": schemas.choices(block),
        "$defs": schemas.definitions,
    }


def _description(block: Block) -> str:
    """Return the description of a block in French: its label, description, help text and choices, as sentences."""
    field: Any = getattr(block, "field", None)
    help_text = getattr(block.meta, "help_text", "") or getattr(field, "help_text", "")
    texts = [block.meta.label, getattr(block.meta, "description", ""), help_text, _choices(block)]
    sentences = [str(text) for text in texts if text]
    return " ".join(text if text.endswith((".", "?", "!", "…")) else f"{text}." for text in sentences)


def _choices(block: Block) -> str:
    """Return the codes of a choice with their labels; nothing for other blocks."""
    if not isinstance(block, ChoiceBlock):
        return ""
    return ", ".join(f"`{code}` ({label})" for code, label in block.field.choices if code)


def _closed(schema: Any) -> Any:
    """Return a schema made by pydantic without its generated titles, its objects closed to additional properties."""
    if isinstance(schema, list):
        return [_closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    properties = schema.get("properties")
    closed = {key: _closed(part) for key, part in schema.items() if key not in ("properties", "title")}
    if isinstance(properties, dict):
        closed["properties"] = {key: _closed(part) for key, part in properties.items()}
        closed["additionalProperties"] = False
    return closed
