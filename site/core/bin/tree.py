"""The tree of the bin: a second root, beside the one of the sites.

No site and no permission of a group reaches it, so that its pages are outside of what readers, editors and programs may
see. Querysets that take pages of any state leave them out with `outside`.
"""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, QuerySet
from wagtail.models import Locale, Page

M = TypeVar("M", bound=Model)

#: The tree path of the root of all sites, and that of the bin.
SITES, BIN = "0001", "0002"


def is_in(page: Page) -> bool:
    """Whether a page is in the bin."""
    return page.path.startswith(BIN)


def outside(pages: QuerySet[M]) -> QuerySet[M]:
    """Return the pages of a queryset that are not in the bin."""
    return pages.exclude(path__startswith=BIN)


def lock() -> Page:
    """Return the root of the bin, after all other changes of the bin have been committed. Call it in a transaction."""
    list(Page.objects.select_for_update(no_key=True).filter(path=SITES).values("pk"))
    root = Page.objects.filter(path=BIN).first()
    return root or Page.add_root(title="Corbeille", slug="corbeille", live=False, locale=Locale.get_default())
