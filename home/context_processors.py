"""The template context processor of the site's identity and menus."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from core.visibility.gate import Gate
from home.site_info import site_info as read_site_info


def site_info(request: HttpRequest) -> dict[str, Any]:
    """Add `site_info`: identity and menus. Lazy: most pages of the admin do not read it."""
    return {"site_info": SimpleLazyObject(lambda: read_site_info(Gate.for_request(request)))}
