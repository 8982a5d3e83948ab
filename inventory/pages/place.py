"""The context of a place's page: its values as French texts, in the order in which visitors need them.

Sections without values are left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.http import Http404, HttpRequest
from django.utils import timezone

from core import contracts
from core.cards import Badge
from core.choices import mid_sentence
from core.text.typography import NBSP, NNBSP, quantity
from core.visibility.gate import Gate
from inventory import completeness
from inventory.catalogue.comparable import comparable_places
from inventory.choices import State
from inventory.hours.french import open_state_in_words
from inventory.maps.static_map import place_locator
from inventory.models import SiteProfilePage
from inventory.places.badges import freshness_badge, state_badges
from inventory.places.queries import PLACE_COLUMNS, read_place, values_of
from inventory.places.serializers import serialize_place
from inventory.places.structured_data import structured_data
from inventory.visibility import hidden, members_only


class Fact(NamedTuple):
    """A line of a list of facts: a label with either a text or several tags."""

    label: str
    text: str
    tags: Sequence[str] = ()


#: Fields that tell how to reach a place.
ACCESS_FIELDS = ("address", "commune", "transport", "phone", "email", "website", "links", "video_url", "latitude")


def place_context(page: SiteProfilePage, request: HttpRequest, gate: Gate) -> dict[str, Any]:
    """Build the context of a place's page for this reader (see `BasePage.context_builder`)."""
    values = page.values_read = values_of(page) if getattr(request, "is_preview", False) else _read(page)
    now, hidden_fields = timezone.now(), hidden(values, gate.audience)
    place = serialize_place(values, gate, now=now)
    families = [family["label"] for family in place["families"]]
    commune = f"{place['commune']} ({place['department']})" if place["department"] else place["commune"]
    return {
        "place": {**place, "drawing": place["families"][0]["code"] if place["families"] else "place"},
        "kicker": " · ".join(filter(None, [", ".join(families[:2]), commune])),
        "badges": [*state_badges(place["state"]), freshness_badge(place["verified_on"])],
        "is_closed": place["state"] == State.CLOSED,
        "open_now": _open_now(place, now),
        # As texts, which templates do not localise.
        "position": None
        if place["latitude"] is None
        else (str(float(place["latitude"])), str(float(place["longitude"]))),
        "locator": _locator(place),
        "unlocated": place["latitude"] is None and "latitude" not in hidden_fields,
        "has_access_details": any(place[name] for name in ACCESS_FIELDS),
        "prices": [_price(row) for row in place["prices"]],
        "facts": {
            "profiles": _profiles(place),
            "offer": _offer(place),
            "economy": _economy(place),
            "facilitation": _facilitation(place),
            "identity": _identity(place),
        },
        "difficulties": [_difficulty(row) for row in place["difficulties"]],
        # Not for a closed place: its opening hours, for example, will never be filled in.
        "missing_fields": [] if place["state"] == State.CLOSED else completeness.missing(place, hidden_fields),
        "members_only": members_only(values, gate.audience),
        "path": gate.url(place["url_path"]),
        "correction_subject": f"Fiche « {place['title']} »",
        "structured_data": structured_data(values, gate),
        **_related_pages(gate, place["pk"]),
    }


def _read(page: SiteProfilePage) -> dict[str, Any]:
    """Read the values of a live place in one query, and set them on the page, whose fields may be deferred.

    Raises Http404 if the place was unpublished after its page was looked up.
    """
    values = read_place(page.pk)
    if values is None:
        raise Http404
    for name in (*PLACE_COLUMNS, "social_image_id"):
        setattr(page, name, values[name])
    return values


def _related_pages(gate: Gate, pk: int | None) -> dict[str, Any]:
    """Return cards of the pages about the place and of comparable places; none for a place that is not saved yet."""
    if pk is None:
        return {"related": [], "comparable": []}
    related = (
        ("temoignages", "Témoignages", contracts.testimonials_of_place(gate, pk)),
        ("evenements", "Évènements ici", contracts.events_at_place(gate, pk)),
        ("tours", "Étape d’un tour", contracts.tours_at_place(gate, pk)),
        ("memento", "Cité par le mémento", contracts.sheets_citing_place(gate, pk)),
    )
    return {"related": [section for section in related if section[2]], "comparable": comparable_places(gate, pk)}


def _open_now(place: Mapping[str, Any], now: datetime) -> Badge | None:
    """Return a badge such as « Ouvert, ferme à 18 h »; None if it is not known, or if the place closed for good."""
    text = "" if place["state"] == State.CLOSED else open_state_in_words(place["open"], now)
    return Badge(text=text, tone="good" if place["open"].state == "open" else "ended") if text else None


def _locator(place: Mapping[str, Any]) -> Any:
    """Return the small map; None if the point is unknown or outside the base map."""
    if place["longitude"] is None or place["latitude"] is None:
        return None
    return place_locator(float(place["longitude"]), float(place["latitude"]), place["commune"], place["department"])


# --- Facts ---------------------------------------------------------------------------------------------------------


def _profiles(place: Mapping[str, Any]) -> list[Fact]:
    return _filled(
        _tags("Publics", place["publics"]),
        Fact(
            "En proportion", "\n".join(f"{row['public']['label']} : {row['band']['label']}" for row in place["shares"])
        ),
        _line("D’où l’on vient", place["origins"]),
    )


def _offer(place: Mapping[str, Any]) -> list[Fact]:
    rooms = [
        f"{row['name']} ({quantity(row['capacity'], 'place')})" if row["capacity"] else row["name"]
        for row in place["rooms"]
    ]
    return _filled(
        _tags("Espaces", place["spaces"]),
        Fact("Salles", "\n".join(rooms)),
        _tags("Équipements", place["equipment"]),
        Fact("Postes de travail", number(place["desks"])),
        Fact("Surface bâtie", _area(place["built_area"])),
        Fact("Surface extérieure", _area(place["outdoor_area"])),
        _line("Débit internet", [place["bandwidth"]]),
        _line("Mobilité réduite", [place["accessibility"]]),
    )


def _economy(place: Mapping[str, Any]) -> list[Fact]:
    dependent = {True: "Oui", False: "Non", None: ""}[place["dependent"]]
    funders: dict[str, list[str]] = {}
    for row in place["funders"]:
        funders.setdefault(row["level"]["label"], []).append(row["name"])
    lines = [f"{level} : {', '.join(filter(None, names))}" if any(names) else level for level, names in funders.items()]
    return _filled(
        _line("Mode de gestion", place["management"]),
        _line("À l’initiative de", [place["initiative"]]),
        Fact(
            "Recettes, la plus forte d’abord",
            "\n".join(f"{rank}. {row['label']}" for rank, row in enumerate(place["incomes"], 1)),
        ),
        _line("Part de subvention", [place["subsidy"]]),
        Fact("Financeurs", "\n".join(lines)),
        Fact("Dépend d’un seul financeur", dependent),
        _line("Dernier exercice", [place["balance"]]),
        Fact("Emplois", f"{number(place['staff'])} ETP" if place["staff"] is not None else ""),
        _line("Foncier", [place["tenure"]]),
        Fact("Échéance du bail", place["lease_end_label"]),
    )


def _facilitation(place: Mapping[str, Any]) -> list[Fact]:
    hours = place["facilitation_hours"]
    return _filled(
        _line("Qui anime", place["facilitation"]),
        Fact("Temps d’animation", f"{number(hours)} h par semaine" if hours is not None else ""),
        Fact("Rituels", place["rituals"]),
        Fact("Programmation", place["programming"]),
        Fact("Gouvernance", place["governance"]),
        Fact("Participation des usagers", place["participation"]),
    )


def _identity(place: Mapping[str, Any]) -> list[Fact]:
    return _filled(
        _line("Familles", place["families"]),
        Fact("Aussi appelé", place["other_names"]),
        Fact("État", place["state_label"] if place["state"] != State.UNKNOWN else ""),
        Fact("Ouverture", place["opened_label"]),
        Fact("Fermeture", place["closed_label"]),
        Fact("Milieu", place["milieu_label"]),
        Fact("Intercommunalité", place["epci_name"]),
        Fact("Structure porteuse", place["operator"]),
        Fact("SIRET", place["siret"]),
        Fact("RNA", place["rna"]),
        Fact("Labels", "\n".join(_label(row) for row in place["labels"])),
    )


def _filled(*facts: Fact) -> list[Fact]:
    """Return the facts that have a value."""
    return [fact for fact in facts if fact.text or fact.tags]


def _tags(label: str, rows: Sequence[Mapping[str, str]]) -> Fact:
    return Fact(label, "", [row["label"] for row in rows])


def _line(label: str, rows: Sequence[Mapping[str, str] | None]) -> Fact:
    labels = [row["label"] for row in rows if row]
    return Fact(label, ", ".join([*labels[:1], *map(mid_sentence, labels[1:])]))


def _label(row: Mapping[str, Any]) -> str:
    """Format a label: « Fabrique de territoire (2021, jusqu’en 2027 ; source) »."""
    years = [str(row["year"] or ""), f"jusqu’en {row['expires']}" if row["expires"] else ""]
    details = " ; ".join(filter(None, [", ".join(filter(None, years)), row["source"]]))
    return f"{row['label']} ({details})" if details else row["label"]


def _difficulty(row: Mapping[str, Any]) -> dict[str, str]:
    """Return a difficulty with `when`: since which year it lasts, or in which year it was resolved."""
    since = f"depuis {row['since']}" if row["since"] else ""
    state = "résolue" if row["resolved"] else ""
    if row["resolved"] and row["since"]:
        since = f"en {row['since']}"
    return {**row, "when": ", ".join(filter(None, [since, state]))}


def _price(row: Mapping[str, Any]) -> dict[str, str]:
    euros = f"{row['price']:,.2f}".removesuffix(".00").replace(",", NNBSP).replace(".", ",")
    return {
        "offer": row["offer"],
        "price": f"{euros}{NBSP}€" if row["price"] else "gratuit",
        "unit": row["unit"]["label"] if row["unit"] and row["price"] else "",
    }


def number(value: Any) -> str:
    """Format a number in French: « 1 200 », « 2,5 »; "" for None."""
    if value is None:
        return ""
    whole, _, rest = f"{value:,}".replace(",", NNBSP).partition(".")
    return f"{whole},{rest.rstrip('0')}".rstrip(",")


def _area(value: int | None) -> str:
    return f"{number(value)}{NBSP}m²" if value else ""
