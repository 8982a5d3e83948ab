"""Dates of citations."""

from __future__ import annotations

from datetime import date

import pytest

from archive.citations.dates import issued_of
from core.fields import FuzzyDateData
from tests.archive.citations.samples import DATES, issued


@pytest.mark.parametrize(
    ("edtf", "first", "last", "certain"),
    [
        ("", (), (), ()),
        ("2014", (2014,), (2014,), (2014,)),
        ("2014-03", (2014, 3), (2014, 3), (2014, 3)),
        ("2014-03-05", (2014, 3, 5), (2014, 3, 5), (2014, 3, 5)),
        ("2014~", (2014,), (2014,), ()),
        ("2014-03?", (2014, 3), (2014, 3), ()),
        ("2014/2016", (2014,), (2016,), ()),
        ("2014-03/2014-05", (2014, 3), (2014, 5), (2014,)),
        ("2017-01-11/2017-01-20~", (2017, 1, 11), (2017, 1, 20), (2017, 1)),
        ("2014/..", (2014,), (), ()),
        ("../2014-03", (), (2014, 3), ()),
        ("201X", (2010,), (2019,), ()),
        ("19XX", (1900,), (1999,), ()),
        ("2014-XX", (2014,), (2014,), (2014,)),
        ("2014-22", (2014,), (2014,), (2014,)),
        ("2014-21/2015-21", (2014,), (2015,), ()),
    ],
)
def test_parts(edtf, first, last, certain):
    when = issued(edtf)
    assert (when.first, when.last, when.certain) == (first, last, certain)


def test_a_season_is_that_of_a_single_date():
    assert [issued(edtf).season for edtf in ("2014-21", "2014-24", "2014-21/2014-22", "2014-03")] == [1, 4, 0, 0]


@pytest.mark.parametrize("edtf", [edtf for edtf in DATES if "~" in edtf or "?" in edtf])
def test_a_doubtful_date_is_marked(edtf):
    assert issued(edtf).circa


def test_a_date_of_another_kind_is_its_bounds():
    day, other = date(2014, 1, 2), date(2016, 3, 4)
    when = issued_of(FuzzyDateData(edtf="[2014-01-02, 2016-03-04]", earliest=day, latest=other, label="2014 ou 2016"))
    assert (when.edtf, when.first, when.last, when.circa) == (
        "2014-01-02/2016-03-04~",
        (2014, 1, 2),
        (2016, 3, 4),
        True,
    )
    assert when.label == "2014 ou 2016"
