"""The two example events of the demo: one to come, which a later loading may date again, and one with its report."""

from __future__ import annotations

from datetime import date, time, timedelta
from types import SimpleNamespace

import pytest
from django.core import mail
from django.utils import timezone

from archive.demo import examples
from archive.models import EventIndexPage, EventReportPage
from archive.registrations.seats import Details, availability_of, confirm, register
from core.models import SillonImage, Theme
from members.models import User
from tests.conftest import make_user
from tests.factories.inventory import SiteProfilePageFactory, inventory_index

pytestmark = pytest.mark.django_db
THURSDAY = 3
LIST = "/api/v3/events/"


@pytest.fixture(scope="module")
def today(module_db) -> date:
    """The day on which the examples were loaded, beside their place and the demo's account."""
    for slug in ("tiers-lieux", "ruralite", "mobilite", "economie"):
        Theme.objects.get_or_create(slug=slug, defaults={"title": slug})
    SiteProfilePageFactory(parent=inventory_index(), slug="exemple-scierie", title="Un lieu de démonstration")
    make_user("editrice", "Éditeurs")
    day = timezone.localdate()
    examples.load(EventIndexPage.objects.get(), day)
    return day


@pytest.fixture
def events(today) -> SimpleNamespace:
    """The two pages: `ahead` and `reported`."""
    ahead, reported = EventReportPage.objects.order_by("-date")
    return SimpleNamespace(ahead=ahead, reported=reported)


def load_again(day: date) -> EventReportPage:
    """Load the examples on a day; return the one to come."""
    examples.load(EventIndexPage.objects.get(), day)
    assert EventReportPage.objects.count() == 2
    return EventReportPage.objects.exclude(state="reported").get()


def change(event: EventReportPage, **fields: object) -> None:
    for name, value in fields.items():
        setattr(event, name, value)
    event.save_revision().publish()


@pytest.mark.parametrize("weeks", [5, -9])
def test_days_are_thursdays(weeks):
    for number in range(7):
        day = date(2026, 11, 29) + timedelta(days=number)
        thursday = examples.thursday(day, weeks)
        assert thursday.weekday() == THURSDAY
        assert timedelta(0) <= thursday - day - timedelta(weeks=weeks) < timedelta(weeks=1)


def test_the_event_to_come_takes_registrations(events, today):
    event = events.ahead
    assert event.date == examples.thursday(today, 5).isoformat()
    assert (event.start_time, event.end_time) == (time(17, 15), time(19, 30))
    assert (event.kind, event.state, event.status.code) == ("light_round_table", "announced", "upcoming")
    assert (event.capacity, event.organiser.username, event.place.slug) == (30, "editrice", "exemple-scierie")
    assert event.registration_question
    assert event.access
    assert all(item.time for item in event.programme.all())
    assert availability_of(event) == "open"


def test_the_past_event_has_a_whole_report(events, today):
    event = events.reported
    assert event.date == examples.thursday(today, -9).isoformat()
    assert (event.state, event.organiser.username) == ("reported", "editrice")
    blocks = list(event.report)
    assert {"heading", "text", "image", "quote", "table"} <= {block.block_type for block in blocks}
    assert event.image.description
    assert all(block.value["image"].contextual_alt_text for block in blocks if block.block_type == "image")
    assert event.decisions.count() == 3
    follow_ups = list(event.follow_ups.all())
    assert [(row.done, row.is_late, row.due > today) for row in follow_ups] == [
        (True, False, False), (False, True, False), (False, False, True), (False, False, True),
    ]  # fmt: skip


def test_both_say_that_they_are_examples(client, events):
    for event in (events.ahead, events.reported):
        assert event.title.startswith("Exemple : ")
        assert event.introduction.startswith("Exemple inventé, pour montrer ")
        assert event.sources.get().title == "Exemple de démonstration"
        html = client.get(event.url).text
        assert "callout-example" in html
        assert "Exemple\u00a0: " in html


def test_both_are_valid(events):
    for event in (events.ahead, events.reported):
        event.full_clean()
        assert not event.problem_texts()


def test_the_api_lists_one_event_to_come(client, events):
    rows = client.get(LIST, {"upcoming": "true"}).json()["items"]
    assert [(row["slug"], row["registration"]["state"]) for row in rows] == [(events.ahead.slug, "open")]


def test_home_shows_the_event_to_come(client, events):
    html = client.get("/").text
    assert "Prochaine rencontre" in html
    assert events.ahead.url in html


def test_without_the_account_nobody_registers(events, today):
    EventReportPage.objects.all().delete()
    User.objects.filter(username="editrice").delete()
    event = load_again(today)
    assert (event.takes_registrations, event.organiser) == (False, None)
    assert not event.problem_texts()


# --- Loading again ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("days", [0, 1, 30])
def test_a_date_to_come_stays(events, today, days):
    before, images = events.ahead.date, SillonImage.objects.count()
    event = load_again(today + timedelta(days=days))
    assert (event.date, event.latest_revision_id) == (before, events.ahead.latest_revision_id)
    assert SillonImage.objects.count() == images


def test_the_day_itself_is_not_past(events):
    assert load_again(events.ahead.date_latest).date == events.ahead.date


def test_a_past_date_moves_on_once(events):
    later = events.ahead.date_latest + timedelta(days=1)
    event = load_again(later)
    assert event.date == examples.thursday(later, 5).isoformat()
    assert event.calendar_entry.sequence == 1
    again = load_again(later + timedelta(days=20))
    assert (again.date, again.latest_revision_id) == (event.date, event.latest_revision_id)


def test_the_report_is_never_dated_again(events, today):
    load_again(today + timedelta(days=400))
    report = EventReportPage.objects.get(state="reported")
    assert (report.date, report.latest_revision_id) == (events.reported.date, events.reported.latest_revision_id)


def test_what_an_editor_changed_stays(events, today):
    change(
        events.ahead,
        title="Exemple : un autre titre",
        capacity=12,
        start_time=time(9),
        end_time=time(12),
        registrations_until=events.ahead.date_latest - timedelta(days=2),
    )
    later = today + timedelta(days=100)
    event = load_again(later)
    assert event.date == examples.thursday(later, 5).isoformat()
    assert (event.title, event.capacity, event.start_time) == ("Exemple : un autre titre", 12, time(9))
    assert event.date_latest - event.registrations_until == timedelta(days=2)


def test_two_days_stay_two_days(events, today):
    first = events.ahead.date_latest
    change(events.ahead, date=f"{first}/{first + timedelta(days=1)}")
    later = today + timedelta(days=100)
    moved = examples.thursday(later, 5)
    assert load_again(later).date == f"{moved}/{moved + timedelta(days=1)}"


def test_a_draft_stays_a_draft_with_the_new_date(events, today):
    draft = events.ahead
    draft.introduction = "Un brouillon."
    draft.save_revision()
    later = today + timedelta(days=100)
    event = load_again(later)
    assert event.introduction.startswith("Exemple inventé")
    draft = event.get_latest_revision_as_object()
    assert (draft.introduction, draft.date) == ("Un brouillon.", event.date)


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "Une vraie table ronde"},
        {"state": "cancelled"},
        {"state": "postponed"},
        {"date": "2025-11"},
        {"locked": True},
    ],
    ids=str,
)
def test_an_event_that_an_editor_took_over_keeps_its_date(events, today, fields):
    change(events.ahead, **fields)
    EventReportPage.objects.filter(pk=events.ahead.pk).update(locked="locked" in fields)
    assert load_again(today + timedelta(days=100)).date == events.ahead.date


def test_a_page_that_is_not_published_keeps_its_date(events, today):
    events.ahead.unpublish()
    assert load_again(today + timedelta(days=100)).date == events.ahead.date


def test_registrations_of_the_past_date_do_not_move_on(events, today):
    confirm(register(events.ahead.pk, Details(name="Ada Martin", email="ada@example.org")).registration)
    assert load_again(today).registrations.count() == 1
    mail.outbox.clear()
    event = load_again(today + timedelta(days=100))
    assert (event.registrations.count(), availability_of(event)) == (0, "open")
    assert mail.outbox == []
