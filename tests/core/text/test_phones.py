"""Telephone numbers: read, written, dialled."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.template import Context, Template

from core.text.phones import dial, normalise


@pytest.mark.parametrize(
    ("typed", "shown", "dialled"),
    [
        ("04.76.00.00.01", "04 76 00 00 01", "+33476000001"),
        ("04\u202f76\u202f00\u202f00\u202f01", "04 76 00 00 01", "+33476000001"),
        ("(0)4 76 00 00 01", "04 76 00 00 01", "+33476000001"),
        ("+33 (0)4 76 00 00 01", "04 76 00 00 01", "+33476000001"),
        ("(+33) (0)4 76 00 00 01", "04 76 00 00 01", "+33476000001"),
        ("0033 (0)4-76-00-00-01", "04 76 00 00 01", "+33476000001"),
        ("476000001", "04 76 00 00 01", "+33476000001"),  # a spreadsheet has dropped the 0
        ("+41 22 730 00 00", "+41 22 730 00 00", "+41227300000"),
        ("+39 06 698 1234", "+39 06 698 1234", "+39066981234"),
        ("0262 12 34 56", "+262 262 12 34 56", "+262262123456"),
        ("0269 61 70 00", "+262 269 61 70 00", "+262269617000"),
        ("0596 39 78 00", "+596 596 39 78 00", "+596596397800"),
        ("0976 01 23 45", "09 76 01 23 45", "+33976012345"),
        ("0800 12 34 56", "0 800 12 34 56", "+33800123456"),
        ("3919", "3919", "3919"),
        ("118 712", "118 712", "118712"),
        ("15", "15", "15"),
        ("04 76 00 00 01, poste 12", "04 76 00 00 01 poste 12", "+33476000001;ext=12"),
        ("+33 4 76 00 00 01 ext. 7", "04 76 00 00 01 poste 7", "+33476000001;ext=7"),
    ],
)
def test_a_number_is_written_in_one_way_and_dialled_as_its_writer_meant(typed, shown, dialled):
    assert (normalise(typed), normalise(shown)) == (shown, shown)
    assert (dial(typed), dial(shown)) == (dialled, dialled)


@pytest.mark.parametrize(
    "typed",
    ["", "+", "le soir", "123", "04 76 00 00", "04 76 00 00 0", "00 00 00 00 00", "04 76 00 00 01 / 06 12 34 56 78",
     "04 76 00 00 01 ou 02", "Non renseigné"],
)  # fmt: skip
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(ValidationError, match="un seul"):
        normalise(typed)


def test_a_stored_number_from_before_the_check_is_dialled_by_its_digits():
    assert dial("04 76 00 00") == "04760000"


def test_templates_dial_and_show_a_number():
    shown = Template('{% load sillon %}<a href="tel:{{ number|dial }}">{{ number }}</a>')
    html = shown.render(Context({"number": "04 76 00 00 01"}))
    assert html == '<a href="tel:+33476000001">04 76 00 00 01</a>'
