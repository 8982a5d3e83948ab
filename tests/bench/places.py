"""Places that never were, filled at the rates of real inventories: the same ones for the same seed."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from random import Random
from typing import Any

from core.geo.points import write_point
from core.text.slugs import slugify
from inventory import choices as v
from inventory.import_export.records import PlaceRecord
from inventory.validators import _luhn
from tests.bench.vocabulary import COMMON, sentence

SEED = 2016
#: The last day on which somebody checked a place.
VISITED = date(2026, 6, 1)
#: Parts of all places by département; the rest of France shares the last one.
SHARES = (("38", 0.25), ("73", 0.15), ("74", 0.15), ("", 0.45))
DAYS = ("Mo-Fr", "Mo-Sa", "Tu-Sa", "Mo-Th", "We-Su", "Mo,Tu,Th,Fr")
TIMES = ("09:00-18:00", "08:30-19:00", "09:00-12:30,14:00-18:00", "10:00-20:00", "14:00-22:00")
REST = ("", "; PH off", "; Su 10:00-13:00; PH off")
HOURS = ["".join(parts) for parts in product((f"{days} {times}" for days in DAYS for times in TIMES), REST)]
KINDS = (
    "La Fabrique",
    "L’Atelier",
    "La Maison",
    "Le Hangar",
    "L’Étape",
    "La Ruche",
    "Le Préau",
    "La Gare",
    "Le Moulin",
)
NAMES = (
    "des Possibles",
    "du Bourg",
    "des Alpes",
    "partagée",
    "du Canal",
    "des Voisins",
    "commune",
    "d’en Haut",
    "verte",
)


@dataclass(frozen=True)
class Town:
    """Where a place may stand. Coordinates in degrees."""

    insee_code: str
    name: str
    postcode: str
    department: str
    longitude: float
    latitude: float
    epci_code: str = ""
    epci_name: str = ""


#: For who has not loaded the communes of France.
TOWNS = (
    Town("38185", "Grenoble", "38000", "38", 5.7243, 45.1875, "200040715", "Grenoble-Alpes-Métropole"),
    Town("38544", "Vienne", "38200", "38", 4.8742, 45.5242, "200077014", "Vienne Condrieu"),
    Town("73065", "Chambéry", "73000", "73", 5.9178, 45.5646, "200069110", "Grand Chambéry"),
    Town("73011", "Albertville", "73200", "73", 6.3926, 45.6755, "200068997", "Arlysère"),
    Town("74010", "Annecy", "74000", "74", 6.1289, 45.8992, "200066793", "Grand Annecy"),
    Town("74281", "Thonon-les-Bains", "74200", "74", 6.4789, 46.3705, "200067551", "Thonon Agglomération"),
    Town("69123", "Lyon", "69001", "69", 4.8351, 45.7580, "200046977", "Métropole de Lyon"),
    Town("05061", "Gap", "05000", "05", 6.0787, 44.5594, "200067825", "Gap-Tallard-Durance"),
    Town("2A004", "Ajaccio", "20000", "2A", 8.7369, 41.9192),
)


@dataclass
class Sample:
    """A place to be, with the rows of the lists within its sheet, by their names in `inventory.places.queries`."""

    record: PlaceRecord
    lists: dict[str, list[dict[str, Any]]]
    verified_on: date | None


def samples(count: int, towns: tuple[Town, ...] = TOWNS, seed: int = SEED) -> Iterator[Sample]:
    """So many places, a quarter of them in the Isère."""
    chance = Random(seed)
    by_share = [[town for town in towns if town.department == code] for code, _ in SHARES[:-1]]
    by_share.append([town for town in towns if town.department not in dict(SHARES)])
    ends = [round(count * sum(share for _, share in SHARES[: rank + 1])) for rank in range(len(SHARES))]
    for number in range(count):
        near = by_share[next(rank for rank, end in enumerate(ends) if number < end)]
        visited = VISITED - timedelta(days=chance.randint(0, 1100)) if chance.random() < 0.75 else None
        yield Sample(_record(chance, number, chance.choice(near)), _lists(chance, number), visited)


def _record(chance: Random, number: int, town: Town) -> PlaceRecord:
    maybe, some, one = _tools(chance)
    title = f"{chance.choice(KINDS)} {chance.choice(NAMES)} {number}"
    state = chance.choices(v.State.values, weights=(2, 4, 3, 70, 2, 3, 14, 2))[0]
    closed = state == v.State.CLOSED
    values: dict[str, Any] = {
        "other_names": maybe(0.2, f"{title[:2].upper()}{number}"),
        "summary": sentence(chance, 24)[:280],
        "body": json.dumps(list(body(chance))),
        "operator": maybe(0.7, f"Association {title}"),
        "siret": maybe(0.5, _siret(chance)),
        "rna": maybe(0.4, f"W{chance.randrange(10**9):09d}"),
        "families": some(v.Family, 1, 3),
        "state": state,
        "opened": maybe(0.8, f"{chance.randint(1998, 2025)}-{chance.randint(1, 12):02d}"),
        "closed": "2025-11" if closed else "",
        "closing_causes": sentence(chance, 30) if closed else "",
        "hindsight": sentence(chance, 30) if closed else "",
        "website": maybe(0.6, f"https://lieu-{number}.example.org/"),
        "email": maybe(0.6, f"bonjour@lieu-{number}.example.org"),
        "phone": maybe(0.5, f"04 76 {chance.randrange(100):02d} {chance.randrange(100):02d} 00"),
        "video_url": maybe(0.05, "https://video.example.org/v/1"),
        "address": f"{chance.randint(1, 120)} rue des {chance.choice(COMMON).capitalize()}s",
        "address_extra": maybe(0.2, "Bâtiment B"),
        "postcode": town.postcode,
        "commune": town.name,
        "insee_code": town.insee_code,
        "epci_code": town.epci_code,
        "epci_name": town.epci_name,
        "point": _point(chance, town),
        "precision": one(v.Precision),
        "milieu": one(v.Milieu),
        "publics": some(v.Public, 1, 4),
        "origins": some(v.Origin, 1, 2),
        "management": some(v.Management, 1, 2),
        "initiative": maybe(0.7, one(v.Initiative)),
        "subsidy": maybe(0.6, one(v.SubsidyBand)),
        "balance": maybe(0.5, one(v.Balance)),
        "dependent": maybe(0.5, one(v.YesNo)),
        "staff": f"{chance.randint(0, 20) / 2:.2f}",
        "tenure": maybe(0.7, one(v.Tenure)),
        "lease_end": maybe(0.3, str(chance.randint(2026, 2035))),
        "spaces": some(v.Space, 1, 5),
        "equipment": some(v.Equipment, 0, 6),
        "desks": chance.randint(2, 80),
        "built_area": chance.randint(40, 3000),
        "outdoor_area": chance.randint(0, 2000),
        "bandwidth": maybe(0.6, one(v.Bandwidth)),
        "accessibility": maybe(0.7, one(v.Accessibility)),
        "opening_hours": maybe(0.75, chance.choice(HOURS)),
        "hours_note": maybe(0.2, "Sur rendez-vous en août."),
        "transport": maybe(0.5, sentence(chance, 15)),
        "facilitation": some(v.Facilitation, 0, 2),
        "facilitation_hours": f"{chance.randint(0, 70) / 2:.1f}",
        "rituals": maybe(0.5, sentence(chance, 15)),
        "programming": maybe(0.5, sentence(chance, 15)),
        "governance": maybe(0.5, sentence(chance, 15)),
        "participation": maybe(0.5, sentence(chance, 15)),
    }
    return PlaceRecord(
        line=number,
        source="Banc d’essai",
        identifier=str(number),
        title=title,
        values=values,
        slug=slugify(title),
        licence="Licence Ouverte 2.0",
        date=date(2026, 1, 1),
    )


def _lists(chance: Random, number: int) -> dict[str, list[dict[str, Any]]]:
    _, some, one = _tools(chance)
    label = one(v.Label)
    return {
        "links": [{"network": network, "url": "https://reseau.example.org/lieu"} for network in some(v.Network, 0, 3)],
        "labels": [{"label": label, "other": "Lieu pilote" if label == v.Label.OTHER else "", "year": 2021}]
        if number % 3 == 0
        else [],
        "sources": [{"source": "Visite", "date": date(2025, 5, 1)}],
        "shares": [{"public": public, "band": one(v.Band)} for public in some(v.Public, 0, 2)],
        "incomes": [{"income": income} for income in some(v.Income, 1, 3)],
        "funders": [{"level": level, "name": "Un financeur"} for level in some(v.FunderLevel, 0, 2)],
        "prices": [
            {"offer": f"Poste {rank + 1}", "unit": one(v.PriceUnit), "price": f"{chance.randint(1, 400)}.50"}
            for rank in range(chance.randint(2, 4))
        ],
        "rooms": [
            {"name": f"Salle {rank + 1}", "capacity": chance.randint(4, 80)} for rank in range(chance.randint(0, 3))
        ],
        "difficulties": [
            {
                "difficulty": difficulty,
                "text": sentence(chance, 20),
                "since": 2020,
                "resolved": chance.random() < 0.4,
                "how": sentence(chance, 10),
            }
            for difficulty in some(v.Difficulty, 1, 3)
        ],
        "practices": [
            {"context": sentence(chance, 15), "action": sentence(chance, 20), "effects": sentence(chance, 15)}
            for _ in range(chance.randint(0, 2))
        ],
    }


def body(chance: Random) -> Iterator[dict[str, Any]]:
    """Return eight blocks with about 300 words."""
    values: list[tuple[str, Any]] = [
        ("heading", {"text": "L’histoire du lieu", "level": "h2"}),
        ("text", f"<p>{sentence(chance, 60)}</p><p>{sentence(chance, 40)}</p>"),
        ("quote", {"text": sentence(chance, 25), "author": "Une habitante", "source": "Entretien, 2025"}),
        ("heading", {"text": "Ce qu’on y fait", "level": "h2"}),
        (
            "text",
            f"<p>{sentence(chance, 70)}</p><ul><li>{sentence(chance, 6)}</li><li>{sentence(chance, 6)}</li></ul>",
        ),
        ("callout", {"kind": "takeaway", "title": "En bref", "text": f"<p>{sentence(chance, 30)}</p>"}),
        ("checklist", {"title": "Pour venir", "items": [sentence(chance, 6), sentence(chance, 6)]}),
        ("text", f"<p>{sentence(chance, 40)}</p>"),
    ]
    for kind, value in values:
        yield {"type": kind, "value": value, "id": str(uuid.UUID(int=chance.getrandbits(128), version=4))}


def _tools(chance: Random) -> tuple[Any, Any, Any]:
    """A value at some rate or else nothing; some codes of a vocabulary; one of its codes."""

    def some(vocabulary: Any, least: int, most: int) -> list[str]:
        chosen = set(chance.sample(vocabulary.values, chance.randint(least, most)))
        return [code for code in vocabulary.values if code in chosen]

    return (
        lambda rate, value: value if chance.random() < rate else "",
        some,
        lambda vocabulary: chance.choice(vocabulary.values),
    )


def _point(chance: Random, town: Town) -> str:
    """Somewhere in the commune; one place in fifty has no point."""
    if chance.random() < 0.02:
        return ""
    around = [chance.uniform(-0.01, 0.01) for _ in range(2)]
    return write_point(f"{town.longitude + around[0]:.6f}", f"{town.latitude + around[1]:.6f}")


def _siret(chance: Random) -> str:
    digits = f"{chance.randrange(10**12):013d}"
    return next(digits + key for key in "0123456789" if _luhn(digits + key) % 10 == 0)
