"""Slugs: texts as parts of URLs and anchors."""

from __future__ import annotations

from django.utils.text import slugify as django_slugify

from core.text.fold import LIGATURES


def slugify(text: str) -> str:
    """Return a text in ASCII letters, digits and hyphens: « Cœur de bourg » gives « coeur-de-bourg ».

    Django drops ligatures.
    """
    return django_slugify(text.lower().translate(LIGATURES))
