"""Dates as people write them, in both directions."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.dates import DateError, label, read

D = date
SAID = [
    # what is typed, EDTF, earliest, latest, what is shown
    ("22/11/2016", "2016-11-22", D(2016, 11, 22), D(2016, 11, 22), "22 novembre 2016"),
    ("22.11.2016", "2016-11-22", D(2016, 11, 22), D(2016, 11, 22), "22 novembre 2016"),
    ("1er mars 2014", "2014-03-01", D(2014, 3, 1), D(2014, 3, 1), "1er mars 2014"),
    ("29 février 2016", "2016-02-29", D(2016, 2, 29), D(2016, 2, 29), "29 février 2016"),
    ("29 FEVRIER 2016", "2016-02-29", D(2016, 2, 29), D(2016, 2, 29), "29 février 2016"),
    ("mars 2014", "2014-03", D(2014, 3, 1), D(2014, 3, 31), "mars 2014"),
    ("03/2014", "2014-03", D(2014, 3, 1), D(2014, 3, 31), "mars 2014"),
    ("Août 2014", "2014-08", D(2014, 8, 1), D(2014, 8, 31), "août 2014"),
    ("2014", "2014", D(2014, 1, 1), D(2014, 12, 31), "2014"),
    ("hiver 2016", "2016-24", D(2016, 12, 1), D(2016, 12, 31), "hiver 2016"),
    ("été 2016", "2016-22", D(2016, 6, 1), D(2016, 8, 31), "été 2016"),
    ("début février 2017", "2017-02-01/2017-02-09~", D(2017, 2, 1), D(2017, 2, 9), "début février 2017"),
    ("mi-janvier 2017", "2017-01-11/2017-01-20~", D(2017, 1, 11), D(2017, 1, 20), "mi-janvier 2017"),
    ("fin 2015", "2015-09/2015-12~", D(2015, 9, 1), D(2015, 12, 31), "fin 2015"),
    ("mi-2015", "2015-05/2015-08~", D(2015, 5, 1), D(2015, 8, 31), "mi-2015"),
    ("sept. 2015", "2015-09", D(2015, 9, 1), D(2015, 9, 30), "septembre 2015"),
    ("22 nov. 2016", "2016-11-22", D(2016, 11, 22), D(2016, 11, 22), "22 novembre 2016"),
    ("03-2015", "2015-03", D(2015, 3, 1), D(2015, 3, 31), "mars 2015"),
    ("entre 2014 et 2016", "2014/2016", D(2014, 1, 1), D(2016, 12, 31), "de 2014 à 2016"),
    ("mi janvier 2017", "2017-01-11/2017-01-20~", D(2017, 1, 11), D(2017, 1, 20), "mi-janvier 2017"),
    ("fin février 2017", "2017-02-19/2017-02-28~", D(2017, 2, 19), D(2017, 2, 28), "fin février 2017"),
    ("fin février 2016", "2016-02-20/2016-02-29~", D(2016, 2, 20), D(2016, 2, 29), "fin février 2016"),
    ("du 3 au 5 mars 2017", "2017-03-03/2017-03-05", D(2017, 3, 3), D(2017, 3, 5), "du 3 au 5 mars 2017"),
    (
        "du 30 mars au 2 avril 2017",
        "2017-03-30/2017-04-02",
        D(2017, 3, 30),
        D(2017, 4, 2),
        "du 30 mars au 2 avril 2017",
    ),
    (
        "du 30 décembre 2016 au 2 janvier 2017",
        "2016-12-30/2017-01-02",
        D(2016, 12, 30),
        D(2017, 1, 2),
        "du 30 décembre 2016 au 2 janvier 2017",
    ),
    ("de 2007 à 2017", "2007/2017", D(2007, 1, 1), D(2017, 12, 31), "de 2007 à 2017"),
    ("2007-2017", "2007/2017", D(2007, 1, 1), D(2017, 12, 31), "de 2007 à 2017"),
    ("vers 2014", "2014~", D(2014, 1, 1), D(2014, 12, 31), "vers 2014"),
    ("env. mars 2014", "2014-03~", D(2014, 3, 1), D(2014, 3, 31), "vers mars 2014"),
    ("depuis 2014", "2014/..", D(2014, 1, 1), None, "depuis 2014"),
    ("depuis le 3 mars 2014", "2014-03-03/..", D(2014, 3, 3), None, "depuis 3 mars 2014"),
    ("depuis vers 2014", "2014~/..", D(2014, 1, 1), None, "depuis vers 2014"),
    ("jusqu’à 2017", "../2017", None, D(2017, 12, 31), "jusqu’à 2017"),
    ("jusqu'au 5 mars 2017", "../2017-03-05", None, D(2017, 3, 5), "jusqu’au 5 mars 2017"),
    ("années 2010", "201X", D(2010, 1, 1), D(2019, 12, 31), "années 2010"),
    ("2014?", "2014?", D(2014, 1, 1), D(2014, 12, 31), "2014 (incertain)"),
]
every_way = pytest.mark.parametrize(
    ("typed", "edtf", "earliest", "latest", "shown"), SAID, ids=[row[0] for row in SAID]
)


@every_way
def test_french_becomes_edtf(typed, edtf, earliest, latest, shown):
    found = read(typed)
    assert (found.edtf, found.earliest, found.latest, found.label) == (edtf, earliest, latest, shown)


@every_way
def test_edtf_is_read_and_said_in_french(typed, edtf, earliest, latest, shown):
    assert label(edtf) == shown
    assert (read(edtf).earliest, read(edtf).latest) == (earliest, latest)


@every_way
def test_what_is_shown_is_understood_again(typed, edtf, earliest, latest, shown):
    if not edtf.endswith("?"):
        assert read(shown).edtf == edtf


@pytest.mark.parametrize("edtf", ["2017/", "/2017"])
def test_an_end_that_is_not_said_is_open_and_not_guessed(edtf):
    assert None in (read(edtf).earliest, read(edtf).latest)


def test_the_thirds_of_every_month_are_the_whole_month():
    for month in ("janvier", "février", "avril"):
        first, middle, last = (read(f"{third} {month} 2017") for third in ("début", "mi", "fin"))
        assert (first.earliest.day, middle.earliest.day, last.earliest.day) == (
            1,
            first.latest.day + 1,
            middle.latest.day + 1,
        )
        assert last.latest == read(f"{month} 2017").latest


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "bientôt",
        "31/02/2017",
        "32 mars 2017",
        "29 février 2017",
        "13/2017",
        "99/99/2017",
        "2017-13",
        "2017-25",
        "0000",
        "mi-janvier 0000",
        "2017-01-XX/2017-01-20",
        "2017-XX-01/2017-12-20",
        "vers depuis 2014",
        "Y170000002",
        "a\x00b",
        pytest.param("vers " * 2000 + "2017", id="far too long"),
    ],
)
def test_what_is_no_date_is_refused_with_an_example(typed):
    with pytest.raises(DateError, match="« mi-janvier 2017 »"):
        read(typed)


@pytest.mark.parametrize("typed", ["du 5 au 3 mars 2017", "de 2017 à 2007", "2014/2013"])
def test_a_period_ends_after_it_starts(typed):
    with pytest.raises(DateError, match="précède son début"):
        read(typed)


PIECES = [
    *"0123456789X-/~?. YETZ[]{},%u()²٢\x00", "..", "2017", "0000", "9999", "-01", "-02-30", "-21", "-25", "-41",
    "du ", " au ", "mi-", "fin ", "début ", "vers ", "depuis ", "jusqu’à ",
    "janvier", "février", "hiver ", "années ", "1er",
]  # fmt: skip


@given(st.one_of(st.text(max_size=80), st.lists(st.sampled_from(PIECES), max_size=14).map("".join)))
@example("2017-01-XX/2017-01-20")
def test_any_text_is_a_date_or_a_message(text):
    try:
        found = read(text)
    except DateError:
        return
    assert found.label
    assert None in (found.earliest, found.latest) or found.earliest <= found.latest


@given(st.dates(min_value=D(1000, 1, 1)))
def test_every_day_is_understood_as_it_is_said(day):
    assert read(read(day.isoformat()).label).earliest == day
