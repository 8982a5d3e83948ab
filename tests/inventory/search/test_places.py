"""What the search reads of a place, for each audience."""

from __future__ import annotations

import pytest

from core.search.pages import documents
from core.visibility.gate import Audience
from inventory.models import (
    PlaceDifficulty,
    PlaceFunder,
    PlaceIncome,
    PlaceLabel,
    PlacePractice,
    PlacePrice,
    PlaceRoom,
)
from inventory.visibility import FIELD_GROUPS
from tests.factories.inventory import SiteProfilePageFactory

#: A word of each group of fields that the search reads.
WORDS = {
    "visibility_structure": ("porteuse", "73282932000074", "W381234567"),
    "visibility_address": ("Alpilles", "Tramway"),
    "visibility_closing": ("Loyerimpossible", "Recommencerions"),
    "visibility_profiles": ("Étudiants",),
    "visibility_economy": ("Mécènelocal", "Loyer modéré"),
    "visibility_offer": ("Imprimante 3D", "Rendezvous", "Sallebleue", "Posteouvert", "Du lundi au vendredi"),
    "visibility_animation": ("Cafédulundi", "Collégiale"),
    "visibility_difficulties": ("Voisinage en colère", "Médiation"),
    "visibility_practices": ("Repaspartagé", "Transférable"),
}


def full_place(**fields):
    place = SiteProfilePageFactory(
        title="La Cime", other_names="Le Sommet, LC", operator="Association porteuse", siret="73282932000074",
        rna="W381234567", address="1 rue des Alpilles", transport="Tramway B", closing_causes="Loyerimpossible",
        hindsight="Recommencerions", publics=["students"], tenure="moderate_rent", equipment=["printer_3d"],
        hours_note="Rendezvous", opening_hours="Mo-Fr 09:00-18:00", rituals="Cafédulundi", governance="Collégiale",
        epci_name="Grenoble-Alpes-Métropole", email="secret@lieu.example", phone="04 76 00 00 01", **fields,
    )  # fmt: skip
    place.labels = [PlaceLabel(label="other", other="Fabrique de territoire locale", year=2021)]
    place.incomes = [PlaceIncome(income="desks")]
    place.funders = [PlaceFunder(level="region", name="Mécènelocal")]
    place.prices = [PlacePrice(offer="Posteouvert", unit="day", price=10)]
    place.rooms = [PlaceRoom(name="Sallebleue")]
    place.difficulties = [PlaceDifficulty(difficulty="funding", text="Voisinage en colère", how="Médiation")]
    place.practices = [PlacePractice(action="Repaspartagé", transfer="Transférable")]
    place.save()
    return place


def document_of(place):
    (document,) = documents([place.pk])
    return document


def public_fields(document):
    parts = [passage.text + passage.heading for passage in document.passages]
    return " ".join(
        [document.title, *document.names, document.people_and_places, document.headings, document.text, *parts]
    )


def test_names_and_places_have_their_fields(home):
    document = document_of(full_place())
    assert document.title == "La Cime"
    assert document.names == ("Le Sommet", "LC")
    assert document.people_and_places.split("\n") == ["Grenoble", "Grenoble-Alpes-Métropole", "Isère"]
    for text in ("38000", "Coworking", "Fabrique de territoire locale 2021", "En activité"):
        assert text in document.text
    assert document.members == document.team == ""


def test_what_is_public_is_in_the_text(home):
    text = public_fields(document_of(full_place()))
    assert [word for words in WORDS.values() for word in words if word not in text] == []
    assert "secret@" not in text
    assert "00 00 01" not in text


@pytest.mark.parametrize("audience", [Audience.MEMBERS, Audience.TEAM])
@pytest.mark.parametrize("column", FIELD_GROUPS)
def test_what_is_hidden_is_in_the_field_of_its_audience_only(home, column, audience):
    document = document_of(full_place(**{column: audience}))
    own, other = (
        (document.members, document.team) if audience == Audience.MEMBERS else (document.team, document.members)
    )
    for group, words in WORDS.items():
        for word in words:
            hidden = group == column
            assert (word in public_fields(document)) != hidden, word
            assert (word in own) == hidden, word
            assert word not in other


def test_hours_and_labels_are_read_in_french(home):
    text = document_of(full_place()).text
    assert "Du lundi au vendredi" in text
    assert "printer_3d" not in text
    assert "Mo-Fr" not in text
