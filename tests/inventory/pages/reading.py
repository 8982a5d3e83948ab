"""Reads the pages of places."""

from __future__ import annotations

import html
import json
import re
from typing import Any

from django.test import Client

from inventory.models import SiteProfilePage


def read(client: Client, place: SiteProfilePage) -> str:
    """The HTML of a place's page, its entities decoded and its French spaces replaced."""
    response = client.get(place.url)
    assert response.status_code == 200
    return html.unescape(response.text).replace("\u202f", " ").replace("\u00a0", " ")


def words_of(source: str) -> str:
    """The text of HTML, its spaces made one."""
    return " ".join(re.sub(r"<[^>]*>", " ", source).split())


def structured(source: str) -> dict[str, Any]:
    """The structured data of a page."""
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', source, re.S).group(1))
