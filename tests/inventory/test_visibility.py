"""Hidden field groups of a place are in no output for readers without access: all outputs, all fields, all roles."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from decimal import Decimal
from io import StringIO
from urllib.parse import quote

import pytest
from django.core.management import call_command
from django.http import HttpResponse
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
from members.models import User
from tests.factories.inventory import SiteProfilePageFactory, inventory_index

pytestmark = pytest.mark.django_db

#: By field group: words and numbers of its values on the place page, which stand nowhere else; spaces do not count.
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
#: The same in the API, where codes and numbers are written differently.
CODES = {
    "visibility_profiles": ("jobseekers", "around", "retired", "from_10"),
    "visibility_economy": ("citizens", "education", "over_75", "deficit", "untitled", "sales", "98.75"),
    "visibility_offer": ("childcare", "laser_cutter", "from_8", "partial", "03:41"),
    "visibility_animation": ("rotation", "9763.5"),
    "visibility_difficulties": ("political",),
}
#: Every output that shows places, for any reader.
OUTPUTS = (
    "/inventaire/cime-secrete/", "/inventaire/", "/inventaire/?q=cime", "/", "/recherche/?q=cime", "/sitemap.xml",
    "/api/v3/places/cime-secrete/", "/api/v3/places/?limit=100", "/api/v3/places/map/", "/api/v3/places/facets/",
    "/api/v3/places.geojson", "/api/v3/search/?q=cime", "/api/v3/search/suggest/?q=cime", "/inventaire/autre/",
    "/inventaire/integrer/", "/inventaire/integrer/cadre/", "/inventaire/points.json", "/api/v3/routes/",
    "/api/v3/content/?path=/",
    "/api/v3/content/?path=/inventaire/cime-secrete/", "/api/v3/content/?path=/inventaire/",
    "/api/v3/content/?path=/inventaire/autre/", "/api/v3/content/export.ndjson?type=place",
)  # fmt: skip
#: Where each word must be for readers with access.
PAGE, DETAIL = "/inventaire/cime-secrete/", "/api/v3/places/cime-secrete/"
#: The audience of each reader; a session counts for the site alone.
READERS = {"anonymous": 0, "session of an editor": 0, "member": 1, "editor": 2}


def secretive(level: int, state: str) -> SiteProfilePage:
    """A place with a value in every field, every group of fields visible to one audience."""
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
            "facilitation_hours": "9763.5", "rituals": "Rituelsecret", "programming": "Programmesecret",
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


UUID = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def squeezed(text: str) -> str:
    """Text without spaces, entities and the comma of decimals."""
    # Public ids are random: « 2099 » may stand in one.
    return re.sub(r"[\s\u00a0\u202f]", "", UUID.sub("", html.unescape(text))).replace(",", ".")


@pytest.fixture
def readers(member, editor, token_of) -> dict[str, Callable[[str], HttpResponse]]:
    """How each reader gets an address: with a session, and below /api/ with a token also, if the name says so."""

    def getter(user: User | None, with_token: bool) -> Callable[[str], HttpResponse]:
        client, headers = Client(), token_of(user) if with_token else {}
        if user:
            client.force_login(user)
        return lambda path: client.get(path, headers=headers if path.startswith("/api/") else {})

    return {
        "anonymous": getter(None, False), "session of an editor": getter(editor, False),
        "member": getter(member, True), "editor": getter(editor, True),
    }  # fmt: skip


#: Each word of the page or the API with its group, written as `squeezed` leaves it.
SQUEEZED = [(group, squeezed(w)) for group in WORDS for w in (*WORDS[group], *CODES.get(group, ()))]


def test_every_field_of_a_group_has_a_value(home):
    """A group that gains a field fails here until the tests below know a word of it."""
    known = {"links", "email", "phone"} | {name for names in FIELD_GROUPS.values() for name in names}
    place = secretive(0, "closed")
    for name in known - {"precision"}:
        value = getattr(place, name, None)
        assert value.all() if hasattr(value, "all") else value, name
    assert set(WORDS) == set(FIELD_GROUPS)


@pytest.mark.indexed
@pytest.mark.parametrize("state", ["active", "closed"])
@pytest.mark.parametrize("level", [0, 1, 2], ids=["public", "members", "team"])
def test_hidden_values_are_in_no_output_and_visible_ones_are_shown(home, readers, level, state):
    place = secretive(level, state)
    # One that is comparable in what is hidden, and whose page would tell why.
    SiteProfilePageFactory(
        title="Autre", slug="autre", state="active", milieu="urban", families=["coworking"], management=["scic"],
        insee_code="38185", built_area=50, spaces=[], publics=[],
    )  # fmt: skip
    paths = [*OUTPUTS, f"/api/v3/places/cards/?id={place.pk}"]
    # A closed place shows no hours, and an active one no causes of closing.
    unused = {"active": "visibility_closing", "closed": "visibility_offer"}[state]
    for reader, audience in READERS.items():
        get = readers[reader]
        if audience < level:
            for path in paths:
                if "session" in reader and not path.startswith("/api/"):
                    continue
                response = get(path)
                assert response.status_code == 200, path
                text = squeezed(b"".join(response).decode())
                leaks = [(group, word) for group, word in SQUEEZED if word in text]
                assert not leaks, f"in {path} for {reader}: {leaks}"
            continue
        page, detail = squeezed(get(PAGE).text), squeezed(get(DETAIL).text)
        for group, words in WORDS.items():
            for word in words if group != unused else ():
                assert squeezed(word) in page, f"{word} ({group}) is not on the page for {reader}"
            for word in CODES.get(group, ()):
                assert squeezed(word) in detail, f"{word} ({group}) is not in the API for {reader}"


@pytest.mark.parametrize("level", [0, 1, 2])
def test_exported_file_holds_what_its_audience_may_see(home, tmp_path, level):
    secretive(level, "active")
    words = [word for group in WORDS.values() for word in group if "secret" in word.lower()]
    words += [code for codes in CODES.values() for code in codes if code.isalpha()]
    for extension in ("csv", "geojson"):
        for rank, audience in enumerate(("public", "membres", "équipe")):
            path = tmp_path / f"lieux.{extension}"
            call_command("export_places", path, "--audience", audience, stdout=StringIO())
            text = path.read_text(encoding="utf-8-sig")
            for word in words:
                assert (word in text) == (rank >= level), (word, audience, extension)


@pytest.mark.parametrize("level", [1, 2])
def test_filters_find_only_by_values_that_the_reader_may_see(home, readers, level):
    secretive(level, "active")
    filters = (
        "public=jobseekers",
        "espace=childcare",
        "ouvert=2026-11-23T03:45",
        "bbox=5.5,45.1,5.6,45.2",
        "near=5,45",
    )
    for reader, audience in READERS.items():
        for query in filters:
            count = readers[reader](f"/api/v3/places/?{query}").json()["count"]
            assert count == int(audience >= level), (reader, query)


@pytest.mark.indexed
@pytest.mark.parametrize("level", [1, 2])
def test_a_search_finds_hidden_values_for_those_alone_who_may_see_them(home, readers, level):
    secretive(level, "active")
    for reader, audience in READERS.items():
        for word in [word for group in WORDS.values() for word in group if word.isalpha() and "secret" in word.lower()]:
            for path in ("places", "search"):
                found = readers[reader](f"/api/v3/{path}/?q={quote(word)}").json()
                shown = found["count"] if path == "places" else sum(item["exact"] for item in found["items"])
                assert shown == int(audience >= level), (reader, word, path)


def test_visible_empties_hidden_values():
    columns = dict.fromkeys(FIELD_GROUPS, 0) | {"visibility_contact": 1}
    values = {**columns, "email": "a@b.example", "links": [1], "phone": "", "latitude": Decimal(1), "title": "Cime"}
    assert hidden(values, 0) == {"email", "phone", "links"}
    assert visible(values, 0) == {"email": "", "links": [], "phone": "", "latitude": Decimal(1), "title": "Cime"}
    assert visible(values, 1)["email"] == "a@b.example"
