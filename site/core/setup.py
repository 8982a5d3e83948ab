"""What sections use to make their part of an instance. Everything here may run again and again."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import transaction
from wagtail.models import Collection, Locale, Page

from core.models import Partner, Person, Theme
from core.models.page import BasePage

P = TypeVar("P", bound=BasePage)

#: What editors write once for pages of all sections.
SNIPPETS = (Theme, Partner, Person)


def ensure_base() -> Page:
    """The language, the root collection and the root page, which Wagtail's migrations make; return the root page."""
    locale, _ = Locale.objects.get_or_create(language_code="fr")
    if not Collection.objects.exists():
        Collection.add_root(name="Root")
    root = Page.get_first_root_node()
    if root is None:
        root = Page.add_root(title="Root", slug="root", locale=locale, url_path="/")
    # Wagtail's first migration made everything in the language it found then.
    Page.objects.exclude(locale=locale).update(locale=locale)
    Locale.objects.exclude(pk=locale.pk).delete()
    return root


@transaction.atomic
def ensure_page(
    parent: Page,
    model: type[P],
    slug: str,
    title: str,
    fields: dict[str, Any] | None = None,
    children: dict[str, list[Any]] | None = None,
    publish: bool = True,
) -> P:
    """The page of this type and slug below a parent; made and published when it is not there, else left as it is.

    `children` maps the names of child relations to unsaved rows, in order.
    """
    existing = model.objects.child_of(parent).filter(slug=slug).first()
    if existing is not None:
        return existing
    page = model(title=title, slug=slug, live=False, **(fields or {}))
    for relation, rows in (children or {}).items():
        setattr(page, relation, [_ordered(row, number) for number, row in enumerate(rows)])
    fresh = Page.objects.get(pk=parent.pk)  # treebeard counts children on the instance it is given
    fresh.add_child(instance=page)
    revision = page.save_revision(clean=False)
    if publish:
        revision.publish()
        page.refresh_from_db()
    return page


def _ordered(row: Any, number: int) -> Any:
    if hasattr(row, "sort_order"):
        row.sort_order = number
    return row
