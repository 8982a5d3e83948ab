"""The home page and the menus that every instance starts with."""

from __future__ import annotations

from wagtail.models import Page, Site

from core.setup import ensure_page
from home.models import FooterItem, HomePage, Identity, MenuItem, Navigation

HOME_SLUG = "accueil"


def ensure_home(root: Page) -> HomePage:
    """The home page, below the root of the tree."""
    return HomePage.objects.child_of(root).first() or ensure_page(root, HomePage, HOME_SLUG, "Accueil")


def ensure_navigation(front: HomePage) -> None:
    """Identity and menus of the default site, unless they were made before: the menu names the sections there are."""
    site = Site.objects.get(is_default_site=True)
    Identity.objects.get_or_create(site=site, defaults={"name": site.site_name})
    navigation, made = Navigation.objects.get_or_create(site=site)
    if made:
        sections = Page.objects.child_of(front).live().exclude(content_type__model="standardpage")
        for number, section in enumerate(sections):
            MenuItem.objects.create(navigation=navigation, page=section, sort_order=number)
        FooterItem.objects.create(navigation=navigation, url="/recherche/", label="Recherche", sort_order=0)
