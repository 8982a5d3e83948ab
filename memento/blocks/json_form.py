"""Blocks whose form is drawn by `static/js/admin-json-form.js`, which posts the whole value as JSON in one input.

A question with four answers on two axes would be forty inputs in Wagtail's own form, and eighty questions more than a
browser can draw or a server accepts. What is stored is the same as for Wagtail's blocks.
"""

from __future__ import annotations

import json
from typing import Any

from wagtail.blocks import BooleanBlock, CharBlock, ChoiceBlock, IntegerBlock, ListBlock

from core.blocks.base import normalised
from core.text.lengths import UNSTORABLE


class JSONFormMixin:
    """A block that is posted as JSON in the input named by its prefix. JSON that cannot be read is an empty value.

    Characters that no database stores, which JSON can spell as escapes, are left out.
    """

    def value_from_datadict(self, data: Any, files: Any, prefix: str) -> Any:
        try:
            raw = _storable(json.loads(data.get(prefix) or "null"))
        except (ValueError, RecursionError):
            raw = None
        return self.to_python(normalised(self, raw))  # type: ignore[attr-defined, arg-type]

    def value_omitted_from_data(self, data: Any, files: Any, prefix: str) -> bool:
        return prefix not in data


def _storable(value: Any) -> Any:
    match value:
        case str():
            return UNSTORABLE.sub("", value)
        case list():
            return [_storable(part) for part in value]
        case dict():
            return {UNSTORABLE.sub("", name): _storable(part) for name, part in value.items()}
    return value


class ReferenceBlock(CharBlock):
    """The id of another block of the same form. The form offers the blocks that exist, by number and text."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=100, **kwargs)

    def get_searchable_content(self, value: Any) -> list[str]:
        return []


class RowsBlock(JSONFormMixin, ListBlock):
    """A list of small structs, edited as the rows of a table."""

    @property
    def columns(self) -> list[dict[str, Any]]:
        """The columns of the table, for the script: `name`, `label`, `help`, `type`, `required`, and what else it has.

        Types: `text` (`maxLength`), `integer` (`min`, `max`), `checkbox`, `select` (`choices`: groups of
        [label, [[code, label], …]]), `reference` (a block of the form), `points` (a whole number for each axis).
        """
        return [
            {
                "name": name,
                "label": str(child.label),
                "help": str(getattr(getattr(child, "field", child.meta), "help_text", None) or ""),
                "required": bool(getattr(child, "required", False)),
                **_column_type(child),
            }
            for name, child in self.child_block.child_blocks.items()
        ]


def _column_type(block: Any) -> dict[str, Any]:
    match block:
        case ReferenceBlock():
            return {"type": "reference"}
        case ListBlock():
            number = block.child_block.child_blocks["points"].field
            return {"type": "points", "min": number.min_value, "max": number.max_value}
        case BooleanBlock():
            return {"type": "checkbox"}
        case IntegerBlock():
            return {"type": "integer", "min": block.field.min_value, "max": block.field.max_value}
        case ChoiceBlock():
            return {"type": "select", "choices": _groups(block.field.choices)}
    return {"type": "text", "maxLength": block.field.max_length}


def _groups(choices: Any) -> list[list[Any]]:
    """Return groups of choices: [[label of the group, [[code, label], …]], …]; the label is "" without a group."""
    groups: list[list[Any]] = []
    for code, label in choices:
        if isinstance(label, list | tuple):
            groups.append([str(code), [[str(c), str(text)] for c, text in label]])
        elif code:
            if not groups or groups[-1][0]:
                groups.append(["", []])
            groups[-1][1].append([str(code), str(label)])
    return groups
