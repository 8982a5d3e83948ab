"""Child rows that were prefetched for many pages, or else read for one."""

from __future__ import annotations

from typing import Any

from django.db.models import Model


def child_rows(page: Model, relation: str, *related: str) -> list[Any]:
    """Return the rows of a child relation of a page with these foreign keys loaded.

    Without a query if `prefetch_related` has read the relation, and then those foreign keys too.
    """
    manager = getattr(page, relation)
    if relation in getattr(page, "_prefetched_objects_cache", {}):
        return list(manager.all())
    return list(manager.select_related(*related))
