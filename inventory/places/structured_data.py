"""schema.org data of a place, for search engines."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from core.choices import labels_of
from core.files import images
from core.text import phones
from core.visibility.gate import Audience, Gate
from inventory.choices import Equipment, State
from inventory.hours.french import structured_data as opening_hours
from inventory.visibility import visible


def structured_data(values: Mapping[str, Any], gate: Gate) -> dict[str, Any]:
    """Return the public data of a place as a schema.org object. Closed places have no opening hours or telephone."""
    place = visible(values, Audience.PUBLIC)
    data: dict[str, Any] = {
        "@type": "LocalBusiness",
        "@id": gate.full_url(place["url_path"]),
        "name": place["title"],
        "alternateName": place["other_names"],
        "url": gate.full_url(place["url_path"]),
        "description": place["summary"],
        "image": _image_urls(place, gate),
        "sameAs": [url for url in (place["website"], *(link["url"] for link in place["links"])) if url],
        "foundingDate": _iso(place["opened"]),
        "dissolutionDate": _iso(place["closed"]),
        "amenityFeature": [
            {"@type": "LocationFeatureSpecification", "name": label, "value": True}
            for label in labels_of(place["equipment"], Equipment)
        ],
        "address": {
            key: value
            for key, value in {
                "@type": "PostalAddress",
                "streetAddress": place["address"],
                "postalCode": place["postcode"],
                "addressLocality": place["commune"],
                "addressCountry": "FR",
            }.items()
            if value
        },
    }
    if place["state"] != State.CLOSED:
        data |= {
            "telephone": phones.dial(place["phone"]).partition(";")[0],
            "email": place["email"],
            "openingHoursSpecification": opening_hours(place["opening_hours"]),
            "priceRange": _price_range([float(row["price"]) for row in place["prices"]]),
        }
    if place["latitude"] is not None:
        point = {"latitude": float(place["latitude"]), "longitude": float(place["longitude"])}
        data["geo"] = {"@type": "GeoCoordinates", **point}
    return {key: value for key, value in data.items() if value}


def _image_urls(place: Mapping[str, Any], gate: Gate) -> list[str]:
    """Return the absolute URLs of the photos. They are cached in the gate, because the page shows them too."""
    ids = [photo["image_id"] for photo in place["photos"]]
    pictures = images.load(ids, gate.images) if ids else {}
    return [data["url"] for pk in ids if (data := images.as_json(pictures.get(pk), gate.base_url))]


_SCHEMA_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


def _iso(edtf: str) -> str:
    """Convert an EDTF date for schema.org, which accepts years, months and days; "" for any other."""
    return edtf if _SCHEMA_DATE.fullmatch(edtf) else ""


def _price_range(prices: Sequence[float]) -> str:
    """Format a price range: « 12-250 € »; "" without prices."""
    if not prices:
        return ""
    least, most = (f"{price:.2f}".removesuffix(".00") for price in (min(prices), max(prices)))
    return f"{least} €" if least == most else f"{least}-{most} €"
