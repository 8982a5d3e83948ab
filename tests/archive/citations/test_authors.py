"""Names of authors: split for persons alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.citations.authors import author_of
from tests.archive.citations.samples import ORGANISATION, PERSON


@pytest.mark.parametrize(
    ("typed", "family", "given_name"),
    [
        ("Ada Martin", "Martin", "Ada"),
        ("Martin, Ada", "Martin", "Ada"),
        ("Jean-Paul Le Goff", "Goff", "Jean-Paul Le"),
        ("Le Goff, Jean-Paul", "Le Goff", "Jean-Paul"),
        ("Jean de La Fontaine", "de La Fontaine", "Jean"),
        ("Ludwig van Beethoven", "van Beethoven", "Ludwig"),
        ("Ursula von der Leyen", "von der Leyen", "Ursula"),
        ("Marie d’Aviau de Ternay", "d’Aviau de Ternay", "Marie"),
        ("Jean d'Ormesson", "d'Ormesson", "Jean"),
        ("Joachim du Bellay", "du Bellay", "Joachim"),
        ("  Ada \n Martin ", "Martin", "Ada"),
        ("Voltaire", "Voltaire", ""),
        ("Voltaire,", "Voltaire", ""),
        (", Ada", "Ada", ""),
        ("de", "de", ""),
    ],
)
def test_a_person_has_a_family_name(typed, family, given_name):
    author = author_of(PERSON, typed)
    assert (author.family, author.given) == (family, given_name)
    assert author.name == f"{given_name} {family}".strip()


@pytest.mark.parametrize("kind", [ORGANISATION, ""])
@pytest.mark.parametrize("name", ["Ville de Grenoble", "Ada Martin", "Dupont, Durand et Cie"])
def test_an_organisation_and_an_unknown_name_are_literal(kind, name):
    author = author_of(kind, name)
    assert (author.name, author.family, author.given) == (name, "", "")


@given(st.text(max_size=60))
def test_a_name_loses_nothing_but_spaces_and_its_comma(text):
    author = author_of(PERSON, text)
    letters = sorted(filter(str.isalnum, text))
    assert sorted(filter(str.isalnum, author.name)) == letters
    assert sorted(filter(str.isalnum, author.family + author.given)) == letters
