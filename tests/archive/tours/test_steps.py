"""The steps of a tour: their order, what a reader sees of them, and what leads to the tour."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import PageViewRestriction

from archive.models import ArchiveIndexPage, EventIndexPage, TourPage, TourStep
from archive.tours.relations import tours_at_place, tours_with
from archive.tours.steps import map_of, steps_of
from core.visibility.gate import Gate, Reader
from inventory.choices import Visibility
from tests.factories.archive import EventReportPageFactory, TourPageFactory
from tests.factories.inventory import SiteProfilePageFactory

pytestmark = pytest.mark.django_db
DIE = "SRID=4326;POINT(5.370000 44.750000)"


def tour(*steps: dict, **fields) -> TourPage:
    return TourPageFactory(parent=ArchiveIndexPage.objects.get(), steps=steps, **fields)


def order(page: TourPage) -> list[str]:
    return [step.title for step in steps_of(Gate.public(), page)]


def test_steps_are_ordered_by_date_then_as_typed(home):
    page = tour(
        {"title": "sans date"},
        {"title": "juin", "date": "2017-06"},
        {"title": "le même jour, écrite avant", "date": "2017-03-01"},
        {"title": "le même jour, écrite après", "date": "2017-03-01"},
        {"title": "mars", "date": "2017-03"},
        {"title": "jusqu’à 2016", "date": "../2016"},
        {"title": "sans date non plus"},
    )
    assert order(page) == [
        "jusqu’à 2016", "le même jour, écrite avant", "le même jour, écrite après", "mars", "juin", "sans date",
        "sans date non plus",
    ]  # fmt: skip


def test_steps_of_a_page_that_is_not_saved_are_ordered_too(home):
    page = TourPage(title="Brouillon")
    page.steps = [TourStep(title="b", date="2017-06"), TourStep(title="a", date="2017-03")]
    for step in page.steps.all():
        step.clean_fields(exclude=["tour"])
    assert order(page) == ["a", "b"]


def test_a_step_has_the_position_of_its_place_or_its_own_point(home):
    place = SiteProfilePageFactory(point="SRID=4326;POINT(5.720000 45.190000)")
    page = tour({"place": place}, {"point": DIE}, {"locality": "Gap"})
    assert [step.point for step in steps_of(Gate.public(), page)] == [(5.72, 45.19), (5.37, 44.75), None]


def test_place_and_point_together_are_refused(home):
    with pytest.raises(ValidationError, match="pas les deux") as caught:
        TourStep(title="Deux", place=SiteProfilePageFactory(), point=DIE).clean()
    assert set(caught.value.message_dict) == {"point"}
    TourStep(title="Un", point=DIE).clean()


def test_a_place_that_the_reader_may_not_see_is_neither_named_nor_located(home):
    place = SiteProfilePageFactory(title="Lieu privé")
    PageViewRestriction.objects.create(page=place, restriction_type=PageViewRestriction.LOGIN)
    page = tour({"place": place, "locality": "Mens"})
    (step,) = steps_of(Gate.public(), page)
    assert (step.place, step.point, step.where) == (None, None, "Mens")
    gate = Gate.public()
    (step,) = steps_of(Gate(gate.snapshot, gate.site, Reader(is_superuser=True, audience=2)), page)
    assert step.place["title"] == "Lieu privé"


def test_the_position_of_a_place_may_be_for_members(home):
    place = SiteProfilePageFactory(title="Chez nous", visibility_address=Visibility.MEMBERS)
    (step,) = steps_of(Gate.public(), tour({"place": place}))
    assert step.place["title"] == "Chez nous"
    assert step.point is None


def test_a_draft_with_a_point_that_is_none_is_shown_without_it(home):
    page = TourPage(title="Brouillon")
    page.steps = [TourStep(title="a", point="quelque part")]
    assert steps_of(Gate.public(), page)[0].point is None


def test_only_steps_with_a_date_are_linked_on_the_map(home):
    page = tour({"date": "2017-03", "point": DIE}, {"date": "2017-04", "point": "SRID=4326;POINT(6.08 44.56)"})
    dated = map_of(steps_of(Gate.public(), page))
    assert dated["route"].count("L") == 1
    page = tour({"date": "2017-03", "point": DIE}, {"point": "SRID=4326;POINT(6.08 44.56)"})
    assert map_of(steps_of(Gate.public(), page))["route"] == ""
    assert map_of(steps_of(Gate.public(), tour({"locality": "Gap"}))) is None


def test_a_place_and_a_report_lead_to_their_tours_once(home):
    place = SiteProfilePageFactory()
    report = EventReportPageFactory(parent=EventIndexPage.objects.get())
    tour({"place": place, "report": report}, {"place": place}, title="Le tour", date="2017")
    tour({"place": place}, title="Le suivant", date="2018")
    tour({"place": place}, title="Brouillon", live=False)
    gate = Gate.public()
    assert [card["title"] for card in tours_at_place(gate, place.pk)] == ["Le suivant", "Le tour"]
    assert [card["title"] for card in tours_with(gate, "report", report.pk)] == ["Le tour"]
    assert tours_with(gate, "report", None) == []


def test_a_page_without_tours_costs_no_query(home, django_assert_num_queries):
    gate = Gate.public()
    tours_at_place(gate, 0)
    with django_assert_num_queries(0):
        assert tours_at_place(gate, 12) == []


def test_deleting_the_place_or_the_report_keeps_the_step(home):
    place = SiteProfilePageFactory()
    report = EventReportPageFactory(parent=EventIndexPage.objects.get())
    page = tour({"place": place, "report": report, "locality": "Mens"})
    place.delete()
    report.delete()
    step = page.steps.model.objects.get(tour=page)
    assert (step.place_id, step.report_id, step.locality) == (None, None, "Mens")
