"""What a reader sees of one place: the same plain values for the page, the API and schema.org.

Restricted groups of fields are emptied here, once, for every output.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from core.gate import Audience, Gate
from core.streams import Resolver
from inventory.vocabulary import Family, Milieu, Network, Precision, State

if TYPE_CHECKING:
    from inventory.models import SiteProfilePage

#: Which fields a visibility column governs.
FIELD_GROUPS = {
    "visibility_contact": ("email", "phone"),
    "visibility_structure": ("operator", "siret", "rna"),
    "visibility_closing": ("closing_causes", "hindsight"),
}
FIELDS = (
    "other_names", "summary", "operator", "siret", "rna", "families", "state",
    "opened", "opened_earliest", "opened_latest", "opened_label",
    "closed", "closed_earliest", "closed_latest", "closed_label", "closing_causes", "hindsight",
    "website", "email", "phone", "video_url",
    "address", "address_extra", "postcode", "commune", "insee_code", "department", "epci_code", "epci_name",
    "longitude", "latitude", "precision", "milieu", "completeness", "verified_on", "verified_by",
)  # fmt: skip


def visible(values: Mapping[str, Any], audience: Audience) -> dict[str, Any]:
    """The values with those groups emptied that this audience may not see. Visibility columns must be among them."""
    seen = dict(values)
    for column, names in FIELD_GROUPS.items():
        if audience < seen[column]:
            seen.update({name: "" for name in names if name in seen})
    return seen


def freshness(verified_on: date | None, today: date | None = None) -> float | None:
    """1 below six months since the last check, then falling linearly to 0 at 24; None where nobody ever checked."""
    if verified_on is None:
        return None
    today = today or timezone.localdate()
    months = (today.year - verified_on.year) * 12 + today.month - verified_on.month - (today.day < verified_on.day)
    return round(min(1.0, max(0.0, (24 - months) / 18)), 2)


def labels_of(codes: list[str], vocabulary: Any) -> list[str]:
    """French labels of codes; a code that the vocabulary has lost stays as it is."""
    known = dict(vocabulary.choices)
    return [str(known.get(code, code)) for code in codes]


def coded(codes: list[str], vocabulary: Any) -> list[dict[str, str]]:
    """Codes with their French labels, for programs."""
    return [{"code": c, "label": n} for c, n in zip(codes, labels_of(codes, vocabulary), strict=True)]


def epci_of(place: Mapping[str, Any]) -> dict[str, str] | None:
    """The intercommunality of a place, for programs; None where neither its code nor its name is known."""
    known = place["epci_code"] or place["epci_name"]
    return {"code": place["epci_code"], "name": place["epci_name"]} if known else None


def place_sheet(page: SiteProfilePage, gate: Gate, absolute: bool = False) -> dict[str, Any]:
    """Everything this reader may know of a place, with its body resolved. Constant number of queries."""
    values = {name: getattr(page, name) for name in (*FIELDS, *FIELD_GROUPS)}
    place = visible(values, gate.audience)
    photos = list(page.photos.all())
    resolver = Resolver(gate, absolute=absolute)
    block, raw = page.body.stream_block, page.body.get_prep_value()
    resolver.want_stream(block, raw)
    resolver.want_image(page.logo_id)
    for photo in photos:
        resolver.want_image(photo.image_id)
    resolver.load()
    place |= {
        "families": coded(place["families"], Family),
        "state_label": labels_of([place["state"]], State)[0] if place["state"] else "",
        "milieu_label": labels_of([place["milieu"]], Milieu)[0] if place["milieu"] else "",
        "precision_label": labels_of([place["precision"]], Precision)[0] if place["precision"] else "",
        "freshness": freshness(place["verified_on"]),
        "body": resolver.stream(block, raw),
        "logo": resolver.image(page.logo_id),
        "photos": [
            {**image, "alt": "" if photo.decorative else photo.alt or image["alt"], "caption": photo.caption}
            for photo in photos
            if (image := resolver.image(photo.image_id))
        ],
        "links": [
            {"network": link.network, "label": Network(link.network).label, "url": link.url}
            for link in page.links.all()
        ],
        "labels": [
            {"code": row.label, "label": str(row), "year": row.year, "expires": row.expires, "source": row.source}
            for row in page.labels.all()
        ],
        "sources": [
            {
                "title": row.source,
                "identifier": row.identifier,
                "url": row.url,
                "date": row.date,
                "licence": row.licence,
            }
            for row in page.sources.all()
        ],
    }
    return place


def place_structured_data(page: SiteProfilePage, gate: Gate) -> dict[str, Any]:
    """schema.org: what everyone may know, whoever asks."""
    place = visible({name: getattr(page, name) for name in (*FIELDS, *FIELD_GROUPS)}, Audience.PUBLIC)
    data: dict[str, Any] = {
        "@type": "LocalBusiness",
        "name": page.title,
        "url": gate.full_url(page.url_path),
        "description": place["summary"],
        "telephone": place["phone"],
        "email": place["email"],
        "sameAs": [place["website"]] if place["website"] else [],
        "address": {
            "@type": "PostalAddress",
            "streetAddress": place["address"],
            "postalCode": place["postcode"],
            "addressLocality": place["commune"],
            "addressCountry": "FR",
        },
    }
    if place["latitude"] is not None:
        data["geo"] = {"@type": "GeoCoordinates", "latitude": place["latitude"], "longitude": place["longitude"]}
    return {key: value for key, value in data.items() if value}
