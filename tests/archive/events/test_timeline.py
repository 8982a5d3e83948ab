"""The cached order of events: the same as that of the querysets, for each reader, list and day."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from archive.events.timeline import agenda, among, matching_ids, timeline, visible_events
from archive.models import EventIndexPage, EventReportPage
from core.visibility.gate import Gate
from tests.factories.archive import EventIndexPageFactory, EventReportPageFactory

pytestmark = pytest.mark.django_db
#: Slugs, dates, hours and states, in the order of the list, the latest first.
EVENTS = [
    ("soon", "2017-02-02", None, "announced"),
    ("cancelled", "2017-02-01", None, "cancelled"),
    ("other-list", "2017-01-12", None, "held"),
    ("in-the-morning", "2017-01-11", time(9), "held"),
    ("in-the-evening", "2017-01-11", time(18), "held"),
    ("vague", "2017-01-11/2017-01-20~", None, "held"),
    ("year", "2016", None, "reported"),
    ("undated", "", None, "announced"),
]


@pytest.fixture(scope="module")
def stored(module_db) -> None:
    index = EventIndexPage.objects.get()
    other = EventIndexPageFactory(parent=index.get_parent(), slug="autres")
    for slug, day, hour, state in sorted(EVENTS):
        parent = other if slug == "other-list" else index
        EventReportPageFactory(parent=parent, slug=slug, date=day, start_time=hour, state=state)
    hidden = EventReportPageFactory(parent=index, slug="hidden", date="2017-01-13")
    PageViewRestriction.objects.create(page=hidden, restriction_type=PageViewRestriction.LOGIN)
    EventReportPageFactory(parent=index, slug="draft", date="2017-01-13", live=False)


def slugs(ids) -> list[str]:
    names = dict(EventReportPage.objects.values_list("pk", "slug"))
    return [names[pk] for pk in ids]


def test_both_orders_are_those_of_the_querysets(stored):
    gate = Gate.public()
    events = timeline(gate)
    assert slugs(events.newest_first) == [slug for slug, *_ in EVENTS]
    assert list(events.newest_first) == list(visible_events(gate).newest_first().values_list("pk", flat=True))
    assert list(events.oldest_first) == list(visible_events(gate).oldest_first().values_list("pk", flat=True))
    assert slugs(events.in_year(events.newest_first, 2016)) == ["year"]
    assert slugs(events.in_year(events.newest_first, None)) == slugs(events.newest_first)


def test_a_list_has_its_own_events(stored):
    gate, index = Gate.public(), EventIndexPage.objects.get(slug="autres")
    assert slugs(timeline(gate, index).newest_first) == slugs(agenda(gate, index).past) == ["other-list"]


def test_the_agenda_changes_with_the_day(stored, monkeypatch):
    for day, ahead in ((1, ["cancelled", "soon"]), (2, ["soon"])):
        monkeypatch.setattr(timezone, "now", lambda day=day: datetime(2017, 2, day, 12, tzinfo=UTC))
        events = agenda(Gate.public())
        assert slugs(events.ahead) == ahead
        assert slugs(events.past) == [slug for slug, *_ in EVENTS if slug not in ahead]


def test_filters_select_among_visible_events(stored):
    gate = Gate.public()
    matching = matching_ids(gate, {"start": None, "year": 2017, "type": []})
    assert {"hidden", "draft"} < set(slugs(matching))
    assert slugs(among(timeline(gate).newest_first, matching)) == [slug for slug, *_ in EVENTS[:6]]
    assert matching_ids(gate, {"upcoming": False}) is not None
    assert matching_ids(gate, {"start": None, "theme": []}) is None


def test_the_orders_are_read_once_per_content_version(stored, django_assert_num_queries):
    gate = Gate.public()
    agenda(gate)
    with django_assert_num_queries(0):
        assert agenda(gate) is agenda(gate)
        assert timeline(gate) is timeline(gate)
    EventReportPage.objects.get(slug="soon").unpublish()
    assert "soon" not in slugs(timeline(Gate.public()).newest_first)
