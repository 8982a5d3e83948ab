"""The demo of the archive: loaded once, never written over, valid."""

from __future__ import annotations

import csv
import re
from datetime import date
from typing import NamedTuple

import pytest

from archive.choices import EventKind
from archive.demo.load import load
from archive.models import CalendarEntry, EventReportPage, ProjectPage, PublicationPage, TourPage
from archive.querysets import EventQuerySet
from archive.setup import ensure_tree
from core.models import Partner, Theme
from core.text.fold import fold
from home.models import HomePage
from tests.archive import ics
from tests.reference import reference

pytestmark = pytest.mark.django_db
EVENTS = "/ressources/evenements/"
AGENDA = f"{EVENTS}agenda.ics"


@pytest.fixture(scope="module")
def demo(module_db) -> None:
    for slug in ("developpement-durable", "rse", "tiers-lieux", "teletravail", "ruralite", "mobilite", "economie"):
        Theme.objects.get_or_create(slug=slug, defaults={"title": slug})
    load(HomePage.objects.get())


def of_the_alliance() -> EventQuerySet:
    """All events but those that say in their title that they are examples."""
    return EventReportPage.objects.exclude(title__startswith="Exemple : ")


def test_tree_of_the_section_is_made_once(home):
    before = [page.pk for page in ensure_tree(home)]
    assert [page.pk for page in ensure_tree(home)] == before
    assert [page.slug for page in ensure_tree(home)] == ["evenements", "publications", "projets", "engagements"]


def test_loading_again_adds_nothing(home, demo):
    load(home)
    assert EventReportPage.objects.live().count() == 12 + 2
    assert of_the_alliance().count() == 12
    assert PublicationPage.objects.live().count() == 4 + 3
    assert ProjectPage.objects.live().count() == 5
    assert TourPage.objects.live().count() == 1 + 1
    assert Partner.objects.filter(name="Alliance Université Entreprise de Grenoble").count() == 1


def test_loading_again_leaves_an_edited_page_unchanged(home, demo):
    page = of_the_alliance().first()
    page.title = "Un titre choisi par l’éditrice"
    page.save()
    load(home)
    assert EventReportPage.objects.filter(title="Un titre choisi par l’éditrice").exists()


def test_every_page_is_shown_and_valid(client, demo):
    for page in (
        *EventReportPage.objects.all(),
        *PublicationPage.objects.all(),
        *ProjectPage.objects.all(),
        *TourPage.objects.all(),
    ):
        page.full_clean()
        assert client.get(page.url).status_code == 200, page.slug


def test_vague_dates_and_unconfirmed_events_are_shown_as_such(client, demo):
    html = client.get("/ressources/evenements/table-ronde-legere-novembre-2016/").text
    assert "de 17\u00a0h\u00a015 à 19\u00a0h\u00a030" in html
    assert "sa tenue n’est pas encore confirmée" in html
    html = client.get("/ressources/evenements/table-ronde-legere-mi-janvier-2017/").text
    assert "mi-janvier 2017" in html
    assert "Table ronde légère" in client.get("/ressources/evenements/?year=2017").text


# --- The facts -------------------------------------------------------------------------------------------------------


class Fact(NamedTuple):
    """An event of the reference data. `day` is its exact or approximate date, `hours` those of its day."""

    day: str
    hours: tuple[str, str]
    label: str
    kind: str
    title: str
    subtitle: str


def facts() -> list[Fact]:
    with reference("texts", "events.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    kinds = {fold(kind.label): kind.value for kind in EventKind}
    result = []
    for row in rows:
        timed = re.fullmatch(r"(\S{10})T(\d\d:\d\d)/\1T(\d\d:\d\d)", row["date_edtf"])
        day, hours = (timed[1], (timed[2], timed[3])) if timed else (row["date_edtf"], ("", ""))
        label = row["date_label"].split(",")[0]
        result.append(Fact(day, hours, label, kinds[fold(row["type"])], row["title"], row["subtitle"]))
    return result


def test_every_event_of_the_reference_has_its_date_type_title_and_subtitle_and_there_are_no_others(demo):
    events = {event.date: event for event in of_the_alliance()}
    assert len(events) == of_the_alliance().count()
    assert events.keys() == {fact.day for fact in facts()}
    for fact in facts():
        event = events[fact.day]
        hours = tuple(f"{hour:%H:%M}" if hour else "" for hour in (event.start_time, event.end_time))
        assert (event.kind, event.date_label, hours) == (fact.kind, fact.label, fact.hours)
        assert (fold(event.title), fold(event.subtitle)) == (fold(fact.title), fold(fact.subtitle))
        assert event.state == ("announced" if event.date >= "2016-11-22" else "held")


def test_no_partner_programme_or_place_is_invented(demo):
    for event in of_the_alliance():
        for rows in (event.partners, event.programme, event.speakers, event.decisions, event.follow_ups):
            assert not rows.exists()
        assert (event.place, event.venue, event.capacity, event.audience) == (None, "", None, "")
        assert (event.takes_registrations, event.organiser) == (False, None)
        assert event.sources.exists()


def test_no_step_or_date_of_the_tour_is_invented(client, demo):
    tour = TourPage.objects.exclude(title__startswith="Exemple : ").get()
    assert (tour.title, tour.date, tour.steps.count()) == ("Tour de France du Télétravail et des Tiers-Lieux", "", 0)
    assert tour.sources.exists()
    assert "ne sont pas encore connues" in client.get(tour.url).text


def test_every_event_is_found_by_its_year_type_and_theme(client, demo):
    expected: dict[str, set[str]] = {}
    for event in EventReportPage.objects.all():
        themes = Theme.objects.filter(page_themes__page=event.pk).values_list("slug", flat=True)
        assert themes
        for query in (f"year={event.date[:4]}", f"type={event.kind}", *(f"theme={slug}" for slug in themes)):
            expected.setdefault(query, set()).add(event.url)
    for query, urls in expected.items():
        html = client.get(f"/ressources/evenements/?{query}").text
        assert set(re.findall(r'<h[34] class="card-title"><a href="([^"]+)"', html)) == urls, query


def test_approximate_dates_stand_between_the_days_around_them(demo):
    order = [event.date_label for event in of_the_alliance().past(date(2026, 1, 1)).oldest_first()]
    assert order == [fact.label for fact in facts()]


def test_three_parsers_agree_on_every_feed_of_the_demo(client, demo):
    events = ics.events(client.get(AGENDA).content)
    exact = [page for page in EventReportPage.objects.live() if len(page.date) == 10 or page.date[10:11] == "/"]
    assert {str(page.translation_key) for page in exact if "~" not in page.date} == set(events)
    assert 0 < len(events) < EventReportPage.objects.live().count()
    queries = [f"?type={kind}" for kind in set(EventReportPage.objects.values_list("kind", flat=True))]
    assert sum(len(ics.events(client.get(f"{AGENDA}{query}").content)) for query in queries) == len(events)
    for page in EventReportPage.objects.live():
        response = client.get(f"{EVENTS}{page.slug}/agenda.ics")
        if str(page.translation_key) in events:
            assert list(ics.events(response.content)) == [str(page.translation_key)]
        else:
            assert response.status_code == 404


def test_events_of_the_demo_have_entries(demo):
    assert CalendarEntry.objects.count() == EventReportPage.objects.live().count() > 0
    assert set(CalendarEntry.objects.values_list("sequence", flat=True)) == {0}
