"""Helpers with which sections create their part of a new site. All are idempotent."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import transaction
from wagtail.coreutils import find_available_slug
from wagtail.models import Collection, Locale, Page

from core.models import Partner, Person, Theme
from core.models.page import BasePage

P = TypeVar("P", bound=BasePage)

#: The name of the root page and of the root collection, which editors see above all others.
ROOT = "Racine"
#: Snippets that pages of all sections refer to.
SNIPPETS = (Theme, Partner, Person)


def ensure_base() -> Page:
    """Ensure the locale, the root collection and the root page that Wagtail's migrations make; return the root page.

    Wagtail names both « Root »: they get a French name, unless somebody has chosen another.
    """
    locale, _ = Locale.objects.get_or_create(language_code="fr")
    if not Collection.objects.exists():
        Collection.add_root(name=ROOT)
    Collection.objects.filter(depth=1, name="Root").update(name=ROOT)
    root = Page.get_first_root_node()
    if root is None:
        root = Page.add_root(title=ROOT, slug="root", locale=locale, url_path="/")
    elif root.title == "Root":
        root.title = root.draft_title = ROOT
        root.save(update_fields=["title", "draft_title"])
    # Wagtail's first migration created everything in the language that was configured then.
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
    """Return the page of this type and slug below a parent; create it if it is missing, and publish it if `publish`.

    An existing page is left as it is. If a page of another type has the slug, a number is added to it. `children` maps
    names of child relations to unsaved rows, in order.
    """
    siblings = model.objects.child_of(parent)
    existing = siblings.filter(slug=slug).first()
    if existing is None and Page.objects.child_of(parent).filter(slug=slug).exists():  # of another type
        existing = siblings.filter(slug__regex=rf"^{slug}-\d+$").first()
        slug = find_available_slug(parent, slug)
    if existing is not None:
        return existing
    page = model(title=title, slug=slug, live=False, **(fields or {}))
    for relation, rows in (children or {}).items():
        for number, row in enumerate(rows):
            row.sort_order = number
        setattr(page, relation, rows)
    fresh = Page.objects.get(pk=parent.pk)  # treebeard uses the child count of the instance, which may be outdated
    fresh.add_child(instance=page)
    revision = page.save_revision(clean=False)
    if publish:
        revision.publish()
        page.refresh_from_db()
    return page
