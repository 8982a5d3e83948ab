"""Inserting many pages at once, and the tree paths of pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from wagtail.models import Page

P = TypeVar("P", bound=Page)

BATCH = 500


def path_above(path: str) -> str:
    """Return the tree path of the page above a page, by the tree path of the latter."""
    return path[: -Page.steplen]


def insert_pages(model: type[P], pages: Sequence[P]) -> None:
    """Insert unsaved pages of a type, which have their paths, and set their primary keys.

    First the parent rows, then the child rows: Django's bulk_create refuses multi-table models as a whole. Nothing else
    is written, neither rows that belong to the pages nor the `numchild` of their parent.
    """
    columns = [field for field in Page._meta.local_concrete_fields if not field.primary_key]
    returned = Page._base_manager.all()._batched_insert(pages, columns, batch_size=BATCH)  # type: ignore[attr-defined]
    for (pk,), page in zip(returned, pages, strict=True):
        page.pk = page.id = page.page_ptr_id = pk
    model._base_manager.all()._batched_insert(pages, model._meta.local_concrete_fields, batch_size=BATCH)  # type: ignore[attr-defined]
    for page in pages:
        page._state.adding = False


def row_of(page: Page, *names: str) -> dict[str, Any]:
    """Return attributes of a page as a row, as `values` would of its columns. The page need not be saved."""
    return {name: getattr(page, name) for name in names}
