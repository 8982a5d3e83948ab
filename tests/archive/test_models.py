from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError

from archive import schedule
from archive.models import EventReportPage, PublicationAuthor, PublicationPage
from core.models import Card
from tests.factories.archive import (
    EventReportPageFactory,
    PartnerFactory,
    PersonFactory,
    PublicationPageFactory,
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
def test_only_exact_dates_are_said_to_machines(edtf, expected):
    assert schedule.iso(edtf) == expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (time(18), None, "à partir de 18 h"),
        (None, time(9, 5), "jusqu’à 9 h 05"),
        (None, None, ""),
    ],
)
def test_hours_are_said_in_french(start, end, expected):
    assert schedule.hours_label(start, end) == expected


def test_an_approximate_date_is_sorted_and_said(event_index):
    event = EventReportPageFactory(parent=event_index, fuzzy=True)
    event.refresh_from_db()
    assert (event.date_earliest, event.date_latest) == (date(2017, 1, 11), date(2017, 1, 20))
    assert event.date_label == "mi-janvier 2017"


def test_the_end_comes_after_the_start():
    event = EventReportPage(title="x", date="2016-11-22", start_time=time(19, 30), end_time=time(17, 15))
    assert event.publication_problems() == {"end_time": "La fin doit venir après le début."}


@pytest.mark.parametrize("edtf", ["2017-01-11/2017-01-20~", "2017", "2017-03-03/2017-03-05"])
def test_hours_demand_an_exact_day(edtf):
    message = EventReportPage(title="x", date=edtf, start_time=time(17, 15)).publication_problems()["start_time"]
    assert message.startswith("Une heure demande un jour exact.")
    assert "end_time" in EventReportPage(title="x", date=edtf, end_time=time(17, 15)).publication_problems()


def test_a_draft_may_have_hours_before_its_date(event_index):
    event = EventReportPage(title="Un brouillon", start_time=time(17, 15))
    event_index.add_child(instance=event)
    event.full_clean()


def test_a_preview_knows_the_label_of_a_date_never_saved(event_index):
    event = EventReportPage(title="Un aperçu", slug="un-apercu", date="2016-11-22", path="x", depth=4)
    event.clean_fields(exclude=["content_type"])
    assert event.date_label == "22 novembre 2016"


# --- QuerySets ---------------------------------------------------------------------------------------------------


@pytest.fixture
def agenda(event_index):
    day = {"past": "2016-02-03", "today": "2016-11-22", "soon": "2017-01-11/2017-01-20~", "late": "2017-05"}
    made = {name: EventReportPageFactory(parent=event_index, slug=name, date=edtf) for name, edtf in day.items()}
    made["cancelled"] = EventReportPageFactory(
        parent=event_index, slug="cancelled", date="2017-02-01", state="cancelled"
    )
    made["undated"] = EventReportPageFactory(parent=event_index, slug="undated", date="")
    return made


TODAY = date(2016, 11, 22)


def slugs(queryset) -> list[str]:
    return list(queryset.values_list("slug", flat=True))


def test_upcoming_are_those_that_may_still_be_attended(agenda):
    assert slugs(EventReportPage.objects.upcoming(TODAY).oldest_first()) == ["today", "soon", "late"]


def test_a_cancelled_event_stays_ahead_so_that_readers_learn_of_it(agenda):
    assert "cancelled" in slugs(EventReportPage.objects.ahead(TODAY))


def test_past_and_ahead_share_all_events(agenda):
    assert set(slugs(EventReportPage.objects.past(TODAY))) == {"past", "undated"}
    assert EventReportPage.objects.past(TODAY).count() + EventReportPage.objects.ahead(TODAY).count() == len(agenda)


def test_the_last_possible_day_of_a_vague_date_counts(agenda):
    assert "soon" in slugs(EventReportPage.objects.upcoming(date(2017, 1, 20)))
    assert "soon" not in slugs(EventReportPage.objects.upcoming(date(2017, 1, 21)))


def test_the_agenda_goes_on_from_what_comes_to_what_was(agenda):
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
def test_within_takes_what_touches_the_period(agenda, start, end, expected):
    assert slugs(EventReportPage.objects.within(start, end).oldest_first()) == expected


def test_years_of_the_events(agenda):
    assert EventReportPage.objects.all().years() == [2017, 2016]


def test_a_theme_comprises_the_themes_below_it(event_index):
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


def test_schema_org_says_only_what_is_known(home, event_index):
    from core.gate import Gate

    gate = Gate.public()
    vague = EventReportPageFactory(parent=event_index, fuzzy=True).structured_data(gate)
    assert vague["@type"] == "Event"
    assert not {"startDate", "endDate", "location", "eventStatus"} & set(vague)
    exact = EventReportPageFactory(parent=event_index, light=True, venue="Maison du territoire").structured_data(gate)
    assert exact["startDate"] == "2016-11-22T17:15:00+01:00"
    assert exact["location"] == {"@type": "Place", "name": "Maison du territoire"}


@pytest.mark.parametrize(
    ("kind", "expected"), [("study", "Report"), ("article", "ScholarlyArticle"), ("thesis", "Thesis")]
)
def test_schema_org_type_of_a_publication(home, publication_index, kind, expected):
    from core.gate import Gate

    page = PublicationPageFactory(parent=publication_index, kind=kind)
    page.authors.add(PublicationAuthor(organisation=PartnerFactory(name="AUEG")), PublicationAuthor(name="Anonyme"))
    data = page.structured_data(Gate.public())
    assert data["@type"] == expected
    assert data["datePublished"] == "2014"
    assert data["author"] == [{"@type": "Organization", "name": "AUEG"}, "Anonyme"]


def test_an_author_is_exactly_one_thing(db):
    person, organisation = PersonFactory(), PartnerFactory()
    for author in (
        PublicationAuthor(person=person),
        PublicationAuthor(organisation=organisation),
        PublicationAuthor(name="A"),
    ):
        author.clean()
    with pytest.raises(ValidationError, match="Choisissez une personne ou une organisation, ou écrivez un nom"):
        PublicationAuthor().clean()
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
