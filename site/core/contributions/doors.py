"""Addresses of contribution forms for doors of the search."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse

from core.contributions import kinds
from core.visibility.gate import Gate


def contribution_url(code: str) -> Callable[[Gate], str]:
    """Return a function that returns the URL of the start of a kind of contributions; "" if no section declares it.

    For a kind about a page, it explains how to begin from that page.
    """
    return lambda gate: reverse("contribute_start", args=[code]) if kinds.kind(code) else ""
