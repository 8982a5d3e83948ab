"""Models of the archive: dates and hours, query sets, cards, structured data, authors."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError

from archive.events import schedule
from archive.events.status import status_of
from archive.models import EventReportPage, PublicationAuthor, PublicationPage
from archive.pages import event as event_pages
from core.models import Card
from core.visibility.gate import Gate
from tests.factories.archive import (
    EventReportPageFactory,
    PartnerFactory,
    PersonFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")


# --- Dates and hours ---------------------------------------------------------------------------------------------


def test_an_exact_day_with_hours_gives_instants_in_paris():
    event = EventReportPage(date="2016-11-22", start_time=time(17, 15), end_time=time(19, 30))
    assert event.starts_at == datetime(2016, 11, 22, 17, 15, tzinfo=PARIS)
    assert event.ends_at.isoformat() == "2016-11-22T19:30:00+01:00"
    assert event.hours_label == "de 17 h 15 à 19 h 30"


def test_summer_time_is_that_of_paris():
    assert EventReportPage(date="2013-06-18", start_time=time(9)).starts_at.isoformat() == "2013-06-18T09:00:00+02:00"


@pytest.mark.parametrize("edtf", ["2017-01-11/2017-01-20~", "2017-01", "2017", "2017-01-15~", ""])
def test_a_vague_date_has_no_instant(edtf):
    event = EventReportPage(date=edtf, start_time=time(17, 15), end_time=time(19, 30))
    assert event.starts_at is None
    assert event.ends_at is None


@pytest.mark.parametrize(
    ("edtf", "expected"),
    [("2014", "2014"), ("2014-03", "2014-03"), ("2014-03-05", "2014-03-05"), ("2014-21", ""), ("2014~", ""), ("", "")],
)
def test_only_exact_dates_have_an_iso_form(edtf, expected):
    assert schedule.iso(edtf) == expected


@pytest.mark.parametrize(
    ("edtf", "start", "end", "starts", "ends", "label"),
    [
        ("2026-12-05", time(20), time(1), "2026-12-05T20:00+01:00", "2026-12-06T01:00+01:00", "de 20 h à 1 h du matin"),
        ("2026-12-05", time(20), time(0), "2026-12-05T20:00+01:00", "2026-12-06T00:00+01:00", "de 20 h à minuit"),
        # The night in which clocks go back.
        ("2026-10-24", time(20), time(4), "2026-10-24T20:00+02:00", "2026-10-25T04:00+01:00", "de 20 h à 4 h du matin"),
        (
            "2026-12-05/2026-12-06",
            time(9),
            time(9),
            "2026-12-05T09:00+01:00",
            "2026-12-06T09:00+01:00",
            "de 9 h le premier jour à 9 h le dernier",
        ),
    ],
)
def test_nights_and_several_days(edtf, start, end, starts, ends, label):
    event = EventReportPage(title="x", date=edtf, start_time=start, end_time=end)
    assert event.starts_at.isoformat(timespec="minutes") == starts
    assert event.ends_at.isoformat(timespec="minutes") == ends
    assert event.hours_label == label
    assert event.publication_problems() == {}


@pytest.mark.parametrize(
    ("state", "earliest", "latest", "code"),
    [
        ("announced", date(2026, 12, 5), date(2026, 12, 5), "upcoming"),
        ("announced", date(2026, 12, 3), date(2026, 12, 5), "upcoming"),
        ("announced", date(2026, 12, 4), date(2026, 12, 4), "unconfirmed"),
        ("announced", date(2020, 1, 1), None, "upcoming"),
        ("announced", None, None, "upcoming"),
        ("held", date(2026, 12, 4), date(2026, 12, 4), "took_place"),
        ("held", date(2026, 12, 6), date(2026, 12, 6), "upcoming"),
        ("reported", date(2026, 12, 5), date(2026, 12, 6), "reported"),
        ("postponed", date(2026, 12, 4), date(2026, 12, 4), "postponed"),
        ("cancelled", date(2026, 12, 9), date(2026, 12, 9), "cancelled"),
    ],
)
def test_an_announced_event_is_ahead_until_its_last_possible_day(state, earliest, latest, code):
    assert status_of(state, earliest, latest, date(2026, 12, 5)).code == code


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (time(18), None, "à partir de 18 h"),
        (None, time(9, 5), "jusqu’à 9 h 05"),
        (None, None, ""),
    ],
)
def test_hours_in_french(start, end, expected):
    assert schedule.hours_label("2026-12-05", start, end) == expected


def test_approximate_date_has_bounds_and_a_label(event_index):
    event = EventReportPageFactory(parent=event_index, fuzzy=True)
    event.refresh_from_db()
    assert (event.date_earliest, event.date_latest) == (date(2017, 1, 11), date(2017, 1, 20))
    assert event.date_label == "mi-janvier 2017"


def test_the_end_comes_after_the_start():
    event = EventReportPage(title="x", date="2016-11-22", start_time=time(19, 30), end_time=time(17, 15))
    assert event.publication_problems() == {"end_time": "La fin doit venir après le début."}


@pytest.mark.parametrize("state", ["held", "reported"])
def test_what_is_to_come_has_not_taken_place(state):
    event = EventReportPage(title="x", slug="x", path="x", depth=4, date="2099-03-05", state=state)
    event.clean_fields(exclude=["content_type"])
    assert event.publication_problems() == {"state": "Sa date n’est pas passée : un évènement à venir est « Annoncé »."}


@pytest.mark.parametrize("edtf", ["2017-01-11/2017-01-20~", "2017", "2017-03-03/2017-03-05~"])
def test_hours_demand_an_exact_day(edtf):
    message = EventReportPage(title="x", date=edtf, start_time=time(17, 15)).publication_problems()["start_time"]
    assert message.startswith("Une heure demande un jour exact.")
    assert "end_time" in EventReportPage(title="x", date=edtf, end_time=time(17, 15)).publication_problems()


def test_a_draft_may_have_hours_before_its_date(event_index):
    event = EventReportPage(title="Un brouillon", start_time=time(17, 15))
    event_index.add_child(instance=event)
    event.full_clean()


def test_preview_has_the_label_of_an_unsaved_date(event_index):
    event = EventReportPage(title="Un aperçu", slug="un-apercu", date="2016-11-22", path="x", depth=4)
    event.clean_fields(exclude=["content_type"])
    assert event.date_label == "22 novembre 2016"


# --- QuerySets ---------------------------------------------------------------------------------------------------


@pytest.fixture
def agenda(event_index):
    day = {"past": "2016-02-03", "today": "2016-11-22", "soon": "2017-01-11/2017-01-20~", "late": "2017-05"}
    made = {
        name: EventReportPageFactory(parent=event_index, slug=name, date=edtf, state="announced")
        for name, edtf in day.items()
    }
    made["cancelled"] = EventReportPageFactory(
        parent=event_index, slug="cancelled", date="2017-02-01", state="cancelled"
    )
    made["undated"] = EventReportPageFactory(parent=event_index, slug="undated", date="")
    return made


TODAY = date(2016, 11, 22)


def slugs(queryset) -> list[str]:
    return list(queryset.values_list("slug", flat=True))


def test_upcoming_events(agenda):
    assert slugs(EventReportPage.objects.upcoming(TODAY).oldest_first()) == ["today", "soon", "late"]


def test_cancelled_event_is_ahead(agenda):
    assert "cancelled" in slugs(EventReportPage.objects.ahead(TODAY))


def test_past_and_ahead_share_all_events(agenda):
    assert set(slugs(EventReportPage.objects.past(TODAY))) == {"past", "undated"}
    assert EventReportPage.objects.past(TODAY).count() + EventReportPage.objects.ahead(TODAY).count() == len(agenda)


def test_the_last_possible_day_of_a_vague_date_counts(agenda):
    assert "soon" in slugs(EventReportPage.objects.upcoming(date(2017, 1, 20)))
    assert "soon" not in slugs(EventReportPage.objects.upcoming(date(2017, 1, 21)))


def test_agenda_lists_future_events_then_past_ones(agenda):
    EventReportPage.objects.filter(slug="past").update(date_earliest=date(2010, 1, 1), date_latest=date(2010, 1, 1))
    assert slugs(EventReportPage.objects.agenda(date(2017, 1, 1))) == [
        "soon",
        "cancelled",
        "late",
        "today",
        "past",
        "undated",
    ]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (date(2017, 1, 15), date(2017, 1, 16), ["soon"]),
        (date(2016, 11, 22), date(2016, 11, 22), ["today"]),
        (None, date(2016, 12, 31), ["past", "today"]),
        (date(2017, 2, 1), None, ["cancelled", "late"]),
    ],
)
def test_events_that_overlap_a_period(agenda, start, end, expected):
    assert slugs(EventReportPage.objects.within(start, end).oldest_first()) == expected


def test_years_of_the_events(agenda):
    assert EventReportPage.objects.all().years() == [2017, 2016]


def test_theme_includes_its_subthemes(event_index):
    wide = ThemeFactory(slug="durable")
    event = EventReportPageFactory(parent=event_index, themes=[ThemeFactory(slug="rse", parent=wide)])
    EventReportPageFactory(parent=event_index)
    assert list(EventReportPage.objects.all().about(["durable"])) == [event]
    assert not EventReportPage.objects.all().about(["autre"])


# --- Cards, machines, authors ------------------------------------------------------------------------------------


def test_the_card_carries_the_date(event_index):
    event = EventReportPageFactory(parent=event_index, fuzzy=True)
    card = Card.objects.get(page=event)
    assert (card.kind, card.label, card.summary) == ("event", "mi-janvier 2017", "Ce dont on y parle.")
    assert (card.earliest, card.latest) == (date(2017, 1, 11), date(2017, 1, 20))


def test_structured_data_leave_out_unknown_dates_and_places(home, event_index):
    gate = Gate.public()
    vague = event_pages.structured_data(EventReportPageFactory(parent=event_index, fuzzy=True), gate, None)
    assert vague["@type"] == "Event"
    assert not {"startDate", "endDate", "location", "eventStatus"} & set(vague)
    event = EventReportPageFactory(parent=event_index, light=True, venue="Maison du territoire")
    exact = event_pages.structured_data(event, gate, None)
    assert exact["startDate"] == "2016-11-22T17:15:00+01:00"
    assert exact["location"] == {"@type": "Place", "name": "Maison du territoire"}


def test_structured_data_of_several_days_and_of_a_session_online(event_index):
    event = EventReportPageFactory(parent=event_index, date="2027-01-28/2027-01-29", mode="hybrid", venue="Crolles")
    data = event_pages.structured_data(event, Gate.public(), None)
    assert (data["startDate"], data["endDate"]) == ("2027-01-28", "2027-01-29")
    assert [place["@type"] for place in data["location"]] == ["Place", "VirtualLocation"]
    assert data["location"][1]["url"].endswith(event.url)


def test_an_author_is_exactly_one_thing(db):
    person, organisation = PersonFactory(), PartnerFactory()
    for author in (
        PublicationAuthor(person=person),
        PublicationAuthor(organisation=organisation),
        PublicationAuthor(name="A", name_kind="person"),
        PublicationAuthor(pk=1, name="A"),  # a row that is stored since before the question
    ):
        author.clean()
    with pytest.raises(ValidationError, match="Choisissez une personne ou une organisation, ou écrivez un nom"):
        PublicationAuthor().clean()
    with pytest.raises(ValidationError, match="celui d’une personne ou d’une organisation"):
        PublicationAuthor(name="A").clean()
    with pytest.raises(ValidationError, match="gardez un seul des trois"):
        PublicationAuthor(person=person, name="A").clean()


def test_keywords_are_cut_at_commas():
    assert PublicationPage(keywords="télétravail, mobilité ,, ").keyword_list == ["télétravail", "mobilité"]


@pytest.mark.parametrize("model", [EventReportPage, PublicationPage])
def test_a_date_is_required_to_publish_and_not_to_save_a_draft(as_editor, model, event_index, publication_index):
    parent = event_index if model is EventReportPage else publication_index
    form_class = model.get_edit_handler().get_form_class()
    form = form_class(instance=model(), parent_page=parent)
    assert form.fields["date"].required
    form.defer_required_fields()
    assert not form.fields["date"].required
