"""The home page, standard pages, and the site-wide settings that editors change."""

from home.models.pages import HomeDoor, HomePage, StandardPage
from home.models.settings import FooterItem, Identity, MenuItem, Navigation

__all__ = ["FooterItem", "HomeDoor", "HomePage", "Identity", "MenuItem", "Navigation", "StandardPage"]
