"""Serializes a place for one reader, for its page and the API. Values that the reader may not see are emptied here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Choices
from django.utils import timezone

from core.blocks.resolver import Resolver
from core.choices import code_and_label, codes_and_labels, label_of
from core.fields import CodeSetField
from core.verification import freshness
from core.visibility.gate import Gate
from inventory.choices import (
    Accessibility,
    Balance,
    Band,
    Bandwidth,
    Difficulty,
    FunderLevel,
    Income,
    Initiative,
    Label,
    Milieu,
    Network,
    Precision,
    PriceUnit,
    Public,
    State,
    SubsidyBand,
    Tenure,
    YesNo,
)
from inventory.hours import french
from inventory.hours.evaluate import OpenState, state_at
from inventory.models import SiteProfilePage
from inventory.visibility import visible

#: The vocabulary of each column with one code, and of each column with a set of codes.
CHOICES: dict[str, type[Choices]] = {
    "initiative": Initiative, "subsidy": SubsidyBand, "balance": Balance, "tenure": Tenure, "bandwidth": Bandwidth,
    "accessibility": Accessibility,
}  # fmt: skip
SETS: dict[str, Any] = {
    field.name: field.vocabulary
    for field in SiteProfilePage._meta.local_fields
    if isinstance(field, CodeSetField) and field.editable
}


def epci_of(place: Mapping[str, Any]) -> dict[str, str] | None:
    """Return the intercommunality of a place as `code` and `name`; None if both are empty."""
    if not place["epci_code"] and not place["epci_name"]:
        return None
    return {"code": place["epci_code"], "name": place["epci_name"]}


def open_state(place: Mapping[str, Any], now: datetime) -> OpenState:
    """Return whether a place is open at a moment (aware). A place that closed for good is never open."""
    if place["state"] == State.CLOSED:
        return OpenState("closed")
    return state_at(place["opening_hours"], now)


def serialize_place(
    values: Mapping[str, Any], gate: Gate, absolute: bool = False, now: datetime | None = None
) -> dict[str, Any]:
    """Return everything that this reader may see of a place, with its body resolved.

    `values` come from `inventory.places.queries`. `absolute` makes URLs of files and links absolute. Images, pages and
    documents take one query each.
    """
    place = visible(values, gate.audience)
    resolver = Resolver(gate, absolute=absolute)
    block, raw = SiteProfilePage._meta.get_field("body").stream_block, place["body"]
    photos, logo_id, _ = place["photos"], place.pop("logo_id"), place.pop("social_image_id", None)
    resolver.add_stream(block, raw)
    resolver.add_image(logo_id)
    for photo in photos:
        resolver.add_image(photo["image_id"])
    resolver.load()
    place |= {name: code_and_label(place[name], vocabulary) for name, vocabulary in CHOICES.items()}
    place |= {name: codes_and_labels(place[name], vocabulary) for name, vocabulary in SETS.items()}
    place |= _lists(place)
    place |= {
        "state_label": label_of(place["state"], State),
        "milieu_label": label_of(place["milieu"], Milieu),
        "precision_label": label_of(place["precision"], Precision) if place["precision"] else "",
        "precision": place["precision"] or "",
        "dependent": {YesNo.YES: True, YesNo.NO: False}.get(place["dependent"]),  # type: ignore[call-overload]
        "freshness": freshness(place["verified_on"]),
        "hours": french.in_words(place["opening_hours"]),
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
    """Return the child lists with labels for their codes."""
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
            {"public": code_and_label(row["public"], Public), "band": code_and_label(row["band"], Band)}
            for row in place["shares"]
        ],
        "incomes": [code_and_label(row["income"], Income) for row in place["incomes"]],
        "funders": [
            {"level": code_and_label(row["level"], FunderLevel), "name": row["name"]} for row in place["funders"]
        ],
        "prices": [
            {"offer": row["offer"], "unit": code_and_label(row["unit"], PriceUnit), "price": float(row["price"])}
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
