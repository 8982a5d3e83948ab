"""ISBN, DOI and HAL: as people type or paste them, and as they are stored."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from hypothesis import example, given
from hypothesis import strategies as st

from archive.publications.identifiers import (
    NORMALISERS,
    doi_url,
    hal_url,
    normalise_doi,
    normalise_hal,
    normalise_isbn,
)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("9782070360024", "978-2-07-036002-4"),
        ("978-2-07-036002-4", "978-2-07-036002-4"),
        (" ISBN-13 : 978 2 07 036002 4 ", "978-2-07-036002-4"),
        ("978–2–07–036002–4", "978-2-07-036002-4"),
        ("979-10-95630-00-5", "979-10-95630-00-5"),
        ("2-07-036002-4", "2-07-036002-4"),
        ("ISBN 2070360024", "2-07-036002-4"),
        ("080442957x", "0-8044-2957-X"),
    ],
)
def test_an_isbn_is_stored_with_its_hyphens(typed, stored):
    assert (normalise_isbn(typed), normalise_isbn(stored)) == (stored, stored)


@pytest.mark.parametrize(
    "typed",
    ["", "978-2-07-036002-5", "978207036002", "97820703600244", "2-07-036002-5", "ISBN", "en attente",
     "977-2-07-036002-4", "9" * 100_000, "978-2-07-036002-4 et 978-2-07-036024-6"],
)  # fmt: skip
def test_a_wrong_isbn_is_refused_with_an_example(typed):
    with pytest.raises(ValidationError, match="« 978-2-07-036002-4 »"):
        normalise_isbn(typed)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("10.4000/geocarrefour.1234", "10.4000/geocarrefour.1234"),
        ("doi:10.4000/geocarrefour.1234", "10.4000/geocarrefour.1234"),
        ("DOI : 10.4000/Geocarrefour.1234", "10.4000/geocarrefour.1234"),
        ("https://doi.org/10.4000/geocarrefour.1234", "10.4000/geocarrefour.1234"),
        ("http://dx.doi.org/10.4000/geocarrefour.1234", "10.4000/geocarrefour.1234"),
        ("doi.org/10.4000/geocarrefour.1234", "10.4000/geocarrefour.1234"),
        ("https://www.doi.org/10.4000%2Fgeocarrefour.1234", "10.4000/geocarrefour.1234"),
        ("https://doi-org.proxy.univ-grenoble-alpes.fr/10.4000/x", "10.4000/x"),
        ("(https://doi.org/10.4000/geocarrefour.1234).", "10.4000/geocarrefour.1234"),
        ("10.4000/geocarrefour.1234\u00a0;", "10.4000/geocarrefour.1234"),
        ("« 10.4000/geocarrefour.1234 »", "10.4000/geocarrefour.1234"),
        ("10.1016/S0140-6736(05)67890-2", "10.1016/s0140-6736(05)67890-2"),
        ("10.1016/0304-4076(95)01763(x)", "10.1016/0304-4076(95)01763(x)"),
        ("10.1002/(SICI)1097-4636(199823)43:4<339::AID-JBM1>3.0.CO;2-0",
         "10.1002/(sici)1097-4636(199823)43:4<339::aid-jbm1>3.0.co;2-0"),
    ],
)  # fmt: skip
def test_a_doi_is_stored_bare(typed, stored):
    assert (normalise_doi(typed), normalise_doi(stored)) == (stored, stored)


@pytest.mark.parametrize(
    "typed",
    ["", "doi:", "10.4000", "10.4000/", "11.4000/x", "10.40/x", "https://example.org/10.4000/x", "https://doi.org/",
     "10.4000/deux mots", "10.4000/é", "hal-01234567", "https://[", "10.4000/x" + "1" * 100_000, "ftp://doi.org/10.4000/x",
     "https://doi.org.example.com/10.4000/x"],
)  # fmt: skip
def test_a_wrong_doi_is_refused_with_an_example(typed):
    with pytest.raises(ValidationError, match=r"« 10\.4000/geocarrefour\.1234 »"):
        normalise_doi(typed)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("hal-01234567", "hal-01234567"),
        ("HAL : hal-01234567v2", "hal-01234567"),
        ("hal:halshs-01234567v1.", "halshs-01234567"),
        ("tel-00123456", "tel-00123456"),
        ("dumas-01234567", "dumas-01234567"),
        ("cel-01234567", "cel-01234567"),
        ("sic_00001234", "sic_00001234"),
        ("https://hal.science/hal-01234567", "hal-01234567"),
        ("https://shs.hal.science/halshs-01234567v3/document", "halshs-01234567"),
        ("https://theses.hal.science/tel-00123456/file/these.pdf", "tel-00123456"),
        ("https://hal.archives-ouvertes.fr/hal-01234567", "hal-01234567"),
        ("http://dumas.ccsd.cnrs.fr/dumas-01234567v1", "dumas-01234567"),
        ("https://hal.inria.fr/hal-01234567?format=html#x", "hal-01234567"),
        ("hal.univ-grenoble-alpes.fr/hal-01234567v2", "hal-01234567"),
        ("https://hal-enpc.archives-ouvertes.fr/hal-01234567,", "hal-01234567"),
    ],
)
def test_a_hal_identifier_is_stored_without_address_and_version(typed, stored):
    assert (normalise_hal(typed), normalise_hal(stored)) == (stored, stored)


@pytest.mark.parametrize(
    "typed",
    ["", "hal", "hal-1234", "hal-0123456789", "01234567", "https://example.org/hal-01234567", "https://hal.science/",
     "https://hal.science/search/index?q=hal-01234567", "10.4000/x", "h" * 100_000, "hal-01234567v", "https://[hal.science/x"],
)  # fmt: skip
def test_a_wrong_hal_identifier_is_refused_with_an_example(typed):
    with pytest.raises(ValidationError, match="« halshs-01234567 »"):
        normalise_hal(typed)


PIECES = st.sampled_from(
    ["10.", "4000", "/", "x", "(", ")", "<", ">", ".", ";", " ", "doi:", "https://", "doi.org/", "hal.science/", "hal-",
     "01234567", "v2", "978", "2070360024", "-", "[", "%2F", "%", "\u202f", "é", "ISBN "]
)  # fmt: skip


@pytest.mark.parametrize("name", NORMALISERS)
@given(typed=st.one_of(st.text(), st.lists(PIECES, max_size=12).map("".join)))
@example(typed="https://doi.org/10.4000/)x)")
def test_what_is_accepted_is_accepted_again_unchanged(name, typed):
    try:
        stored = NORMALISERS[name](typed)
    except ValidationError:
        return
    assert NORMALISERS[name](stored) == stored
    assert stored.isascii()
    assert not set(stored) & set(" \t\n")


def test_addresses_of_identifiers():
    assert doi_url("10.1002/(sici)43:4<339::aid-jbm1>3.0.co;2-0") == (
        "https://doi.org/10.1002/(sici)43:4%3C339::aid-jbm1%3E3.0.co;2-0"
    )
    assert hal_url("halshs-01234567") == "https://hal.science/halshs-01234567"
    assert (doi_url(""), hal_url("")) == ("", "")
