"""Open or closed at a moment: public holidays, nights, and the two nights when the clock changes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.hours import evaluate
from inventory.hours.evaluate import OpenState, open_among, state_at
from inventory.hours.week import Holidays, Week, write_week
from tests.inventory.hours.weeks import weeks

PARIS = ZoneInfo("Europe/Paris")
OFFICE = "Mo-Fr 09:00-18:00; PH off"
HOLIDAYS_2026 = {
    date(2026, *day)
    for day in [(1, 1), (4, 6), (5, 1), (5, 8), (5, 14), (5, 25), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)]
}


def paris(text):
    """A moment of French time: « 2026-07-14 10:00 »."""
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def change(text, moment):
    """The next change in UTC: in the hour that comes twice, no other zone's time equals a French one (PEP 495)."""
    return state_at(text, moment).until.astimezone(UTC)


def instant(wall):
    """When a French clock shows this in 2026, without the library: the first time, or the change it jumps over."""
    if datetime(2026, 3, 29, 2) <= wall < datetime(2026, 3, 29, 3):
        return datetime(2026, 3, 29, 1, tzinfo=UTC)
    summer = datetime(2026, 3, 29, 3) <= wall < datetime(2026, 10, 25, 3)
    return (wall - timedelta(hours=2 if summer else 1)).replace(tzinfo=UTC)


def is_open(week: Week, moment: datetime) -> bool:
    """Whether a week is open at a moment, computed without the library."""
    today = moment.astimezone(PARIS).date()
    for day in (today - timedelta(days=1), today):
        if week.holidays is Holidays.CLOSED and day in HOLIDAYS_2026:
            continue
        midnight = datetime(day.year, day.month, day.day)
        for start, end in week.days[day.weekday()]:
            closing = midnight + timedelta(minutes=end)
            if instant(midnight + timedelta(minutes=start)) <= moment < instant(closing):
                return True
    return False


@given(weeks(), st.datetimes(datetime(2026, 1, 3), datetime(2026, 12, 30)))
def test_state_matches_the_week_at_any_moment_of_the_year(week, when):
    moment = when.replace(tzinfo=UTC)
    assert state_at(write_week(week), moment).state == ("open" if is_open(week, moment) else "closed")


@given(
    weeks(),
    st.sampled_from([*sorted(HOLIDAYS_2026 - {date(2026, 1, 1)}), date(2026, 3, 29), date(2026, 10, 25)]),
    st.integers(-30 * 60, 30 * 60),
)
def test_state_matches_the_week_around_holidays_and_clock_changes(week, day, minutes):
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=minutes)
    assert state_at(write_week(week), moment).state == ("open" if is_open(week, moment) else "closed")


@pytest.mark.parametrize(
    ("text", "moment", "state"),
    [
        ("Fr 10:01-01:00; PH off", "2026-05-02 00:00", "closed"),  # Friday 1 May is a public holiday
        ("Fr 10:01-01:00; PH off", "2026-05-09 00:59", "closed"),  # and so is Friday 8 May
        ("Fr 10:01-01:00; PH off", "2026-05-16 00:59", "open"),
        ("Fr 10:00-26:00; PH 12:00-14:00", "2026-05-02 00:30", "closed"),
        ("Mo-Su 18:00-02:00; Jul 14 off", "2026-07-15 01:00", "closed"),
        ("Mo-Su 18:00-02:00; Jul 14 off", "2026-07-15 18:00", "open"),
        ("Fr 18:00-02:00; Sa 00:00-00:30; PH off", "2026-05-02 00:29", "open"),
        ('Fr 18:00-02:00 "22:00-02:00"; PH off', "2026-05-02 01:00", "closed"),
    ],
)
def test_day_off_does_not_open_the_night_after_it(text, moment, state):
    assert state_at(text, paris(moment)).state == state


@pytest.mark.parametrize(
    ("text", "moment", "state"),
    [
        ("18:00-02:00; PH off", "2026-05-01 01:00", "open"),  # Friday 1 May is a public holiday
        ("18:00-02:00; PH off", "2026-05-01 02:00", "closed"),
        ("18:00-02:00; PH off", "2026-05-01 20:00", "closed"),
        ("18:00-02:00; PH 12:00-14:00", "2026-05-01 01:59", "open"),
        ("Th 18:00-02:00; Fr off", "2026-05-22 01:00", "open"),
        ('Th 18:00-02:00; Fr off "repos; vacances"', "2026-05-22 01:00", "open"),
        ("Th 18:00-24:00; Fr 00:00-02:00; PH off", "2026-05-01 01:00", "closed"),  # hours of the holiday itself
        ("Th 18:00-26:00, Fr 00:00-01:00; PH off", "2026-05-01 01:59", "open"),
        ("24/7; PH off", "2026-05-01 00:00", "closed"),
        ("Mo-Fr 09:00-24:00; PH off", "2026-05-01 00:30", "closed"),
    ],
)
def test_a_night_goes_on_into_a_day_off(text, moment, state):
    assert state_at(text, paris(moment)).state == state


def test_a_night_that_goes_on_into_a_day_off_ends_at_its_hour():
    assert change("18:00-02:00; PH off", paris("2026-05-01 00:30")) == utc("2026-05-01 00:00")


@settings(max_examples=50)
@given(weeks(), st.sampled_from(["2026-03-28 20:00", "2026-10-24 20:00", "2026-07-13 20:00"]))
def test_each_change_is_later_and_nothing_changes_before_it(week, start):
    moment = paris(start)
    for _ in range(6):
        found = state_at(write_week(week), moment)
        if found.until is None:
            break
        assert found.until.astimezone(UTC) > moment.astimezone(UTC)
        assert found.until.tzinfo == PARIS
        just_before = state_at(write_week(week), found.until.astimezone(UTC) - timedelta(seconds=1))
        assert (just_before.state, just_before.until) == (found.state, found.until)
        after = state_at(write_week(week), found.until)
        assert after.state == found.next_state != found.state
        moment = found.until


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2026-01-01", "jour de l’an"), ("2026-04-06", "lundi de Pâques"), ("2026-05-01", "fête du Travail"),
        ("2026-05-08", "victoire de 1945"), ("2026-05-14", "Ascension"), ("2026-05-25", "lundi de Pentecôte"),
        ("2026-07-14", "fête nationale"), ("2026-11-11", "armistice"), ("2026-12-25", "Noël"),
        ("2024-05-09", "Ascension après le 8 mai"), ("2027-03-29", "Pâques au changement d’heure"),
        ("2027-05-17", "lundi de Pentecôte"), ("2035-05-03", "Ascension"), ("2038-04-26", "Pâques au plus tard"),
    ],
)  # fmt: skip
def test_public_holidays_are_those_of_france(day, name):
    noon = paris(f"{day} 12:00")
    assert state_at(OFFICE, noon).state == "closed", name
    assert state_at("Mo-Fr 09:00-18:00", noon).state == "open", name
    assert state_at("PH,Su off", noon).state == "closed", name
    assert state_at("Mo-Su,PH 10:00-19:00", noon).state == "open", name


def test_days_around_a_public_holiday():
    assert state_at(OFFICE, paris("2026-07-13 17:00")) == OpenState("open", paris("2026-07-13 18:00"), "closed")
    assert state_at(OFFICE, paris("2026-07-13 18:00")) == OpenState("closed", paris("2026-07-15 09:00"), "open")
    assert state_at(OFFICE, paris("2026-07-14 10:00")) == OpenState("closed", paris("2026-07-15 09:00"), "open")


def test_other_days_as_a_holiday_count_on_the_day_itself():
    weekdays = "Mo-Fr,PH 09:00-18:00; Sa-Su off"
    assert state_at(weekdays, paris("2026-07-14 10:00")).state == "open"  # a Tuesday
    assert state_at(weekdays, paris("2026-08-15 10:00")).state == "closed"  # a Saturday
    assert state_at(weekdays, paris("2026-11-01 10:00")).state == "closed"  # a Sunday


@pytest.mark.parametrize("text", ["Fr 22:00-06:00; Sa 10:00-12:00", "Fr 22:00-06:00, Sa 10:00-12:00"])
def test_a_night_is_not_cut_short_by_the_rule_of_the_day_after(text):
    assert state_at(text, paris("2026-07-10 23:00")).until == paris("2026-07-11 06:00")
    assert state_at(text, paris("2026-07-11 03:00")).state == "open"


class TestNightOfMarch:
    """On 29 March 2026, 02:00 to 03:00 do not exist."""

    def test_hours_across_the_gap_are_an_hour_shorter(self):
        assert change("Sa 20:00-04:00", paris("2026-03-28 20:00")) == utc("2026-03-29 02:00")
        assert state_at("Sa 20:00-04:00", utc("2026-03-29 01:59")).state == "open"
        assert state_at("Sa 20:00-04:00", utc("2026-03-29 02:00")).state == "closed"

    def test_closing_in_the_gap_is_when_the_clock_jumps(self):
        assert change("Sa 20:00-02:30", paris("2026-03-28 23:00")) == utc("2026-03-29 01:00")
        assert state_at("Sa 20:00-02:30", utc("2026-03-29 01:00")).state == "closed"

    def test_opening_in_the_gap_is_when_the_clock_jumps(self):
        assert change("Su 02:30-06:00", utc("2026-03-29 00:59")) == utc("2026-03-29 01:00")
        assert state_at("Su 02:30-06:00", utc("2026-03-29 01:00")).state == "open"

    def test_hours_within_the_gap_are_none(self):
        assert change("Su 02:10-02:50", paris("2026-03-28 12:00")) == utc("2026-04-05 00:10")

    def test_a_moment_typed_in_the_gap_has_a_state(self):
        assert state_at("Su 03:00-04:00", paris("2026-03-29 02:30")).state == "open"


class TestNightOfOctober:
    """On 25 October 2026, 02:00 to 03:00 come twice: until 01:00 UTC, then until 02:00 UTC."""

    def test_hours_across_it_are_an_hour_longer(self):
        assert change("Sa 20:00-04:00", paris("2026-10-24 20:00")) == utc("2026-10-25 03:00")
        assert state_at("Sa 20:00-04:00", utc("2026-10-25 02:59")).state == "open"

    def test_closing_is_the_first_time_and_it_does_not_open_again(self):
        text = "Sa 20:00-02:30"
        assert change(text, paris("2026-10-24 23:00")) == utc("2026-10-25 00:30")
        assert [state_at(text, utc(f"2026-10-25 {hour}")).state for hour in ("00:29", "00:30", "01:00", "01:29")] == [
            "open", "closed", "closed", "closed",
        ]  # fmt: skip

    def test_opening_is_the_first_time(self):
        assert change("Su 02:30-06:00", utc("2026-10-25 00:00")) == utc("2026-10-25 00:30")
        assert state_at("Su 02:30-06:00", utc("2026-10-25 01:15")) == OpenState(
            "open", utc("2026-10-25 05:00"), "closed"
        )

    def test_both_occurrences_of_an_hour_are_distinguished(self):
        first = datetime(2026, 10, 25, 2, 15, tzinfo=PARIS)
        assert state_at("Su 02:10-02:40", first).state == "open"
        assert state_at("Su 02:10-02:40", first.replace(fold=1)).state == "closed"

    def test_public_holiday_that_comes_a_week_later_is_unharmed(self):
        assert state_at("Mo-Su 10:00-12:00; PH off", paris("2026-11-01 11:00")).state == "closed"


@pytest.mark.parametrize(
    "text",
    ["", " ", "n’importe quoi", "Mo-Fr 9h", "\x00", ";;;", "😀", "Mo" * 5000, "PH Mo 10:00-12:00", '"sur rendez-vous"',
     'Mo-Su "sur rendez-vous"', "24/7 unknown", "Mo-Su 00:00-24:00; SH off", "sunrise-sunset"],
)  # fmt: skip
def test_unknown_hours_are_not_open(text):
    noon = paris("2026-07-15 12:00")
    assert state_at(text, noon).state == "unknown"
    assert open_among([text], noon) == set()


def test_a_comment_that_names_the_sun_or_school_is_only_a_comment():
    assert state_at('Mo-Fr 09:00-18:00; PH off "SH"', paris("2026-07-15 12:00")).state == "open"


def test_always_open_never_changes():
    assert state_at("24/7", paris("2026-07-15 12:00")) == OpenState("open")


def test_next_change_is_searched_for_months_but_not_for_years():
    assert state_at("Jul-Aug off", paris("2026-07-15 12:00")).state == "closed"
    summer = state_at("Mo-Su 10:00-12:00; Jul-Aug off", paris("2026-07-15 12:00"))
    assert summer == OpenState("closed", paris("2026-09-01 10:00"), "open")
    assert state_at("2099 Jul 10:00-12:00", paris("2026-07-15 12:00")) == OpenState("closed")


@given(st.text(alphabet='MoTuFrPHS0123456789:-,; "offwekJun/[]+|()\x00é', max_size=40))
def test_any_stored_text_has_a_state(text):
    assert state_at(text, paris("2026-07-15 12:00")).state in ("open", "closed", "unknown")


def test_open_texts_are_found_among_many_before_and_after_a_change():
    texts = [OFFICE, "Sa 10:00-12:00", "24/7", "rien", OFFICE]
    assert open_among(texts, paris("2026-07-13 12:00")) == {OFFICE, "24/7"}
    assert open_among(texts, paris("2026-07-13 17:59")) == {OFFICE, "24/7"}
    assert open_among(texts, paris("2026-07-13 18:00")) == {"24/7"}
    assert open_among(texts, paris("2026-07-11 11:00")) == {"Sa 10:00-12:00", "24/7"}
    assert open_among(texts, paris("2026-07-13 12:00")) == {OFFICE, "24/7"}


@settings(max_examples=50)
@given(weeks(), st.lists(st.datetimes(datetime(2026, 1, 3), datetime(2026, 12, 30)), min_size=2, max_size=6))
def test_cached_state_equals_the_computed_one_in_any_order(week, moments):
    text = write_week(week)
    for moment in (when.replace(tzinfo=UTC) for when in moments):
        assert (text in open_among([text], moment)) is (state_at(text, moment).state == "open")


def test_cache_is_bounded_and_shared_between_threads(monkeypatch):
    monkeypatch.setattr(evaluate, "CACHE_SIZE", 20)
    texts = [f"Mo-Fr {hour:02}:{minute:02}-18:00" for hour in range(6, 12) for minute in range(0, 60, 6)]
    early, noon = paris("2026-07-15 03:00"), paris("2026-07-15 12:00")
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda rank: open_among(texts, noon if rank % 2 else early), range(40)))
    assert all(found[rank] == (set(texts) if rank % 2 else set()) for rank in range(40))
    assert len(evaluate._spans) <= 20
