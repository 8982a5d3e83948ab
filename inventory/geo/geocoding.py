"""Geocodes addresses with a service such as the IGN's Géoplateforme or the Base adresse nationale.

Their responses are GeoJSON, the best match first.
"""

from __future__ import annotations

import json
import math
import time
from functools import lru_cache
from typing import Any

from core.http.fetch import DeadlineError, FetchError, fetch

#: Seconds that a request may take in all.
DEADLINE = 3
#: Seconds without requests after one that was too slow, so that waiting readers do not take all threads of the site.
PAUSE = 20
#: The least `score` (0 to 1) of a match: the service scores unrelated addresses lower.
MIN_SCORE = 0.4
#: Response size in bytes.
MAX_BYTES = 200_000
MAX_REDIRECTS = 3

_paused_until: dict[str, float] = {}


class GeocoderDown(Exception):
    """The geocoder did not answer in time, or its answer could not be parsed."""


@lru_cache(maxsize=2_000)
def geocode(url: str, text: str) -> tuple[str, float, float] | None:
    """Return the label, longitude and latitude (WGS 84, degrees) of an address; None if there is no good match.

    `url` is the search endpoint, to which `q` and `limit` are added. Raises GeocoderDown.
    """
    if time.monotonic() < _paused_until.get(url, 0.0):
        raise GeocoderDown("too slow a moment ago")
    try:
        response = fetch(
            url, params={"q": text, "limit": 1}, seconds=DEADLINE, limit=MAX_BYTES, redirects=MAX_REDIRECTS
        )  # fmt: skip
    except FetchError as error:
        if isinstance(error, DeadlineError):
            _paused_until[url] = time.monotonic() + PAUSE
        raise GeocoderDown(str(error)) from error
    if response.status != 200:
        raise GeocoderDown(f"status {response.status}")
    try:
        features = json.loads(response.body)["features"]
        return _best(features[0]) if features else None
    except (ValueError, TypeError, LookupError, RecursionError) as error:
        raise GeocoderDown(type(error).__name__) from error


def _best(feature: dict[str, Any]) -> tuple[str, float, float] | None:
    score = feature["properties"].get("score", 1)
    if not isinstance(score, int | float) or math.isnan(score):
        raise ValueError("score")
    if score < MIN_SCORE:
        return None
    longitude, latitude = (float(number) for number in feature["geometry"]["coordinates"][:2])
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):  # also refuses NaN
        raise ValueError("coordinates")
    label = feature["properties"]["label"]
    if not isinstance(label, str) or not label.strip():
        raise ValueError("label")
    return label[:200], longitude, latitude
