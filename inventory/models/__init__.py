"""Places, and the page that lists them."""

from inventory.models.index import InventoryIndexPage
from inventory.models.place import SiteProfilePage
from inventory.models.rows import PlaceLabel, PlaceLink, PlacePhoto, PlaceSource

__all__ = ["InventoryIndexPage", "PlaceLabel", "PlaceLink", "PlacePhoto", "PlaceSource", "SiteProfilePage"]
