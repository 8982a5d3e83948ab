"""Compares the blocks of a table with the stored ones: what changes, and what stays exactly as it is stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from core.blocks.walk import RawStream


def merged(new: Any, stored: Any, exported: Any) -> Any:
    """Return new values, with the stored ones where the table did not change them.

    `exported` is what an unchanged table of the stored values would give. Items whose id is "" get that of the stored
    item with the same content, or a new one.
    """
    if new == exported:
        return stored
    match new, stored, exported:
        case dict(), dict(), dict():
            return {
                key: merged(value, stored[key], exported[key])
                if key in stored and key in exported
                else _with_ids(value)
                for key, value in new.items()
            }
        case list(), list(), list():
            return _merged_items(new, stored, exported)
    return _with_ids(new)


def _merged_items(new: list[Any], stored: list[Any], exported: list[Any]) -> list[Any]:
    by_name = {_name(item): item for item in stored}
    exported_by_name = {_name(item): item for item in exported}
    items = []
    for item in new:
        name = _name(item)
        before, written = by_name.pop(name, None), exported_by_name.pop(name, None)
        items.append(_with_ids(item) if before is None or written is None else merged(item, before, written))
    return items


def _name(item: Any) -> Any:
    """Return what an item is found by: the axis of points, the value of a reference, or else its id."""
    value = item.get("value") if isinstance(item, Mapping) else None
    if isinstance(value, Mapping):
        return ("axis", value["axis"]) if "axis" in value else ("id", item.get("id"))
    return ("value", value) if value is None or isinstance(value, str | int) else ("", "")


def _with_ids(value: Any) -> Any:
    """Return new values with an id for the items that have none."""
    match value:
        case dict():
            return {key: str(uuid4()) if key == "id" and not part else _with_ids(part) for key, part in value.items()}
        case list():
            return [_with_ids(part) for part in value]
    return value


@dataclass(frozen=True)
class Changes:
    """What a table does to blocks of one kind: their number, and the titles of those that it adds, changes, removes."""

    total: int
    added: list[str]
    changed: list[str]
    removed: list[str]
    #: Whether blocks that stay have another order, or, for sections, other questions before them.
    moved: bool


def changes(new: RawStream, stored: RawStream, kind: str, title: str) -> Changes:
    """Compare the blocks of a type by their ids. `title` is the field that names a block."""
    after, before = ({str(b.get("id")): b for b in blocks if b.get("type") == kind} for blocks in (new, stored))
    both = [key for key in after if key in before]
    return Changes(
        total=len(after),
        added=_titles(after, [key for key in after if key not in before], title),
        changed=_titles(after, [key for key in both if after[key] != before[key]], title),
        removed=_titles(before, [key for key in before if key not in after], title),
        moved=both != [key for key in before if key in after],
    )


def section_changes(new: RawStream, stored: RawStream) -> Changes:
    """Compare the sections of two streams."""
    moved = _questions_before_sections(new, stored) != _questions_before_sections(stored, new)
    return replace(changes(new, stored, "section", "title"), moved=moved)


def _questions_before_sections(blocks: RawStream, others: RawStream) -> list[tuple[str, frozenset[str]]]:
    """Return the sections that `others` have too, in order, each with the questions of `others` before it, as ids."""
    common = {(block.get("type"), block.get("id")) for block in others}
    sections: list[tuple[str, frozenset[str]]] = []
    questions: set[str] = set()
    for block in blocks:
        key = str(block.get("id"))
        if (block.get("type"), block.get("id")) not in common:
            continue
        if block.get("type") == "section":
            sections.append((key, frozenset(questions)))
        else:
            questions.add(key)
    return sections


def _titles(blocks: Mapping[str, Mapping[str, Any]], keys: Sequence[str], title: str) -> list[str]:
    return [str((blocks[key].get("value") or {}).get(title) or "") for key in keys]
