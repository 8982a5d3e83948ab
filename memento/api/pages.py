"""The fields that the responses of all pages of the guide share."""

from __future__ import annotations

from typing import Any

from wagtail.models import Page

from core.visibility.gate import Gate


def page_ref(gate: Gate, page: Page) -> dict[str, Any]:
    """Return the fields of a `PageRef` to a page."""
    return {"id": page.translation_key, "slug": page.slug, "title": page.title, "url": gate.full_url(page.url_path)}


def page_fields(gate: Gate, page: Page) -> dict[str, Any]:
    """Return the fields common to all details."""
    return {
        **page_ref(gate, page),
        "verified_on": page.verified_on,
        "verified_by": page.verified_by,
        "published_at": page.first_published_at,
        "updated_at": page.last_published_at,
    }
