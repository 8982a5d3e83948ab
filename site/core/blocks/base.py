"""Base classes of the blocks: rendering through the resolver, tolerant loading, comparison of choices."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.choices import flatten_choices
from django.utils.html import escape
from django.utils.safestring import SafeString
from wagtail.admin.compare import BlockComparison, TextDiff
from wagtail.blocks import Block, ListBlock, PageChooserBlock, StructBlock
from wagtail.blocks import ChoiceBlock as CodedChoiceBlock
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock, ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from core.blocks.resolver import resolve_value
from core.blocks.walk import item_value, primary_key, shaped, table_columns, table_rows
from core.text.lengths import UNSTORABLE
from core.visibility.gate import Gate

#: Maximum length of the id of a list item; Wagtail's own have 36 characters.
MAX_ID = 100


class Group:
    """Headings of the block picker, in French."""

    TEXT = "Texte"
    MEDIA = "Images et fichiers"
    STRUCTURE = "Listes et tableaux"
    LINKS = "Liens"
    GUIDE = "Mémento"
    PLACES = "Lieux"


class OutputMixin:
    """Render a block from the plain value that the resolver makes of it.

    The editor loads stored values by the same rules as the resolver: a value that does not fit its block is empty.
    """

    def to_python(self, value: Any) -> Any:
        return super().to_python(normalised(self, value))  # type: ignore[arg-type, misc]

    def bulk_to_python(self, values: Iterable[Any]) -> list[Any]:
        return super().bulk_to_python([normalised(self, value) for value in values])  # type: ignore[arg-type, misc]

    def get_context(self, value: Any, parent_context: dict | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context)  # type: ignore[misc]
        request = context.get("request")
        gate = Gate.for_request(request) if request is not None else Gate.public()
        context["value"] = resolve_value(self, self.get_prep_value(value), gate)  # type: ignore[arg-type, attr-defined]
        if context.get("block_def") is self and (examples := self.preview_examples()):
            context["value"] |= examples
        return context

    def preview_examples(self) -> dict[str, Any]:
        """Return values by field name for the picker's preview: example pages, images and files, which no site has."""
        return {}


class GeneralBlock(OutputMixin, StructBlock):
    """A block of named fields. A subclass may define `represent(value)`, which adds keys to its resolved value."""


class RecordBlock(OutputMixin, StructBlock):
    """A block that a page type reads as data. It stands in no body: it has no template and no preview of its own."""

    is_previewable = False


class ChoiceComparison(BlockComparison):
    """Compares two revisions of a choice by label. (Wagtail compares the stored codes.)"""

    def htmlvalue(self, val: Any) -> SafeString:
        return escape(self.label_of(val))

    def htmldiff(self) -> SafeString:
        if self.val_a == self.val_b:
            return self.htmlvalue(self.val_a)
        sides = (("deletion", self.label_of(self.val_a)), ("addition", self.label_of(self.val_b)))
        return TextDiff([side for side in sides if side[1]]).to_html()

    def label_of(self, code: Any) -> str:
        """Return the label of a code, or the code itself if the choice no longer exists."""
        choices = flatten_choices(self.block.field.choices)
        return str({code: label for code, label in choices if code}.get(code, code or ""))


class ChoiceBlock(CodedChoiceBlock):
    """A choice among codes, which are text. Its revisions are compared by label."""

    def normalize_choice(self, value: Any) -> Any:
        """Return a stored code. (Wagtail looks for it among the choices, in case it is no text.)"""
        return value

    def get_comparison_class(self) -> type[BlockComparison]:
        return ChoiceComparison


def normalised(block: Block, raw: Any) -> Any:
    """Return a stored value in the form that Wagtail's `to_python` of the block can load.

    Parts of a wrong type become empty; a valid value loads as it would without this.
    """
    raw = shaped(block, raw)
    match block:
        case ImageBlock():
            alt = raw.get("alt_text")
            return {
                "image": primary_key(raw.get("image")),
                "decorative": raw.get("decorative") is True,
                "alt_text": alt if isinstance(alt, str) else "",
            }
        case StructBlock():
            return {name: normalised(child, raw[name]) for name, child in block.child_blocks.items() if name in raw}
        case ListBlock():
            return [_normalised_item(block.child_block, item) for item in raw]
        case TypedTableBlock():
            return _normalised_table(block, raw)
        case PageChooserBlock() | ImageChooserBlock() | DocumentChooserBlock() | SnippetChooserBlock():
            return primary_key(raw)
    return raw


def _normalised_item(block: Block, item: Any) -> Any:
    inner = item_value(item)
    value = normalised(block, inner)
    # Wagtail takes a dict for a list item only if it has an id. Without one it gives the item a new id.
    return {**item, "value": value} if inner is not item and _is_id(item.get("id")) else value


def _is_id(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= MAX_ID and not UNSTORABLE.search(value)


def _normalised_table(block: TypedTableBlock, raw: dict[str, Any]) -> dict[str, Any]:
    return {
        "caption": str(raw.get("caption") or ""),
        "columns": [
            {"type": column["type"], "heading": str(column.get("heading") or "")}
            for _, column in table_columns(block, raw)
        ],
        "rows": [{"values": [normalised(*cell) for cell in row]} for row in table_rows(block, raw)],
    }
