"""Dates as people write them, in both directions."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.dates.fuzzy import read
from core.dates.labels import label
from core.dates.words import DateError

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
    ("depuis le 3 mars 2014", "2014-03-03/..", D(2014, 3, 3), None, "depuis le 3 mars 2014"),
    ("depuis vers 2014", "2014~/..", D(2014, 1, 1), None, "depuis vers 2014"),
    ("jusqu’à 2017", "../2017", None, D(2017, 12, 31), "jusqu’à 2017"),
    ("jusqu'au 5 mars 2017", "../2017-03-05", None, D(2017, 3, 5), "jusqu’au 5 mars 2017"),
    ("années 2010", "201X", D(2010, 1, 1), D(2019, 12, 31), "années 2010"),
    ("vers le 3 mars 2014", "2014-03-03~", D(2014, 3, 3), D(2014, 3, 3), "vers le 3 mars 2014"),
    ("de mars à juin 2017", "2017-03/2017-06", D(2017, 3, 1), D(2017, 6, 30), "de mars 2017 à juin 2017"),
    ("avril-mai 2017", "2017-04/2017-05", D(2017, 4, 1), D(2017, 5, 31), "d’avril 2017 à mai 2017"),
    ("en mars 2014", "2014-03", D(2014, 3, 1), D(2014, 3, 31), "mars 2014"),
    ("à l’été 2016", "2016-22", D(2016, 6, 1), D(2016, 8, 31), "été 2016"),
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


@pytest.mark.parametrize(
    "typed",
    [
        "jeudi 28 janvier 2027",
        "le 28 janvier 2027",
        "Le jeudi 28 janvier 2027",
        "jeudi, 28 janvier 2027",
        "jeu. 28 janv. 2027",
        "le 28/01/2027",
        "28-01-2027",
        "28\u202fjanvier\u00a02027",
    ],
)
def test_a_day_is_understood_as_people_write_it(typed):
    assert read(typed).edtf == "2027-01-28"


@pytest.mark.parametrize("typed", ["1er mars 2026", "1 er mars 2026", "premier mars 2026", "le dimanche 1ᵉʳ mars 2026"])
def test_the_first_of_a_month_is_understood(typed):
    assert read(typed).edtf == "2026-03-01"


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("28 et 29 janvier 2027", "28", "29"),
        ("les 28 et 29 janvier 2027", "28", "29"),
        ("le 28 et le 29 janvier 2027", "28", "29"),
        ("jeudi 28 et vendredi 29 janvier 2027", "28", "29"),
        ("les 28, 29 et 30 janvier 2027", "28", "30"),
        ("28/29 janvier 2027", "28", "29"),
        ("28–30 janvier 2027", "28", "30"),
        ("du 28 au 30 janvier 2027", "28", "30"),
        ("du jeudi 28 au samedi 30 janvier 2027", "28", "30"),
        ("28 au 30 janvier 2027", "28", "30"),
        ("entre le 28 et le 30 janvier 2027", "28", "30"),
        ("du 28/01 au 30/01/2027", "28", "30"),
    ],
)
def test_several_days_are_a_period(typed, first, last):
    assert read(typed).edtf == f"2027-01-{first}/2027-01-{last}"


def test_two_days_of_two_months_are_a_period():
    assert read("31 décembre 2026 et 1er janvier 2027").edtf == "2026-12-31/2027-01-01"


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("samedi 28 janvier 2027", "Le 28 janvier 2027 est un jeudi, et non un samedi"),
        ("du vendredi 28 au samedi 30 janvier 2027", "Le 28 janvier 2027 est un jeudi, et non un vendredi"),
        ("jeudi 28 et samedi 29 janvier 2027", "Le 29 janvier 2027 est un vendredi, et non un samedi"),
        ("lundi 1er mars 2026", "Le 1er mars 2026 est un dimanche"),
        ("le 28", "Il manque le mois et l’année"),
        ("le 28 janvier", "Il manque l’année"),
        ("28/01", "Il manque l’année"),
        ("28/01/27", "l’année en quatre chiffres"),
        ("28 et 30 janvier 2027", "Ces jours ne se suivent pas"),
        ("28 janvier 2027 à 9 h", "le jour seul, sans l’heure"),
        ("28 janvier 2027, 18h30", "le jour seul, sans l’heure"),
    ],
)
def test_a_date_that_says_too_little_or_too_much_is_refused_with_the_reason(typed, message):
    with pytest.raises(DateError, match=message):
        read(typed)


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
        "00/00/2027",
        "31 et 32 janvier 2027",
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
    "janvier", "février", "hiver ", "années ", "1er", " et ", "le ", "lundi ", "jeudi ", "28", " 2027",
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


@settings(max_examples=50)
@given(st.dates(min_value=D(1000, 1, 1)))
def test_every_day_is_understood_as_it_is_said(day):
    assert read(read(day.isoformat()).label).earliest == day


@pytest.mark.parametrize("typed", ["Y1E9999999", "Y-1E9999999", "2014/Y1E9999999"])
def test_a_year_with_an_exponent_is_refused_before_it_is_computed(typed):
    with pytest.raises(DateError, match="« mi-janvier 2017 »"):
        read(typed)
