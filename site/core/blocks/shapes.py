"""The JSON Schema of blocks, in the form that the resolver gives them to programs.

A schema is read off a block's definition. What a block adds, it declares beside its fields:

- `represented`, where it has `represent`: the properties that this adds or changes;
- `shape(shapes)`, where it has a `loader`: the shape of what it chooses.
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

from core.schemas import BlockDocument, BlockPage, Image

#: A JSON Schema, or a part of one.
Shape = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
DEFINITIONS = "#/$defs/"


def text(description: str = "") -> Shape:
    """A string."""
    return _described({"type": "string"}, description)


def one_of(codes: list[str], description: str = "") -> Shape:
    """One of these strings."""
    return _described({"enum": list(dict.fromkeys(codes))}, description)


def array(items: Shape, description: str = "") -> Shape:
    """A list, each item of which has this shape."""
    return _described({"type": "array", "items": items}, description)


def record(properties: dict[str, Shape], description: str = "") -> Shape:
    """An object with these properties, all of them, and no others."""
    shape = {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
    return _described(shape, description)


def or_null(shape: Shape, description: str = "") -> Shape:
    """This, or null."""
    return _described({"anyOf": [shape, {"type": "null"}]}, description)


def _described(shape: Shape, description: str) -> Shape:
    return {**shape, "description": description} if description else shape


@dataclass
class Shapes:
    """Collects the definitions that the schemas of blocks refer to: each block by its name in the stream, and what
    blocks choose by the name of its model.

    >>> shapes = Shapes()
    >>> shapes.stream(SheetPage.body.field.stream_block)["items"]["oneOf"]
    [{"$ref": "#/$defs/heading"}, …]
    """

    definitions: dict[str, Shape] = field(default_factory=dict)

    def choices(self, block: StreamBlock) -> list[Shape]:
        """References to the blocks of a stream, each defined."""
        for name, child in block.child_blocks.items():
            if name not in self.definitions:
                self.definitions[name] = {}  # its place in the order, and the end of a circle
                shape = record({"type": {"const": name}, "id": text(), "value": self.value(child, described=False)})
                self.definitions[name] = {"title": str(child.label), **_described(shape, _told(child))}
        return [{"$ref": f"{DEFINITIONS}{name}"} for name in block.child_blocks]

    def stream(self, block: StreamBlock) -> Shape:
        """The list of blocks of a stream."""
        choices = self.choices(block)
        return array({"oneOf": choices} if choices else {"not": {}})

    def model(self, model: type[BaseModel], **changed: Shape) -> Shape:
        """A reference to a model of `core.schemas` or like them, under the name of its class; `changed` replaces
        properties of it."""
        name = model.__name__
        if name not in self.definitions:
            found = model.model_json_schema(ref_template=f"{DEFINITIONS}{{model}}")
            parts = {**found.pop("$defs", {}), name: found}
            found["properties"] |= {
                key: _described(shape, found["properties"][key].get("description", ""))
                for key, shape in changed.items()
            }
            self.definitions |= {key: _closed(part) for key, part in parts.items()}
        return {"$ref": f"{DEFINITIONS}{name}"}

    def value(self, block: Block, described: bool = True) -> Shape:
        """The shape of a block's value, with its label and help as description."""
        shape = self._value(block)
        if changed := getattr(block, "represented", None):
            shape = record(shape["properties"] | changed)
        return _described(shape, _told(block)) if described else shape

    def _value(self, block: Block) -> Shape:
        if getattr(block, "loader", None):
            return or_null(block.shape(self))
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

    def _table(self, block: TypedTableBlock) -> Shape:
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


def schema(block: StreamBlock, address: str, title: str, description: str) -> Shape:
    """The JSON Schema of any one block of a stream; `address` is where it is published."""
    shapes = Shapes()
    return {
        "$schema": DIALECT,
        "$id": address,
        "title": title,
        "description": description,
        "oneOf": shapes.choices(block),
        "$defs": shapes.definitions,
    }


def _told(block: Block) -> str:
    """What a block or a field is, in French: its label, and what helps editors to fill it."""
    own: Any = getattr(block, "field", None)
    help_text = getattr(block.meta, "help_text", "") or getattr(own, "help_text", "")
    words = [block.meta.label, getattr(block.meta, "description", ""), help_text, _named(block)]
    parts = [str(part) for part in words if part]
    return " ".join(part if part.endswith((".", "?", "!", "…")) else f"{part}." for part in parts)


def _named(block: Block) -> str:
    """What the codes of a choice mean."""
    if not isinstance(block, ChoiceBlock):
        return ""
    return ", ".join(f"`{code}` ({label})" for code, label in block.field.choices if code)


def _closed(shape: Any) -> Any:
    """A schema that pydantic made: no titles of its own, and objects with no other property than theirs."""
    if isinstance(shape, list):
        return [_closed(part) for part in shape]
    if not isinstance(shape, dict):
        return shape
    named = shape.get("properties")
    closed = {key: _closed(part) for key, part in shape.items() if key not in ("properties", "title")}
    if isinstance(named, dict):
        closed["properties"] = {key: _closed(part) for key, part in named.items()}
        closed["additionalProperties"] = False
    return closed
