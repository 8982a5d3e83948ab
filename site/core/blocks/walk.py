"""Walking through stored StreamField data, the same way everywhere.

Stored data may be older than the block definitions: blocks of a type that no longer exists are skipped, and a value
that does not fit its block counts as empty.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.choices import flatten_choices
from django.utils.dateparse import parse_date
from wagtail.blocks import (
    Block,
    BooleanBlock,
    ChoiceBlock,
    ChooserBlock,
    DateBlock,
    FieldBlock,
    IntegerBlock,
    ListBlock,
    StreamBlock,
    StructBlock,
)
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.images.blocks import ImageBlock

#: Stored blocks, as `StreamValue.get_prep_value` returns them.
RawStream = Sequence[Mapping[str, Any]]
#: A block, and the raw value stored for it.
BlockValue = tuple[Block, Any]


def walk(block: Block, raw: Any) -> Iterator[BlockValue]:
    """Yield every leaf of a stored value with its block, in reading order.

    A leaf is a value without child blocks; an `ImageBlock`, image and alternative text together, is one leaf.
    """
    pending = [(block, raw)]
    while pending:
        block, raw = pending.pop()
        raw = shaped(block, raw)
        children = child_values(block, raw)
        if children is None:
            yield block, raw
        else:
            pending += reversed(children)


def child_values(block: Block, raw: Any) -> list[BlockValue] | None:
    """Return the values one level down, for a value that `shaped` returned; None if the block has no child blocks."""
    match block:
        case FieldBlock() | ImageBlock():
            return None
        case StructBlock():
            return [(child, raw.get(name)) for name, child in block.child_blocks.items()]
        case StreamBlock():
            return [(block.child_blocks[child["type"]], child.get("value")) for child in raw]
        case ListBlock():
            return [(block.child_block, item_value(item)) for item in raw]
        case TypedTableBlock():
            return [cell for row in table_rows(block, raw) for cell in row]
    return None


def table_columns(block: TypedTableBlock, raw: Mapping[str, Any]) -> list[tuple[int, Mapping[str, Any]]]:
    """Return the columns of a stored table whose type still exists, each with its position in the stored rows."""
    return [
        (position, column) for position, column in enumerate(raw["columns"]) if column["type"] in block.child_blocks
    ]


def table_rows(block: TypedTableBlock, raw: Mapping[str, Any]) -> list[list[BlockValue]]:
    """Return the cells of the `table_columns`, row by row; the raw value of a missing cell is None."""
    columns = [(position, block.child_blocks[column["type"]]) for position, column in table_columns(block, raw)]
    return [
        [(child, row["values"][position] if position < len(row["values"]) else None) for position, child in columns]
        for row in raw["rows"]
    ]


def item_value(item: Any) -> Any:
    """Return the value of a list item, which is stored with an id (since Wagtail 2.16) or alone."""
    return item["value"] if isinstance(item, dict) and item.get("type") == "item" and "value" in item else item


def text_of(value: Mapping[str, Any], name: str) -> str:
    """Return a text of a stored struct without spaces around it; "" for another type."""
    text = value.get(name)
    return text.strip() if isinstance(text, str) else ""


def number_of(value: Mapping[str, Any], name: str, default: int) -> int:
    """Return a whole number of a stored struct."""
    number = value.get(name)
    return number if isinstance(number, int) and not isinstance(number, bool) else default


def mapping(value: Any) -> Mapping[str, Any]:
    """Return a stored struct or block; an empty one for another type."""
    return value if isinstance(value, Mapping) else {}


def items_of(value: Mapping[str, Any], name: str) -> list[Any]:
    """Return the items of a list in a stored struct; an empty list for another type."""
    items = value.get(name)
    return list(items) if isinstance(items, list | tuple) else []


def id_of(block: Any) -> str:
    """Return the id of a stored block or item, "" if it has none."""
    return str(mapping(block).get("id") or "")


def primary_key(value: Any) -> int | None:
    """Return a chooser's stored value as a primary key, or None if it cannot be one."""
    try:
        number = int(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if 0 < number < 2**63 else None


def shaped(block: Block, raw: Any) -> Any:
    """Return a stored value if it has the type that its block stores, else an empty value of that type."""
    match block:
        case FieldBlock():
            return _shaped_field(block, raw)
        case ImageBlock():  # a plain id if it was stored by an ImageChooserBlock
            return raw if isinstance(raw, Mapping) else {"image": raw}
        case StructBlock():
            return raw if isinstance(raw, Mapping) else {}
        case StreamBlock():
            return [child for child in _mappings(raw) if str(child.get("type")) in block.child_blocks]
        case ListBlock():
            return raw if isinstance(raw, list | tuple) else []
        case TypedTableBlock():
            return _shaped_table(raw if isinstance(raw, Mapping) else {})
    return raw if isinstance(raw, str) else ""


def _shaped_field(block: FieldBlock, raw: Any) -> Any:
    match block:
        case BooleanBlock():
            return raw is True
        case IntegerBlock():
            whole = isinstance(raw, int) and not isinstance(raw, bool)
            return raw if whole and abs(raw) < 2**63 else None  # the JSON of the API holds no larger number
        case DateBlock():
            day = raw.isoformat() if isinstance(raw, date) else raw  # a form gives date objects
            return day if isinstance(day, str) and _is_day(day) else None
        case ChoiceBlock():
            return raw if isinstance(raw, str) and raw in _codes(block) else block.get_default() or ""
        case ChooserBlock():
            return raw
    return raw if isinstance(raw, str) else ""


def _codes(block: ChoiceBlock) -> frozenset[str]:
    """Return the codes of a choice. They are kept with the block: grouped choices take long to list."""
    attributes = vars(block)
    if "codes" not in attributes:
        attributes["codes"] = frozenset(code for code, _ in flatten_choices(block.field.choices))
    return attributes["codes"]


def _shaped_table(raw: Mapping[str, Any]) -> dict[str, Any]:
    columns = [column for column in _mappings(raw.get("columns")) if isinstance(column.get("type"), str)]
    rows = [row for row in _mappings(raw.get("rows")) if isinstance(row.get("values"), list | tuple)]
    return {**raw, "columns": columns, "rows": rows}


def _mappings(raw: Any) -> list[Mapping[str, Any]]:
    return [part for part in raw if isinstance(part, Mapping)] if isinstance(raw, list | tuple) else []


def _is_day(text: str) -> bool:
    """Return whether a text is a date as Wagtail stores it and as the API documents it: 2026-01-31."""
    try:
        day = parse_date(text)
    except ValueError:
        return False
    return day is not None and day.isoformat() == text
