"""The first start of an instance. Idempotent: what is there, edited or not, stays as it is."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from wagtail.models import Page, Site

import archive.setup
import core.setup
import home.setup
import inventory.setup
import members.setup
import memento.setup
from core import version
from core.setup import ensure_base
from home.models import HomePage


def setup_site() -> HomePage:
    """Tree, site, menus, groups, permissions and workflow. Returns the home page."""
    root = ensure_base()
    front = home.setup.ensure_home(root)
    _ensure_site(front)
    sections: list[Page] = [
        *inventory.setup.ensure_tree(front),
        *memento.setup.ensure_tree(front),
        *archive.setup.ensure_tree(front),
    ]
    home.setup.ensure_navigation(front)
    members.setup.remove_ready_made()
    members.setup.ensure_groups(front, sections, [*core.setup.SNIPPETS, *memento.setup.SNIPPETS])
    members.setup.ensure_workflow(front, memento.setup.REVIEWED)
    version.bump()
    return HomePage.objects.get(pk=front.pk)  # the instance at hand does not know of the children it got


def _ensure_site(front: HomePage) -> Site:
    """The default site, at the address that SITE_URL says, on our home page; Wagtail's welcome page goes."""
    address = urlsplit(settings.SITE_URL)
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    if site.root_page_id != front.pk:
        site.root_page = front
        site.site_name = site.site_name or "Sillon"
        site.hostname = address.hostname or "localhost"
        site.port = address.port or (443 if address.scheme == "https" else 80)
        site.save()
    welcome = Page.objects.filter(
        depth=2, slug="home", content_type__model="page", content_type__app_label="wagtailcore"
    )
    for page in welcome:
        page.delete()
    return site
