"""What every block has in common."""

from __future__ import annotations

from typing import Any

from wagtail.blocks import StructBlock

from core.gate import Gate
from core.streams import resolve_one


class Group:
    """Headings of the block picker."""

    TEXT = "Texte"
    MEDIA = "Images et fichiers"
    STRUCTURE = "Listes et tableaux"
    LINKS = "Liens"
    GUIDE = "Mémento"
    PLACES = "Lieux"


class OutputMixin:
    """Gives a block's template the same plain value that a page gets from the resolver."""

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
