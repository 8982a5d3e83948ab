"""Mail addresses and telephone numbers are not indexed."""

from __future__ import annotations

import pytest

from core.search.contacts import without_contacts


@pytest.mark.parametrize(
    "contact",
    [
        "04 76 00 00 01", "0476000001", "04.76.00.00.01", "+33 4 76 00 00 01", "+33 (0)4 76 00 00 01",
        "a.b+c@lieu.example", "(a@b.fr)",
    ],
)  # fmt: skip
def test_a_contact_is_removed(contact):
    assert without_contacts(f"Appelez {contact} le mardi").split() == ["Appelez", "le", "mardi"]


@pytest.mark.parametrize(
    "text",
    [
        "38000 Grenoble", "le 01.02.2012 17 h 15", "de 2004 à 2015", "978-2-1234-5680-3", "73282932000074",
        "10 000 000 000",
    ],
)  # fmt: skip
def test_other_numbers_stay(text):
    assert without_contacts(text) == text
