"""The order of events, and the line between what is ahead and what is past."""

from __future__ import annotations

from datetime import date, time

import pytest

from archive.events.status import status_of
from archive.models import EventIndexPage, EventReportPage
from tests.factories.archive import EventReportPageFactory

pytestmark = pytest.mark.django_db

#: In the order in which readers expect them, the oldest first.
DATES = {
    "a-year-before": ("2016", None),
    "first-of-january": ("2017-01-01", None),
    "january": ("2017-01", None),
    "year": ("2017", None),
    "tenth": ("2017-01-10", None),
    "eleventh-in-the-morning": ("2017-01-11", time(9)),
    "eleventh-for-two-days": ("2017-01-11/2017-01-12", time(14)),
    "eleventh-in-the-evening": ("2017-01-11", time(17, 15)),
    "eleventh": ("2017-01-11", None),
    "until-the-twenty-fifth": ("2017-01-11/2017-01-25", None),
    "about-the-eleventh": ("2017-01-11~", None),
    "middle-of-january": ("2017-01-11/2017-01-20~", None),
    "twenty-first": ("2017-01-21", None),
    "end-of-january": ("2017-01-21/2017-01-31~", None),
}
#: The same day by day: within a day the order stays.
NEWEST_FIRST = [
    "twenty-first", "end-of-january", "eleventh-in-the-morning", "eleventh-for-two-days", "eleventh-in-the-evening",
    "eleventh", "until-the-twenty-fifth", "about-the-eleventh", "middle-of-january", "tenth", "first-of-january",
    "january", "year", "a-year-before",
]  # fmt: skip


@pytest.fixture(scope="module")
def dated(module_db) -> None:
    index = EventIndexPage.objects.get()
    for slug, (edtf, hour) in sorted(DATES.items()):
        EventReportPageFactory(parent=index, slug=slug, date=edtf, start_time=hour)


def slugs(events) -> list[str]:
    return list(events.values_list("slug", flat=True))


def test_approximate_dates_stand_where_readers_expect_them(dated):
    assert slugs(EventReportPage.objects.all().oldest_first()) == list(DATES)


def test_the_newest_day_comes_first_and_each_day_keeps_its_order(dated):
    assert slugs(EventReportPage.objects.all().newest_first()) == NEWEST_FIRST
    assert slugs(EventReportPage.objects.all().agenda(date(2018, 1, 1))) == NEWEST_FIRST
    assert slugs(EventReportPage.objects.all().agenda(date(2016, 1, 1))) != NEWEST_FIRST


def test_years_are_counted_by_first_day(dated):
    assert EventReportPage.objects.all().count_by_year() == [(2017, 13), (2016, 1)]
    assert EventReportPage.objects.all().in_year(2017).count() == 13


TODAY = date(2017, 1, 15)


@pytest.mark.parametrize(
    ("edtf", "state", "ahead"),
    [
        ("2017-01-16", "announced", True),
        ("2017-01-15", "announced", True),
        ("2017-01-14", "announced", False),
        ("2017-01-11/2017-01-20~", "announced", True),
        ("2017", "announced", True),
        ("2017", "cancelled", True),
        ("2017", "held", False),
        ("2017-01-15", "reported", False),
        ("2017-01-16", "held", True),
        ("2016/..", "announced", True),
        ("../2017-02-01", "announced", True),
        ("../2016-02-01", "announced", False),
        ("", "announced", False),
    ],
)
def test_each_event_is_either_ahead_or_past(event_index, edtf, state, ahead):
    event = EventReportPageFactory(parent=event_index, date=edtf, state=state)
    events = EventReportPage.objects.filter(pk=event.pk)
    assert events.ahead(TODAY).exists() is ahead
    assert events.past(TODAY).exists() is not ahead


def test_an_announced_event_until_a_past_day_is_unconfirmed():
    assert status_of("announced", None, date(2016, 2, 1), TODAY).code == "unconfirmed"
    assert status_of("announced", None, date(2017, 2, 1), TODAY).code == "upcoming"


@pytest.mark.parametrize(
    ("edtf", "start", "end", "overlaps"),
    [
        ("../2016-02-01", date(2010, 1, 1), date(2010, 12, 31), True),
        ("../2016-02-01", None, date(2010, 12, 31), True),
        ("../2016-02-01", date(2016, 2, 2), None, False),
        ("2016-02-01/..", date(2020, 1, 1), date(2020, 12, 31), True),
        ("2016-02-01/..", None, date(2016, 1, 31), False),
        ("", None, date(2020, 12, 31), False),
        ("", date(2010, 1, 1), None, False),
    ],
)
def test_a_period_overlaps_dates_that_are_open_on_one_side(event_index, edtf, start, end, overlaps):
    event = EventReportPageFactory(parent=event_index, date=edtf)
    assert EventReportPage.objects.filter(pk=event.pk).within(start, end).exists() is overlaps
