"""Native inputs for dates and hours: what they read, and what comes back to the page. Lists of choices."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.test.html import parse_html

from core.contributions.fields import HourField
from core.dates.typed import read_day, read_hour, read_moment
from core.dates.words import DateError
from core.widgets import DateInput, DateTimeInput, Select, TimeInput

PARIS = ZoneInfo("Europe/Paris")


class Schedule(forms.Form):
    day = forms.DateField(widget=DateInput, required=False)
    moment = forms.DateTimeField(widget=DateTimeInput, required=False)
    hour = forms.TimeField(widget=TimeInput, required=False)


@pytest.mark.parametrize(
    "typed",
    [
        "2026-12-05T09:00",
        "2026-12-05T09:00:00",
        "2026-12-05 09:00",
        "05/12/2026 09:00",
        "5/12/2026 9h",
        "5 décembre 2026 à 9 h",
        "le samedi 5 décembre 2026, 9h00",
        "sam. 5 déc. 2026 - 9:00",
        "2026-12-05T08:00Z",
    ],
)
def test_a_moment_is_the_hour_of_paris(typed):
    form = Schedule({"moment": typed})
    assert form.is_valid()
    assert form.cleaned_data["moment"] == datetime(2026, 12, 5, 9, tzinfo=PARIS)
    assert 'type="datetime-local" name="moment" value="2026-12-05T09:00"' in str(form["moment"])


@pytest.mark.parametrize("typed", ["28 janvier 2027", "28/1/2027", "jeudi 28 janvier 2027"])
def test_a_moment_without_an_hour_is_the_start_of_the_day(typed):
    assert Schedule({"moment": typed}).fields["moment"].widget.value_from_datadict({"x": typed}, {}, "x") == (
        "2027-01-28T00:00:00"
    )


@pytest.mark.parametrize("typed", ["5/12/2026", "05.12.2026", "1er mars 2026", "2026-12-05"])
def test_a_day_is_read_and_comes_back_in_a_native_input(typed):
    form = Schedule({"day": typed})
    assert form.is_valid()
    assert f'type="date" name="day" value="{form.cleaned_data["day"].isoformat()}"' in str(form["day"])


@pytest.mark.parametrize(
    ("typed", "hour"), [("17 h 15", time(17, 15)), ("9h", time(9)), ("17:15:30", time(17, 15, 30))]
)
def test_an_hour_is_read_with_or_without_seconds(typed, hour):
    form = Schedule({"hour": typed})
    assert form.is_valid()
    assert form.cleaned_data["hour"] == hour
    assert f'type="time" name="hour" value="{hour.isoformat("seconds" if hour.second else "minutes")}"' in str(
        form["hour"]
    )


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("moment", "samedi prochain"),
        ("moment", "vendredi 5 décembre 2026 à 9 h"),
        ("moment", "5/12/2026 à 25 h"),
        ("moment", "5/12/2026 à minuit"),
        ("moment", "+12026-12-05T09:00"),
        ("day", "5/12/26 ?"),
        ("day", "31/02/2027"),
        ("day", "5 décembre 2026 à 9 h"),
        ("hour", "le soir"),
    ],
)
def test_what_cannot_be_read_is_refused_and_stays_in_view(name, typed):
    form = Schedule({name: typed})
    assert not form.is_valid()
    assert "Écrivez par exemple" in form.errors[name][0]
    assert f'type="text" name="{name}" value="{typed}"' in str(form[name])


@pytest.mark.parametrize("typed", ["2027-03-28T02:30", "28 mars 2027 à 2 h 30"])
def test_an_hour_that_summer_time_skips_is_refused(typed):
    form = Schedule({"moment": typed})
    assert "Europe/Paris" in form.errors["moment"][0]
    assert 'value="2027-03-28T02:30"' in str(form["moment"])


def test_a_stored_moment_is_shown_in_paris_with_its_seconds():
    stored = datetime(2026, 7, 1, 7, 0, 5, tzinfo=ZoneInfo("UTC"))
    form = Schedule({"moment": "2026-07-01T09:00:05"}, initial={"moment": stored})
    assert not form.has_changed()
    assert 'value="2026-07-01T09:00:05"' in str(Schedule(initial={"moment": stored})["moment"])


def test_years_have_four_digits_in_the_browser():
    assert 'max="9999-12-31T23:59"' in str(Schedule()["moment"])
    assert 'max="9999-12-31"' in str(Schedule()["day"])


def test_a_day_input_shows_the_local_day_of_a_moment():
    assert DateInput().format_value(datetime(2026, 12, 4, 23, 30, tzinfo=ZoneInfo("UTC"))) == "2026-12-05"


@pytest.mark.parametrize(
    ("read", "typed", "message"),
    [
        (read_day, "samedi 28 janvier 2027", "Le 28 janvier 2027 est un jeudi"),
        (read_day, "28 janvier", "Il manque l’année"),
        (read_day, "30 février 2027", "n’existe pas"),
        (read_moment, "28 janvier", "Il manque l’année"),
        (read_moment, "x" * 101, "n’est pas comprise"),
        (read_hour, "24 h", "de 0 h à 23 h 59"),
        (read_hour, "minuit", "« 0 h » ou « 23 h 59 »"),
    ],
)
def test_the_reason_is_given(read, typed, message):
    with pytest.raises(DateError, match=message):
        read(typed)


@pytest.mark.parametrize(
    ("name", "typed"),
    [("moment", "0026-12-05T09:00"), ("day", "0026-12-05"), ("day", "5/12/0026"), ("day", "0001-01-01")],
)
def test_a_year_below_1000_is_refused_and_marked(name, typed):
    form = Schedule({name: typed})
    assert "Écrivez par exemple" in form.errors[name][0]
    assert f'type="text" name="{name}" value="{typed} ?"' in str(form[name])


def test_noon_is_an_hour():
    assert read_moment("5/12/2026 à midi") == datetime(2026, 12, 5, 12)
    assert read_day("2026-12-05") == date(2026, 12, 5)


def test_an_hour_of_a_contribution_is_refused_with_the_reason():
    with pytest.raises(forms.ValidationError, match="Cette heure n’est pas comprise"):
        HourField().clean("le soir")


@pytest.mark.parametrize("value", [None, "", "b", 2016, "rien"])
def test_a_list_of_choices_is_that_of_django(value):
    choices = [("", "Tous"), ('a&"b"', "L’un <et> l’autre"), ("b", "B"), (2016, 2016)]
    ours, theirs = (
        widget({"class": "w"}, choices).render("x", value, {"id": "id_x", "required": True})
        for widget in (Select, forms.Select)
    )
    assert parse_html(ours) == parse_html(theirs)
