"""Whether what a file says of a block has the shape that the block stores, so that it can be shown."""

from __future__ import annotations

from typing import Any

from wagtail import blocks


def fits(block: blocks.Block, value: Any) -> bool:
    """Whether a raw value is one that this block could have stored."""
    if isinstance(block, blocks.BaseStructBlock):
        known = block.child_blocks
        return isinstance(value, dict) and all(fits(known[name], part) for name, part in value.items() if name in known)
    if isinstance(block, blocks.BaseStreamBlock):
        return isinstance(value, list) and all(fits_one(block, child) for child in value)
    if isinstance(block, blocks.ListBlock):
        return isinstance(value, list) and all(fits(block.child_block, _item(item)) for item in value)
    if isinstance(block, blocks.ChooserBlock):
        return value is None or (isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**31)
    if isinstance(block, blocks.BooleanBlock):
        return isinstance(value, bool)
    if isinstance(block, blocks.IntegerBlock | blocks.FloatBlock | blocks.DecimalBlock):
        return value is None or (isinstance(value, int | float) and not isinstance(value, bool))
    if isinstance(block, blocks.RichTextBlock | blocks.FieldBlock):
        return isinstance(value, str) or (value is None and not isinstance(block, blocks.RichTextBlock))
    return True


def fits_one(stream: blocks.BaseStreamBlock, child: Any) -> bool:
    """Whether a raw child is one of the blocks of this stream."""
    if not isinstance(child, dict) or not isinstance(child.get("type"), str) or "value" not in child:
        return False
    known = stream.child_blocks.get(child["type"])
    return known is not None and isinstance(child.get("id", ""), str) and fits(known, child["value"])


def _item(item: Any) -> Any:
    """The value of an item of a list, which older rows hold without its wrapping."""
    return item["value"] if isinstance(item, dict) and item.get("type") == "item" and "value" in item else item
