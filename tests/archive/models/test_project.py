"""A project: its aims, its members, the dates of its card, the order of the list."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from archive.choices import ProjectState
from archive.models import ProgressEntry, ProjectMember, ProjectPage
from core.models import Card
from tests.factories.archive import PartnerFactory, ProjectPageFactory

pytestmark = pytest.mark.django_db


def test_a_new_project_says_nothing_of_its_state():
    assert ProjectPage().state == ProjectState.UNKNOWN
    assert ProjectPage.required_to_publish == ()


def test_aims_are_the_lines_that_are_not_empty():
    assert ProjectPage(aims="Relier les lieux\r\n\n  Les connaître ").aim_list == ["Relier les lieux", "Les connaître"]


@pytest.mark.parametrize(("name", "field"), [("", "organisation"), ("Une ville", "name")])
def test_a_member_is_an_organisation_or_a_name(db, name, field):
    member = ProjectMember(organisation=PartnerFactory() if name else None, name=name)
    with pytest.raises(ValidationError) as refused:
        member.clean()
    assert list(refused.value.message_dict) == [field]


@pytest.mark.parametrize(
    ("period", "dates"),
    [
        ("2014/2015", (date(2014, 1, 1), date(2015, 12, 31))),
        ("2014/..", (date(2014, 1, 1), None)),
        ("", (date(2013, 3, 1), date(2016, 12, 31))),
    ],
)
def test_the_card_has_the_dates_of_the_period_or_else_of_the_progress(project_index, period, dates):
    page = ProjectPageFactory(parent=project_index, date=period)
    page.progress = [ProgressEntry(date="2016", text="Fin."), ProgressEntry(date="2013-03", text="Début.")]
    page.save()
    card = Card.objects.get(page=page.pk)
    assert (card.kind, card.earliest, card.latest) == ("project", *dates)


def test_a_project_without_any_date_has_a_card_without(project_index):
    card = Card.objects.get(page=ProjectPageFactory(parent=project_index).pk)
    assert (card.earliest, card.latest, card.label) == (None, None, "")


def test_what_goes_on_comes_first_and_within_a_state_the_latest(project_index):
    for slug, state, period in (
        ("inconnu", "unknown", "2020"), ("fini", "finished", "2019"), ("sans-date", "active", ""),
        ("ancien", "active", "2012/.."), ("neuf", "active", "2018/.."), ("prevu", "planned", ""),
    ):  # fmt: skip
        ProjectPageFactory(parent=project_index, slug=slug, state=state, date=period)
    order = ["neuf", "ancien", "sans-date", "prevu", "fini", "inconnu"]
    assert list(ProjectPage.objects.by_state().values_list("slug", flat=True)) == order
