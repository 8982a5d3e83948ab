"""The inventory that every instance starts with."""

from __future__ import annotations

from django.conf import settings
from wagtail.models import Page

from core.setup import ensure_page
from inventory.loading import Loaded, load_communes, reference_folder
from inventory.models import InventoryIndexPage

INTRODUCTION = (
    "Les tiers-lieux d’activités recensés : ouverts, en projet ou fermés. Un lieu fermé reste ici, avec ce que l’on "
    "sait des raisons de sa fermeture : c’est ce qui évite à d’autres les mêmes échecs."
)


def ensure_index(front: Page) -> InventoryIndexPage:
    """The page of the inventory, below the home page."""
    found = InventoryIndexPage.objects.child_of(front).first()
    return found or ensure_page(front, InventoryIndexPage, "inventaire", "Inventaire", {"introduction": INTRODUCTION})


def ensure_tree(front: Page) -> list[Page]:
    """Make the section; return the pages under which members contribute."""
    return [ensure_index(front)]


def ensure_communes() -> Loaded | None:
    """Bring in the communes of the reference data, where the instance has some. A second where nothing changed."""
    folder = reference_folder()
    return load_communes([folder]) if settings.LOAD_REFERENCE_DATA and folder else None
