"""The inventory that every instance starts with."""

from __future__ import annotations

from wagtail.models import Page

from core.setup import ensure_page
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
