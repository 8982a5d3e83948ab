"""Template filters of the admin."""

from __future__ import annotations

from django import template

from core.typography import NBSP

register = template.Library()


@register.filter
def french_title(title: str) -> str:
    """Wagtail's « title: subtitle » with the space that French puts before the first colon."""
    return str(title).replace(": ", f"{NBSP}: ", 1)
