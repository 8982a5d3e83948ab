"""The home page, identity and menus that `setup_site` creates."""

from __future__ import annotations

from wagtail.models import Page, Site

from core.setup import ensure_page
from home.models import FooterItem, HomePage, Identity, MenuItem, Navigation

HOME_SLUG = "accueil"


def ensure_home(root: Page) -> HomePage:
    """Return the home page below the root of the page tree; create it if there is none."""
    return HomePage.objects.child_of(root).first() or ensure_page(root, HomePage, HOME_SLUG, "Accueil")


def ensure_navigation(home_page: HomePage) -> None:
    """Create the identity and menus of the default site, unless they exist. The main menu lists the sections."""
    site = Site.objects.get(is_default_site=True)
    Identity.objects.get_or_create(site=site, defaults={"name": site.site_name})
    navigation, created = Navigation.objects.get_or_create(site=site)
    if created:
        sections = Page.objects.child_of(home_page).live().exclude(content_type__model="standardpage")
        for number, section in enumerate(sections):
            MenuItem.objects.create(navigation=navigation, page=section, sort_order=number)
        FooterItem.objects.create(navigation=navigation, url="/recherche/", label="Recherche", sort_order=0)
