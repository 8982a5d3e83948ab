"""What every block has in common."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString
from wagtail.admin.compare import BlockComparison, TextDiff
from wagtail.blocks import Block, ListBlock, PageChooserBlock, StructBlock
from wagtail.blocks import ChoiceBlock as CodedChoiceBlock
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock, ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from core.gate import Gate
from core.streams import _integer, _item, resolve_one, shaped


class Group:
    """Headings of the block picker."""

    TEXT = "Texte"
    MEDIA = "Images et fichiers"
    STRUCTURE = "Listes et tableaux"
    LINKS = "Liens"
    GUIDE = "Mémento"
    PLACES = "Lieux"


class OutputMixin:
    """Gives a block's template the same plain value that a page gets from the resolver, and opens in the editor what
    the resolver reads: a stored value of another shape is empty in both."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(sound(self, value))  # type: ignore[arg-type, misc]

    def bulk_to_python(self, values: Iterable[Any]) -> list[Any]:
        return super().bulk_to_python([sound(self, value) for value in values])  # type: ignore[arg-type, misc]

    def get_context(self, value: Any, parent_context: dict | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context)  # type: ignore[misc]
        request = context.get("request")
        gate = Gate.for_request(request) if request is not None else Gate.public()
        context["value"] = resolve_one(self, self.get_prep_value(value), gate)  # type: ignore[arg-type, attr-defined]
        if context.get("block_def") is self and (examples := self.preview_examples()):
            context["value"] |= examples
        return context

    def preview_examples(self) -> dict[str, Any]:
        """What the picker's preview shows in place of pages, images and files, which this site may not have."""
        return {}


class GeneralBlock(OutputMixin, StructBlock):
    """A block of named fields. A subclass may define `represent(value)` to add what its output needs."""


class ChoiceComparison(BlockComparison):
    """Two revisions of a choice, in the words that editors chose from: Wagtail shows the stored codes."""

    def htmlvalue(self, val: Any) -> SafeString:
        return escape(self.said(val))

    def htmldiff(self) -> SafeString:
        if self.val_a == self.val_b:
            return self.htmlvalue(self.val_a)
        sides = (("deletion", self.said(self.val_a)), ("addition", self.said(self.val_b)))
        return TextDiff([side for side in sides if side[1]]).to_html()

    def said(self, code: Any) -> str:
        """The label of a code; the code itself where it is none of the choices any more."""
        return str({code: label for code, label in self.block.field.choices if code}.get(code, code or ""))


class ChoiceBlock(CodedChoiceBlock):
    """One of several words, each stored as a code."""

    def get_comparison_class(self) -> type[BlockComparison]:
        return ChoiceComparison


def sound(block: Block, raw: Any) -> Any:
    """What is stored for a block with each part in the shape of its block, for Wagtail's own reading of it.

    Of a sound value it changes nothing that an editor sees.
    """
    raw = shaped(block, raw)
    match block:
        case ImageBlock():
            alt = raw.get("alt_text")
            return {
                "image": _integer(raw.get("image")),
                "decorative": raw.get("decorative") is True,
                "alt_text": alt if isinstance(alt, str) else "",
            }
        case StructBlock():
            return {name: sound(child, raw[name]) for name, child in block.child_blocks.items() if name in raw}
        case ListBlock():
            return [_sound_item(block.child_block, item) for item in raw]
        case TypedTableBlock():
            return _sound_table(block, raw)
        case PageChooserBlock() | ImageChooserBlock() | DocumentChooserBlock() | SnippetChooserBlock():
            return _integer(raw)
    return raw


def _sound_item(block: Block, item: Any) -> Any:
    inner = _item(item)
    value = sound(block, inner)
    # Only what has an id is an item to Wagtail.
    return {**item, "value": value} if inner is not item and item.get("id") else value


def _sound_table(block: TypedTableBlock, raw: dict[str, Any]) -> dict[str, Any]:
    kept = [(rank, column) for rank, column in enumerate(raw["columns"]) if column["type"] in block.child_blocks]

    def cell(row: dict[str, Any], rank: int, kind: str) -> Any:
        values = row["values"]
        return sound(block.child_blocks[kind], values[rank] if rank < len(values) else None)

    return {
        "caption": str(raw.get("caption") or ""),
        "columns": [{"type": column["type"], "heading": str(column.get("heading") or "")} for _, column in kept],
        "rows": [{"values": [cell(row, rank, column["type"]) for rank, column in kept]} for row in raw["rows"]],
    }
