"""The models of the inventory: places and their child lists, the index page, communes."""

from inventory.models.commune import Commune, FormerCommune
from inventory.models.details import (
    PlaceDifficulty,
    PlaceFunder,
    PlaceIncome,
    PlacePractice,
    PlacePrice,
    PlaceRoom,
    PlaceShare,
)
from inventory.models.inventory_index import InventoryIndexPage
from inventory.models.place import SiteProfilePage
from inventory.models.rows import PlaceLabel, PlaceLink, PlacePhoto, PlaceSource

__all__ = [
    "Commune",
    "FormerCommune",
    "InventoryIndexPage",
    "PlaceDifficulty",
    "PlaceFunder",
    "PlaceIncome",
    "PlaceLabel",
    "PlaceLink",
    "PlacePhoto",
    "PlacePractice",
    "PlacePrice",
    "PlaceRoom",
    "PlaceShare",
    "PlaceSource",
    "SiteProfilePage",
]
