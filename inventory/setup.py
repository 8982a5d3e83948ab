"""Sets up a new instance: the index page of the inventory and the table of communes."""

from __future__ import annotations

from django.conf import settings
from wagtail.models import Page

from core.setup import ensure_page
from inventory.import_export.communes import LoadResult, load_communes, reference_folder
from inventory.models import InventoryIndexPage

INTRODUCTION = (
    "Les tiers-lieux d’activités recensés : ouverts, en projet ou fermés. Un lieu fermé reste ici, avec ce que l’on "
    "sait des raisons de sa fermeture : c’est ce qui évite à d’autres les mêmes échecs."
)


def ensure_index(home_page: Page) -> InventoryIndexPage:
    """Return the index page of the inventory below the home page; create it if it is missing."""
    existing = InventoryIndexPage.objects.child_of(home_page).first()
    return existing or ensure_page(
        home_page, InventoryIndexPage, "inventaire", "Inventaire", {"introduction": INTRODUCTION}
    )


def ensure_tree(home_page: Page) -> list[Page]:
    """Create the pages of the section; return those under which members contribute."""
    return [ensure_index(home_page)]


def ensure_communes() -> LoadResult | None:
    """Load the communes of the reference data, if the instance has any. Takes a second if nothing changed."""
    folder = reference_folder()
    return load_communes([folder]) if settings.LOAD_REFERENCE_DATA and folder else None
