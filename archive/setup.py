"""The archive's part of a new instance."""

from __future__ import annotations

from wagtail.models import Page

from archive.models import ArchiveIndexPage, EventIndexPage, PublicationIndexPage
from core.setup import ensure_page


def ensure_tree(front: Page) -> list[Page]:
    """« Ressources » with its two lists, below the home page. Returns the lists, which members feed."""
    archive = ensure_page(front, ArchiveIndexPage, "ressources", "Ressources")
    return [
        ensure_page(archive, EventIndexPage, "evenements", "Évènements"),
        ensure_page(archive, PublicationIndexPage, "publications", "Publications"),
    ]
