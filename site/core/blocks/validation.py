"""Type checks of raw block values that come from outside, such as an imported file."""

from __future__ import annotations

from typing import Any

from wagtail import blocks

from core.blocks.walk import item_value


def is_storable(block: blocks.Block, value: Any) -> bool:
    """Return whether a raw value has the type that this block stores. Keys of unknown fields are ignored."""
    if isinstance(block, blocks.BaseStructBlock):
        children = block.child_blocks
        return isinstance(value, dict) and all(
            is_storable(children[name], part) for name, part in value.items() if name in children
        )
    if isinstance(block, blocks.BaseStreamBlock):
        return isinstance(value, list) and all(is_storable_child(block, child) for child in value)
    if isinstance(block, blocks.ListBlock):
        return isinstance(value, list) and all(is_storable(block.child_block, item_value(item)) for item in value)
    if isinstance(block, blocks.ChooserBlock):
        return value is None or (isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**31)
    if isinstance(block, blocks.BooleanBlock):
        return isinstance(value, bool)
    if isinstance(block, blocks.IntegerBlock | blocks.FloatBlock | blocks.DecimalBlock):
        return value is None or (isinstance(value, int | float) and not isinstance(value, bool))
    if isinstance(block, blocks.RichTextBlock | blocks.FieldBlock):
        return isinstance(value, str) or (value is None and not isinstance(block, blocks.RichTextBlock))
    return True


def is_storable_child(stream: blocks.BaseStreamBlock, child: Any) -> bool:
    """Return whether a raw value is a block (`type`, `value`, maybe `id`) that this stream could have stored."""
    if not isinstance(child, dict) or not isinstance(child.get("type"), str) or "value" not in child:
        return False
    block = stream.child_blocks.get(child["type"])
    return block is not None and isinstance(child.get("id", ""), str) and is_storable(block, child["value"])
