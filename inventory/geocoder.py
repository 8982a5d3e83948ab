"""The point of an address, asked of the geocoder that the operator names; of nobody where none is named.

The answers are those of the IGN's Géoplateforme and of the Base adresse nationale: GeoJSON, the best match first.
"""

from __future__ import annotations

import json
from functools import lru_cache
from http.client import HTTPException
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from django.conf import settings

TIMEOUT = 3  # seconds that a reader may wait
#: How sure the service must be, from 0 to 1: below, it has found something else.
SURE = 0.4
LARGEST = 200_000


class GeocoderDown(Exception):
    """The geocoder gave no answer, or one that is none."""


@lru_cache(maxsize=2_000)
def geocode(url: str, text: str) -> tuple[str, float, float] | None:
    """The words, longitude and latitude of the address that a text means; None where there is none such.

    `url` is the address of the search, to which `q` and `limit` are added. Raises GeocoderDown.
    """
    if not url.startswith(("https://", "http://")):
        raise GeocoderDown("GEOCODER_URL : une adresse http(s) est attendue.")
    request = Request(f"{url}{'&' if '?' in url else '?'}{urlencode({'q': text, 'limit': 1})}")
    request.add_header("User-Agent", f"Sillon/{settings.RELEASE}")
    try:
        with urlopen(request, timeout=TIMEOUT) as answer:
            features = json.loads(answer.read(LARGEST))["features"]
        return _best(features[0]) if features else None
    except (OSError, HTTPException, ValueError, TypeError, LookupError) as error:
        raise GeocoderDown(str(error)) from error


def _best(feature: dict[str, Any]) -> tuple[str, float, float] | None:
    if feature["properties"].get("score", 1) < SURE:
        return None
    longitude, latitude = feature["geometry"]["coordinates"]
    return str(feature["properties"]["label"]), float(longitude), float(latitude)
