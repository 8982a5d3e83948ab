"""What a place hides is in no output for those it is hidden from: all outputs, all fields, all roles."""

from __future__ import annotations

import html
import re
from decimal import Decimal
from io import StringIO
from urllib.parse import quote

import pytest
from django.core.management import call_command
from django.test import Client

from core.setup import ensure_page
from inventory.models import (
    PlaceDifficulty,
    PlaceFunder,
    PlaceIncome,
    PlaceLink,
    PlacePractice,
    PlacePrice,
    PlaceRoom,
    PlaceShare,
    SiteProfilePage,
)
from inventory.visibility import FIELD_GROUPS, hidden, visible
from tests.factories.inventory import SiteProfilePageFactory, inventory_index

pytestmark = pytest.mark.django_db

#: By group: what the sheet says of it, as a word or number that stands nowhere else; spaces do not count.
WORDS: dict[str, tuple[str, ...]] = {
    "visibility_contact": ("secret@cime.example", "0476123987", "https://social.example/@secret"),
    "visibility_structure": ("Porteusesecrete", "73282932000074", "W381234567"),
    "visibility_address": ("Ruesecrete", "Bâtimentsecret", "5.512345", "45.123456", "Arrêtsecret"),
    "visibility_closing": ("Causesecrete", "Regretsecret"),
    "visibility_profiles": ("Demandeurs d’emploi", "Les communes voisines", "Retraités", "De 10 à 25 %"),
    "visibility_economy": (
        "Collectif citoyen", "Une université ou une école", "Plus de 75 %", "Déficit", "Sans titre",
        "Vente de produits", "Financeursecret", "2099",
    ),
    "visibility_offer": (
        "Garde d’enfants", "Découpe laser", "9871", "98765", "98764", "De 8 à 30 Mbit/s", "En partie accessible",
        "Notesecrete", "Offresecrete", "87.65", "Sallesecrete", "3 h 41",
    ),
    "visibility_animation": (
        "Usagers à tour de rôle", "Rituelsecret", "Programmesecret", "Gouvernancesecrete", "Participationsecrete",
    ),
    "visibility_difficulties": ("Portage politique", "Difficultésecrete", "Remèdesecret"),
    "visibility_practices": (
        "Actionsecrete", "Contextesecret", "Moyensecret", "Effetsecret", "Transfertsecret", "https://preuve.example/secret",
    ),
}  # fmt: skip
#: The same in the API, where a code or a number is written otherwise.
CODES = {
    "visibility_profiles": ("jobseekers", "around", "retired", "from_10"),
    "visibility_economy": ("citizens", "education", "over_75", "deficit", "untitled", "sales", "98.75"),
    "visibility_offer": ("childcare", "laser_cutter", "from_8", "partial", "03:41"),
    "visibility_animation": ("rotation", "97.5"),
    "visibility_difficulties": ("political",),
}
#: Every output that tells of places, for any reader. `{word}` is what the place would be looked for by.
OUTPUTS = (
    "/inventaire/cime-secrete/", "/inventaire/", "/inventaire/?q=cime", "/", "/recherche/?q=cime", "/sitemap.xml",
    "/api/v3/places/cime-secrete/", "/api/v3/places/?limit=100", "/api/v3/places/map/", "/api/v3/places/facets/",
    "/api/v3/places.geojson", "/api/v3/search/?q=cime", "/api/v3/search/suggest/?q=cime", "/inventaire/autre/",
    "/inventaire/integrer/", "/inventaire/integrer/cadre/",
)  # fmt: skip
#: Where each word must be for those who may see it.
SHEET, DETAIL = "/inventaire/cime-secrete/", "/api/v3/places/cime-secrete/"
READERS = {"anonymous": 0, "member": 1, "member with a token": 1, "editor": 2}


def secretive(level: int, state: str) -> SiteProfilePage:
    """A place that says all it can, every group of fields shown to one audience."""
    return ensure_page(
        inventory_index(), SiteProfilePage, "cime-secrete", "Cime",
        {
            "summary": "Un lieu qui se montre peu.", "families": ["fablab"], "state": state, "milieu": "mountain",
            "commune": "Villard-de-Lans", "insee_code": "38548", "email": "secret@cime.example",
            "phone": "04 76 12 39 87", "operator": "Porteusesecrete", "siret": "73282932000074", "rna": "W381234567",
            "address": "Ruesecrete", "address_extra": "Bâtimentsecret", "precision": "number",
            "point": "SRID=4326;POINT(5.512345 45.123456)", "transport": "Arrêtsecret",
            "closing_causes": "Causesecrete", "hindsight": "Regretsecret", "publics": ["jobseekers"],
            "origins": ["around"], "management": ["citizens"], "initiative": "education", "subsidy": "over_75",
            "balance": "deficit", "dependent": "yes", "staff": "98.75", "tenure": "untitled", "lease_end": "2099",
            "spaces": ["childcare"], "equipment": ["laser_cutter"], "desks": 9871, "built_area": 98765,
            "outdoor_area": 98764, "bandwidth": "from_8", "accessibility": "partial",
            "opening_hours": "Mo 03:41-04:00", "hours_note": "Notesecrete", "facilitation": ["rotation"],
            "facilitation_hours": "97.5", "rituals": "Rituelsecret", "programming": "Programmesecret",
            "governance": "Gouvernancesecrete", "participation": "Participationsecrete",
            **dict.fromkeys(FIELD_GROUPS, level),
        },
        {
            "links": [PlaceLink(network="mastodon", url="https://social.example/@secret")],
            "shares": [PlaceShare(public="retired", band="from_10")],
            "incomes": [PlaceIncome(income="sales")],
            "funders": [PlaceFunder(level="europe", name="Financeursecret")],
            "prices": [PlacePrice(offer="Offresecrete", unit="week", price=Decimal("87.65"))],
            "rooms": [PlaceRoom(name="Sallesecrete", capacity=9)],
            "difficulties": [PlaceDifficulty(difficulty="political", text="Difficultésecrete", how="Remèdesecret")],
            "practices": [
                PlacePractice(
                    action="Actionsecrete", context="Contextesecret", means="Moyensecret", effects="Effetsecret",
                    transfer="Transfertsecret", evidence="https://preuve.example/secret",
                )
            ],
        },
    )  # fmt: skip


def squeezed(text: str) -> str:
    """Text without spaces, entities and the comma of decimals."""
    return re.sub(r"[\s\u00a0\u202f]", "", html.unescape(text)).replace(",", ".")


@pytest.fixture
def readers(member, editor, token_of) -> dict[str, tuple[Client, dict[str, str]]]:
    found = {"anonymous": (Client(), {}), "member with a token": (Client(), token_of(member))}
    for name, user in (("member", member), ("editor", editor)):
        client = Client()
        client.force_login(user)
        found[name] = (client, {})
    return found


def test_every_field_of_a_group_is_walked(home):
    """A group that gains a field fails here until the walk knows a word of it."""
    known = {"links", "email", "phone"} | {name for names in FIELD_GROUPS.values() for name in names}
    place = secretive(0, "closed")
    for name in known - {"precision"}:
        value = getattr(place, name, None)
        told = value.all() if hasattr(value, "all") else value
        assert told, name
    assert set(WORDS) == set(FIELD_GROUPS)


@pytest.mark.parametrize("state", ["active", "closed"])
@pytest.mark.parametrize("level", [0, 1, 2], ids=["public", "members", "team"])
def test_what_is_hidden_is_in_no_output(home, readers, level, state):
    place = secretive(level, state)
    # One that is comparable in what is hidden, and whose page would tell why.
    SiteProfilePageFactory(
        title="Autre", slug="autre", state="active", milieu="urban", families=["coworking"], management=["scic"],
        insee_code="38185", built_area=50, spaces=[], publics=[],
    )  # fmt: skip
    paths = [*OUTPUTS, f"/api/v3/places/cards/?id={place.pk}"]
    for reader, audience in READERS.items():
        client, headers = readers[reader]
        for path in paths:
            if headers and not path.startswith("/api/"):
                continue
            response = client.get(path, headers=headers)
            assert response.status_code == 200, path
            text = squeezed(response.text)
            for group, words in WORDS.items():
                for word in (*words, *CODES.get(group, ())):
                    if audience < level:
                        assert squeezed(word) not in text, f"{word} ({group}) is in {path} for {reader}"
        if audience < level:
            continue
        sheet = "" if headers else squeezed(client.get(SHEET).text)
        detail = squeezed(client.get(DETAIL, headers=headers).text)
        # A closed place has no hours, and one that is open no causes of closing.
        untold = {"active": "visibility_closing", "closed": "visibility_offer"}[state]
        for group, words in WORDS.items():
            for word in words if group != untold else ():
                assert headers or squeezed(word) in sheet, f"{word} ({group}) is not on the page for {reader}"
            for word in CODES.get(group, ()):
                assert squeezed(word) in detail, f"{word} ({group}) is not in the API for {reader}"


@pytest.mark.parametrize("extension", ["csv", "geojson"])
@pytest.mark.parametrize("level", [0, 1, 2])
def test_a_file_holds_what_its_readers_may_see(home, tmp_path, level, extension):
    secretive(level, "active")
    for rank, audience in enumerate(("public", "membres", "équipe")):
        path = tmp_path / f"lieux.{extension}"
        call_command("export_places", path, "--audience", audience, stdout=StringIO())
        text = path.read_text(encoding="utf-8-sig")
        words = [word for found in WORDS.values() for word in found if "secret" in word.lower()]
        words += [code for found in CODES.values() for code in found if code.isalpha()]
        for word in words:
            assert (word in text) == (rank >= level), (word, audience)


@pytest.mark.parametrize("level", [1, 2])
def test_nobody_finds_by_a_filter_what_they_may_not_read(home, readers, level):
    secretive(level, "active")
    filters = (
        "public=jobseekers",
        "espace=childcare",
        "ouvert=2026-11-23T03:45",
        "bbox=5.5,45.1,5.6,45.2",
        "near=5,45",
    )
    words = [word for words in WORDS.values() for word in words if "secret" in word.lower()]
    for reader, audience in READERS.items():
        client, headers = readers[reader]
        for query in filters:
            count = client.get(f"/api/v3/places/?{query}", headers=headers).json()["count"]
            assert count == int(audience >= level), (reader, query)
        for word in words:  # the search knows no reader: it finds by what everyone may read
            assert client.get(f"/api/v3/places/?q={quote(word)}", headers=headers).json()["count"] == 0, word
            assert client.get(f"/api/v3/search/?q={quote(word)}", headers=headers).json()["count"] == 0, word


def test_what_is_hidden_leaves_nothing_behind():
    columns = dict.fromkeys(FIELD_GROUPS, 0) | {"visibility_contact": 1}
    values = {**columns, "email": "a@b.example", "links": [1], "phone": "", "latitude": Decimal(1), "title": "Cime"}
    assert hidden(values, 0) == {"email", "phone", "links"}
    assert visible(values, 0) == {"email": "", "links": [], "phone": "", "latitude": Decimal(1), "title": "Cime"}
    assert visible(values, 1)["email"] == "a@b.example"
