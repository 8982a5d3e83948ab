"""What the page of a place shows, in the words and the order of a visitor. Sections without anything are not there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils import timezone

from core import contracts
from core.cards import Badge
from core.gate import Gate
from core.typography import NBSP, NNBSP
from inventory import completeness
from inventory.badges import freshness_badge, state_badges
from inventory.comparable import comparable
from inventory.hours import moment_in_words
from inventory.locator import place_locator
from inventory.sheet import inside, place_sheet
from inventory.visibility import for_members, hidden
from inventory.vocabulary import State

if TYPE_CHECKING:
    from inventory.models import SiteProfilePage


class Fact(NamedTuple):
    """A line of a list of facts: a text, or several things of one sort."""

    label: str
    text: str
    several: Sequence[str] = ()


#: What tells how to reach a place.
REACHED = ("address", "commune", "transport", "phone", "email", "website", "links", "video_url", "latitude")


def place_context(page: SiteProfilePage, gate: Gate) -> dict[str, Any]:
    """The context of the page of a place, as this reader may see it; `page.known` holds its values."""
    assert page.known is not None
    now, closed = timezone.now(), hidden(page.known, gate.audience)
    place = place_sheet(page.known, gate, now=now)
    families = [family["label"] for family in place["families"]]
    where = f"{place['commune']} ({place['department']})" if place["department"] else place["commune"]
    return {
        "place": {**place, "drawing": place["families"][0]["code"] if place["families"] else "place"},
        "kicker": " · ".join(filter(None, [", ".join(families[:2]), where])),
        "badges": [*state_badges(place["state"]), freshness_badge(place["verified_on"])],
        "is_closed": place["state"] == State.CLOSED,
        "open_now": _open_now(place, now),
        # As texts: no thousands, no decimal comma.
        "position": None
        if place["latitude"] is None
        else (str(float(place["latitude"])), str(float(place["longitude"]))),
        "locator": _locator(place),
        "unlocated": place["latitude"] is None and "latitude" not in closed,
        "reached": any(place[name] for name in REACHED),
        "prices": [_price(row) for row in place["prices"]],
        "facts": {
            "profiles": _profiles(place),
            "offer": _offer(place),
            "economy": _economy(place),
            "facilitation": _facilitation(place),
            "identity": _identity(place),
        },
        "difficulties": [_difficulty(row) for row in place["difficulties"]],
        # Nobody opens a closed place to tell its hours.
        "unsaid": [] if place["state"] == State.CLOSED else completeness.missing(place, closed),
        "reserved": for_members(page.known, gate.audience),
        "path": gate.url(place["url_path"]),
        "correction_subject": f"Fiche « {place['title']} »",
        **_around(gate, place["pk"]),
    }


def _around(gate: Gate, pk: int | None) -> dict[str, Any]:
    """Other pages: what speaks of the place, and places like it. Nothing before the place is saved."""
    if pk is None:
        return {"related": [], "comparable": []}
    related = (
        ("temoignages", "Témoignages", contracts.testimonials_of_place(gate, pk)),
        ("evenements", "Évènements ici", contracts.events_at_place(gate, pk)),
        ("memento", "Cité par le mémento", contracts.sheets_citing_place(gate, pk)),
    )
    return {"related": [found for found in related if found[2]], "comparable": comparable(gate, pk)}


def _open_now(place: Mapping[str, Any], now: datetime) -> Badge | None:
    """« Ouvert, ferme à 18 h »; None where hours do not tell, and for a closed place."""
    said = "" if place["state"] == State.CLOSED else moment_in_words(place["open"], now)
    return Badge(text=said, tone="good" if place["open"].state == "open" else "ended") if said else None


def _locator(place: Mapping[str, Any]) -> Any:
    """The small map, where the point is known and drawn."""
    if place["longitude"] is None or place["latitude"] is None:
        return None
    return place_locator(float(place["longitude"]), float(place["latitude"]), place["commune"], place["department"])


# --- Facts ---------------------------------------------------------------------------------------------------------


def _profiles(place: Mapping[str, Any]) -> list[Fact]:
    return _told(
        _tags("Publics", place["publics"]),
        Fact(
            "En proportion", "\n".join(f"{row['public']['label']} : {row['band']['label']}" for row in place["shares"])
        ),
        _line("D’où l’on vient", place["origins"]),
    )


def _offer(place: Mapping[str, Any]) -> list[Fact]:
    rooms = [
        f"{row['name']} ({_counted(row['capacity'], 'place')})" if row["capacity"] else row["name"]
        for row in place["rooms"]
    ]
    return _told(
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
    named = [f"{level} : {', '.join(filter(None, names))}" if any(names) else level for level, names in funders.items()]
    return _told(
        _line("Mode de gestion", place["management"]),
        _line("À l’initiative de", [place["initiative"]]),
        Fact(
            "Recettes, la plus forte d’abord",
            "\n".join(f"{rank}. {row['label']}" for rank, row in enumerate(place["incomes"], 1)),
        ),
        _line("Part de subvention", [place["subsidy"]]),
        Fact("Financeurs", "\n".join(named)),
        Fact("Dépend d’un seul financeur", dependent),
        _line("Dernier exercice", [place["balance"]]),
        Fact("Emplois", f"{number(place['staff'])} ETP" if place["staff"] is not None else ""),
        _line("Foncier", [place["tenure"]]),
        Fact("Échéance du bail", place["lease_end_label"]),
    )


def _facilitation(place: Mapping[str, Any]) -> list[Fact]:
    hours = place["facilitation_hours"]
    return _told(
        _line("Qui anime", place["facilitation"]),
        Fact("Temps d’animation", f"{number(hours)} h par semaine" if hours is not None else ""),
        Fact("Rituels", place["rituals"]),
        Fact("Programmation", place["programming"]),
        Fact("Gouvernance", place["governance"]),
        Fact("Participation des usagers", place["participation"]),
    )


def _identity(place: Mapping[str, Any]) -> list[Fact]:
    return _told(
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


def _told(*facts: Fact) -> list[Fact]:
    """The facts that say something."""
    return [fact for fact in facts if fact.text or fact.several]


def _tags(label: str, rows: Sequence[Mapping[str, str]]) -> Fact:
    return Fact(label, "", [row["label"] for row in rows])


def _line(label: str, rows: Sequence[Mapping[str, str] | None]) -> Fact:
    said = [row["label"] for row in rows if row]
    return Fact(label, ", ".join([*said[:1], *map(inside, said[1:])]))


def _label(row: Mapping[str, Any]) -> str:
    """« Fabrique de territoire (2021, jusqu’en 2027 ; source) »."""
    years = [str(row["year"] or ""), f"jusqu’en {row['expires']}" if row["expires"] else ""]
    about = " ; ".join(filter(None, [", ".join(filter(None, years)), row["source"]]))
    return f"{row['label']} ({about})" if about else row["label"]


def _difficulty(row: Mapping[str, Any]) -> dict[str, str]:
    """A difficulty as it is told: how long, and whether it is over."""
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
    """A number as French writes it: « 1 200 », « 2,5 »; "" for None."""
    if value is None:
        return ""
    whole, _, rest = f"{value:,}".replace(",", NNBSP).partition(".")
    return f"{whole},{rest.rstrip('0')}".rstrip(",")


def _area(value: int | None) -> str:
    return f"{number(value)}{NBSP}m²" if value else ""


def _counted(count: int, word: str) -> str:
    return f"{number(count)} {word}{'s' if count > 1 else ''}"
