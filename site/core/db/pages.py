"""Inserting many pages at once, and the tree paths of pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from wagtail.models import Page

from core.db.bulk_insert import bulk_insert

P = TypeVar("P", bound=Page)


def path_above(path: str) -> str:
    """Return the tree path of the page above a page, by the tree path of the latter."""
    return path[: -Page.steplen]


def insert_pages(model: type[P], pages: Sequence[P]) -> None:
    """Insert unsaved pages of a type, which have their paths, and set their primary keys.

    First the parent rows, then the child rows. Nothing else is written, neither rows that belong to the pages nor the
    `numchild` of their parent.
    """
    for pk, page in zip(bulk_insert(Page, pages), pages, strict=True):
        page.pk = page.id = page.page_ptr_id = pk
    bulk_insert(model, pages)
    for page in pages:
        page._state.adding = False


def row_of(page: Page, *names: str) -> dict[str, Any]:
    """Return attributes of a page as a row, as `values` would of its columns. The page need not be saved."""
    return {name: getattr(page, name) for name in names}
