"""Setting up an instance: pages, site, permissions, workflow. Idempotent: existing objects stay as they are."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Model
from wagtail.models import Page, Site

import archive.setup
import core.setup
import home.setup
import inventory.setup
import members.setup
import memento.setup
import search.setup
from core.setup import ensure_base
from core.visibility import version
from home.models import HomePage


def setup_site() -> HomePage:
    """Create page tree, site, menus, groups, permissions and workflow; return the home page."""
    root = ensure_base()
    home_page = home.setup.ensure_home(root)
    _ensure_site(home_page)
    sections: list[Page] = [
        *inventory.setup.ensure_tree(home_page),
        *memento.setup.ensure_tree(home_page),
        *archive.setup.ensure_tree(home_page),
    ]
    home.setup.ensure_navigation(home_page)
    members.setup.remove_wagtail_defaults()
    edited: list[type[Model]] = [*core.setup.SNIPPETS, *memento.setup.SNIPPETS, *search.setup.EDITED]
    members.setup.ensure_groups(home_page, sections, edited)
    members.setup.ensure_workflow(home_page, memento.setup.REVIEWED)
    search.setup.ensure_synonyms()
    version.bump()
    return HomePage.objects.get(pk=home_page.pk)  # reloaded, since its child count has changed


def _ensure_site(home_page: HomePage) -> None:
    """Point the default site to the home page, with the host of SITE_URL, and delete Wagtail's welcome page."""
    address = urlsplit(settings.SITE_URL)
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    if site.root_page_id != home_page.pk:
        site.root_page = home_page
        site.site_name = site.site_name or "Sillon"
        site.hostname = address.hostname or "localhost"
        site.port = address.port or (443 if address.scheme == "https" else 80)
        site.save()
    welcome = Page.objects.filter(
        depth=2, slug="home", content_type__model="page", content_type__app_label="wagtailcore"
    )
    for page in welcome:
        page.delete()
