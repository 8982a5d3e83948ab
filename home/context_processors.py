"""What every template of the public site gets."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from core.gate import Gate
from home.frame import frame


def site_frame(request: HttpRequest) -> dict[str, Any]:
    """`frame`: identity and menus. Lazy, so that the admin and the API pay nothing for it."""
    return {"frame": SimpleLazyObject(lambda: frame(Gate.for_request(request)))}
