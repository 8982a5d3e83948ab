"""Erasure of the contacts on deleted pages, in their rows and in all their revisions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wagtail.models import Page, Revision

CHUNK = 200


def erase(pages: Iterable[Page]) -> set[int]:
    """Empty the `contact_fields` of these specific pages and of their revisions. Return the ids of those with some."""
    concerned = set()
    for page in pages:
        names = getattr(page, "contact_fields", ())
        if not names:
            continue
        values = {name: "" for name in names if getattr(page, name)}
        if values:
            type(page).objects.filter(pk=page.pk).update(**values)
        page.erase_contacts_of_children()
        if _erase_from_revisions(page, set(names)) or values:
            concerned.add(page.pk)
    return concerned


def _erase_from_revisions(page: Any, names: set[str]) -> bool:
    is_erased = False
    for revision in page.revisions.iterator(chunk_size=CHUNK):
        if blank(revision.content, names):
            Revision.objects.filter(pk=revision.pk).update(content=revision.content)
            is_erased = True
    return is_erased


def blank(value: Any, names: set[str]) -> bool:
    """Empty the texts with these keys in a JSON value, at any depth. Return whether there was one."""
    is_changed, pending = False, [value]
    while pending:
        part = pending.pop()
        if isinstance(part, list):
            pending += part
        elif isinstance(part, dict):
            for key, child in part.items():
                if key in names and child and isinstance(child, str):
                    part[key], is_changed = "", True
                else:
                    pending.append(child)
    return is_changed


def labels(model: type[Page]) -> list[str]:
    """Return the French names of the contact fields of a page type."""
    fields = (model._meta.get_field(name) for name in getattr(model, "contact_fields", ()))
    return [str(field.verbose_name) for field in fields]  # type: ignore[union-attr]
