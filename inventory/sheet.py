"""What a reader sees of one place: the same plain values for the page and the API.

What the place hides from the reader is emptied here, once, for both.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db.models import Choices
from django.utils import timezone

from core import images
from core.gate import Audience, Gate
from core.streams import Resolver
from inventory import hours
from inventory.visibility import visible
from inventory.vocabulary import (
    Accessibility,
    Balance,
    Band,
    Bandwidth,
    Difficulty,
    Equipment,
    Facilitation,
    Family,
    FunderLevel,
    Income,
    Initiative,
    Label,
    Management,
    Milieu,
    Network,
    Origin,
    Precision,
    PriceUnit,
    Public,
    Space,
    State,
    SubsidyBand,
    Tenure,
    YesNo,
)

#: Columns that hold one code, and those that hold several.
CHOICES: dict[str, type[Choices]] = {
    "initiative": Initiative, "subsidy": SubsidyBand, "balance": Balance, "tenure": Tenure, "bandwidth": Bandwidth,
    "accessibility": Accessibility,
}  # fmt: skip
SETS: dict[str, type[Choices]] = {
    "families": Family, "publics": Public, "origins": Origin, "management": Management, "spaces": Space,
    "equipment": Equipment, "facilitation": Facilitation,
}  # fmt: skip


def freshness(verified_on: date | None, today: date | None = None) -> float | None:
    """1 below six months since the last check, then falling linearly to 0 at 24; None where nobody ever checked."""
    if verified_on is None:
        return None
    today = today or timezone.localdate()
    months = (today.year - verified_on.year) * 12 + today.month - verified_on.month - (today.day < verified_on.day)
    return round(min(1.0, max(0.0, (24 - months) / 18)), 2)


@cache
def labels(vocabulary: type[Choices]) -> dict[str, str]:
    """French labels by code."""
    return {str(code): str(label) for code, label in vocabulary.choices}


def label_of(code: str, vocabulary: type[Choices]) -> str:
    """The French label of a code; a code that the vocabulary has lost stays as it is."""
    return labels(vocabulary).get(code, code)


def labels_of(codes: Sequence[str], vocabulary: type[Choices]) -> list[str]:
    return [label_of(code, vocabulary) for code in codes]


def inside(label: str) -> str:
    """A label within a sentence: without its capital, unless it is an acronym."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def coded_one(code: str, vocabulary: type[Choices]) -> dict[str, str] | None:
    """A code with its French label, for programs; None for none."""
    return {"code": code, "label": label_of(code, vocabulary)} if code else None


def coded(codes: Sequence[str], vocabulary: type[Choices]) -> list[dict[str, str]]:
    """Codes with their French labels, for programs."""
    return [{"code": code, "label": label_of(code, vocabulary)} for code in codes]


def epci_of(place: Mapping[str, Any]) -> dict[str, str] | None:
    """The intercommunality of a place, for programs; None where neither its code nor its name is known."""
    known = place["epci_code"] or place["epci_name"]
    return {"code": place["epci_code"], "name": place["epci_name"]} if known else None


def open_state(place: Mapping[str, Any], now: datetime) -> hours.OpenState:
    """Whether a place is open at a moment (aware), so far as its hours are known; a closed place never is."""
    if place["state"] == State.CLOSED:
        return hours.OpenState("closed")
    return hours.state_at(place["opening_hours"], now)


def place_sheet(
    values: Mapping[str, Any], gate: Gate, absolute: bool = False, now: datetime | None = None
) -> dict[str, Any]:
    """Everything this reader may know of a place, from its values (see `inventory.reading`), with its body resolved.

    `absolute` makes whole addresses of files and links. Images, and the pages and documents that the body names, take
    a query each.
    """
    from inventory.models import SiteProfilePage

    place = visible(values, gate.audience)
    resolver = Resolver(gate, absolute=absolute)
    block, raw = SiteProfilePage._meta.get_field("body").stream_block, place["body"]
    photos, logo_id, _ = place["photos"], place.pop("logo_id"), place.pop("social_image_id", None)
    resolver.want_stream(block, raw)
    resolver.want_image(logo_id)
    for photo in photos:
        resolver.want_image(photo["image_id"])
    resolver.load()
    place |= {name: coded_one(place[name], vocabulary) for name, vocabulary in CHOICES.items()}
    place |= {name: coded(place[name], vocabulary) for name, vocabulary in SETS.items()}
    place |= _lists(place)
    place |= {
        "state_label": label_of(place["state"], State),
        "milieu_label": label_of(place["milieu"], Milieu),
        "precision_label": label_of(place["precision"], Precision) if place["precision"] else "",
        "precision": place["precision"] or "",
        "dependent": {YesNo.YES: True, YesNo.NO: False}.get(place["dependent"]),  # type: ignore[call-overload]
        "freshness": freshness(place["verified_on"]),
        "hours": hours.in_words(place["opening_hours"]),
        "open": open_state(place, now or timezone.now()),
        "body": resolver.stream(block, raw),
        "logo": resolver.image(logo_id),
        "photos": [
            {**image, "alt": "" if photo["decorative"] else photo["alt"] or image["alt"], "caption": photo["caption"]}
            for photo in photos
            if (image := resolver.image(photo["image_id"]))
        ],
    }
    return place


def _lists(place: Mapping[str, Any]) -> dict[str, Any]:
    """The lists within the sheet, with words beside their codes."""
    return {
        "links": [
            {"network": row["network"], "label": label_of(row["network"], Network), "url": row["url"]}
            for row in place["links"]
        ],
        "labels": [
            {
                "code": row["label"],
                "label": row["other"]
                if row["label"] == Label.OTHER and row["other"]
                else label_of(row["label"], Label),
                "year": row["year"],
                "expires": row["expires"],
                "source": row["source"],
            }
            for row in place["labels"]
        ],
        "sources": [
            {
                "title": row["source"],
                "identifier": row["identifier"],
                "url": row["url"],
                "date": date.fromisoformat(row["date"]) if isinstance(row["date"], str) else row["date"],
                "licence": row["licence"],
            }
            for row in place["sources"]
        ],
        "shares": [
            {"public": coded_one(row["public"], Public), "band": coded_one(row["band"], Band)}
            for row in place["shares"]
        ],
        "incomes": [coded_one(row["income"], Income) for row in place["incomes"]],
        "funders": [{"level": coded_one(row["level"], FunderLevel), "name": row["name"]} for row in place["funders"]],
        "prices": [
            {"offer": row["offer"], "unit": coded_one(row["unit"], PriceUnit), "price": float(row["price"])}
            for row in place["prices"]
        ],
        "difficulties": [
            {
                "code": row["difficulty"],
                "label": label_of(row["difficulty"], Difficulty),
                "text": row["text"],
                "since": row["since"],
                "resolved": bool(row["resolved"]),
                "how": row["how"],
            }
            for row in place["difficulties"]
        ],
    }


def place_structured_data(values: Mapping[str, Any], gate: Gate) -> dict[str, Any]:
    """schema.org: what everyone may know, whoever asks. A closed place is neither open nor to be called any more."""
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
            "telephone": place["phone"],
            "email": place["email"],
            "openingHoursSpecification": hours.structured_data(place["opening_hours"]),
            "priceRange": _price_range([float(row["price"]) for row in place["prices"]]),
        }
    if place["latitude"] is not None:
        point = {"latitude": float(place["latitude"]), "longitude": float(place["longitude"])}
        data["geo"] = {"@type": "GeoCoordinates", **point}
    return {key: value for key, value in data.items() if value}


def _image_urls(place: Mapping[str, Any], gate: Gate) -> list[str]:
    """The whole addresses of the photos, which this answer loads anyway."""
    base_url = gate.site.base_url if gate.site else ""
    ids = [photo["image_id"] for photo in place["photos"]]
    found = images.load(ids, gate.images) if ids else {}
    return [data["url"] for pk in ids if (data := images.as_json(found.get(pk), base_url))]


def _iso(edtf: str) -> str:
    """A date as schema.org knows it: a year, a month or a day; "" for any less exact one."""
    return edtf if re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", edtf) else ""


def _price_range(prices: Sequence[float]) -> str:
    """« 12-250 € »; "" where no price is known."""
    if not prices:
        return ""
    least, most = (f"{price:.2f}".removesuffix(".00") for price in (min(prices), max(prices)))
    return f"{least} €" if least == most else f"{least}-{most} €"
