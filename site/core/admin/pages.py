"""Which pages a user may change, and where."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from wagtail.models import Page
from wagtail.permissions import policy_registry


def editable_by(user: Any) -> QuerySet[Page]:
    """Return the pages that a user may change."""
    return policy_registry.get_by_type(Page).instances_user_has_permission_for(user, "change")


def edit_url(page_id: int | str) -> str:
    """Return the URL of the form of a page."""
    return reverse("wagtailadmin_pages:edit", args=[page_id])
