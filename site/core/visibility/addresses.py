"""The origins of public addresses: Sillon itself, or the front end of FRONTEND_URL.

A front end shows pages, themes, partners and the timeline, since the API has all of these. Forms, accounts,
the search, feeds and files stay with Sillon, which also goes on to serve its own pages.
"""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.urls import Resolver404, resolve

from core.visibility.version import SiteRoot

#: The names of the views whose content a front end shows.
SHOWN_BY_FRONT_END = frozenset(
    ("wagtail_serve", "themes", "theme", "partners", "partner", "archive:chronology", "archive:chronology_year")
)


def page_origin(site: SiteRoot) -> str:
    """Return the origin at which readers find the pages of a site; a front end has those of the default site."""
    return (site.is_default and settings.FRONTEND_URL) or site.base_url


def origin_of(site: SiteRoot, path: str) -> str:
    """Return the origin at which readers find a path of a site, which may have a query and a fragment."""
    front_end = page_origin(site)
    if front_end == site.base_url:
        return front_end
    return front_end if _is_shown_by_front_end(path.partition("#")[0].partition("?")[0]) else site.base_url


@lru_cache(maxsize=4096)
def _is_shown_by_front_end(path: str) -> bool:
    if path.startswith((settings.STATIC_URL, settings.MEDIA_URL)):  # the web server may have these
        return False
    try:
        return resolve(path).view_name in SHOWN_BY_FRONT_END
    except Resolver404:
        return False
