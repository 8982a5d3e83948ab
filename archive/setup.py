"""The pages of the archive that `setup_site` creates."""

from __future__ import annotations

from wagtail.models import Page

from archive.models import (
    ArchiveIndexPage,
    CommitmentIndexPage,
    EventIndexPage,
    ProjectIndexPage,
    PublicationIndexPage,
)
from core.setup import ensure_page


def ensure_tree(home_page: Page) -> list[Page]:
    """Create « Ressources » and its lists, if missing. Return the lists, below which members contribute."""
    archive = ensure_page(home_page, ArchiveIndexPage, "ressources", "Ressources")
    return [
        ensure_page(archive, EventIndexPage, "evenements", "Évènements"),
        ensure_page(archive, PublicationIndexPage, "publications", "Publications"),
        ensure_page(archive, ProjectIndexPage, "projets", "Projets et groupes"),
        ensure_page(archive, CommitmentIndexPage, "engagements", "Engagements"),
    ]
