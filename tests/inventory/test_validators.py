"""Numbers of organisations and communes, départements and stored points: what is valid and what is refused."""

from __future__ import annotations

from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from core.geo.points import read_point, write_point
from inventory.geo.departments import department_of
from inventory.validators import compact, validate_insee, validate_postcode, validate_rna, validate_siret


@pytest.mark.parametrize("siret", ["73282932000074", "35600000000048", "35600000049837"])
def test_siret_with_a_valid_key_is_accepted(siret):
    validate_siret(siret)


@pytest.mark.parametrize("siret", ["73282932000075", "3560000000004", "abc", "", "35600000000046"])
def test_siret_with_a_wrong_key_is_refused(siret):
    with pytest.raises(ValidationError):
        validate_siret(siret)


@pytest.mark.parametrize("code", ["38185", "2A004", "2B033", "97411", "01001"])
def test_insee_code_is_accepted(code):
    validate_insee(code)


@pytest.mark.parametrize("code", ["3818", "00001", "96001", "99999", "2C004", "381850", "38 185"])
def test_insee_code_is_refused(code):
    with pytest.raises(ValidationError, match="cinq caractères qui commencent par le numéro du département"):
        validate_insee(code)


def test_rna_is_a_letter_and_nine_digits():
    validate_rna("W381234567")
    with pytest.raises(ValidationError):
        validate_rna("W38123456")


@pytest.mark.parametrize(
    ("validate", "text"),
    [(validate_siret, "７３２８２９３２００００７４"), (validate_rna, "W٣٨١٢٣٤٥٦٧"), (validate_insee, "３８１８５"),
     (validate_postcode, "３８０００")],
)  # fmt: skip
def test_digits_of_other_scripts_are_refused(validate, text):
    with pytest.raises(ValidationError):
        validate(text)


def test_numbers_may_be_typed_with_spaces():
    assert compact("732 829 320 00074") == "73282932000074"


@pytest.mark.parametrize(("code", "department"), [("38185", "38"), ("2A004", "2A"), ("97411", "974"), ("", "")])
def test_department_comes_from_the_insee_code(code, department):
    assert department_of(code) == department


@pytest.mark.parametrize(
    "text", ["SRID=4326;POINT(5.72 45.19)", "POINT (5.72  45.19)", " srid=4326;point(5.72 45.19) "]
)
def test_point_is_read_with_longitude_first(text):
    longitude, latitude = read_point(text)
    assert (float(longitude), float(latitude)) == (5.72, 45.19)


@pytest.mark.parametrize(
    "text", ["5.72 45.19", "POINT(5,72 45,19)", "SRID=2154;POINT(5 45)", "POINT(5.7)", "POINT(200 45)"]
)
def test_malformed_point_is_refused_with_a_message(text):
    with pytest.raises(ValidationError):
        read_point(text)


@given(st.text())
def test_any_text_is_a_point_or_none_or_an_error(text):
    with suppress(ValidationError):
        assert read_point(text) is None or len(read_point(text)) == 2


def test_point_survives_being_written_and_read():
    assert read_point(write_point("5.7212345678", "45.19")) == read_point("SRID=4326;POINT(5.721235 45.190000)")


@pytest.mark.parametrize(
    ("insee_code", "postcode", "department"),
    [
        ("", "38450", "38"),
        ("", "20000", "2A"),
        ("", "20200", "2B"),
        ("", "97400", "974"),
        ("38185", "73000", "38"),
        ("", "", ""),
    ],
)
def test_department_comes_from_the_postcode_without_an_insee_code(insee_code, postcode, department):
    assert department_of(insee_code, postcode) == department
