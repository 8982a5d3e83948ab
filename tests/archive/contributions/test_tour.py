"""Completing a tour: a member adds a step, which a moderator accepts."""

from __future__ import annotations

import pytest

from archive.contributions.tour import CorrectTourForm
from archive.models import ArchiveIndexPage, TourPage
from archive.models.tour import MAX_STEPS
from members.contributions import drafts
from members.corrections import merge
from tests.conftest import make_user
from tests.factories.archive import TourPageFactory
from tests.factories.contributions import begin, errors
from tests.factories.inventory import SiteProfilePageFactory

pytestmark = pytest.mark.django_db
CODE = "completer-un-tour"


@pytest.fixture
def member(home):
    return make_user("membre-du-tour", "Membres")


@pytest.fixture
def tour(home) -> TourPage:
    page = TourPageFactory(parent=ArchiveIndexPage.objects.get(), title="Le tour", steps=[{"title": "Départ"}])
    page.save_revision().publish()
    return TourPage.objects.get(pk=page.pk)


def propose(tour, author, **typed):
    return drafts.submit(begin(CODE, author, page=tour, **typed), author)


def accept(contribution) -> None:
    contribution.refresh_from_db()
    merge.apply(contribution.correction, None)


def steps(tour) -> list[tuple[str, str]]:
    return list(TourPage.objects.get(pk=tour.pk).steps.values_list("title", "date"))


def test_a_step_is_added_after_the_others(tour, member):
    place = SiteProfilePageFactory(title="La Filature")
    contribution = propose(
        tour, member, step_title="Visite", step_date="mi-mars 2017", step_place="La Filature", step_locality="Mens",
        step_summary="Douze personnes.",
    )  # fmt: skip
    assert steps(tour) == [("Départ", "")]
    accept(contribution)
    assert [title for title, _ in steps(tour)] == ["Départ", "Visite"]
    step = TourPage.objects.get(pk=tour.pk).steps.last()
    assert (step.date_label, step.place_id, step.locality) == ("mi-mars 2017", place.pk, "Mens")
    assert step.summary == "Douze personnes."


def test_two_members_add_two_steps(tour, member):
    first = propose(tour, member, step_title="Visite")
    second = propose(tour, make_user("un-autre", "Membres"), step_title="Retour")
    accept(second)
    accept(first)
    assert [title for title, _ in steps(tour)] == ["Départ", "Retour", "Visite"]


def test_plain_fields_are_corrected_without_a_step(tour, member):
    accept(propose(tour, member, date="2017"))
    assert TourPage.objects.get(pk=tour.pk).date == "2017"
    assert steps(tour) == [("Départ", "")]


def test_a_step_without_a_title_is_refused_with_what_is_wrong(tour, member):
    assert errors(CODE, member, tour, step_locality="Mens") == {
        "step_locality": "Dites en quelques mots ce qu’était cette étape, ou videz les autres champs."
    }
    form = CorrectTourForm({"title": "Le tour", "step_locality": "Mens"}, instance=tour)
    assert set(form.errors) == {"step_title"}
    assert "step_date" in errors(CODE, member, tour, step_title="Visite", step_date="un jour de mars")
    assert "step_place" in errors(CODE, member, tour, step_title="Visite", step_place="Nulle part")


def test_a_tour_takes_no_more_steps_than_its_form(tour):
    form = CorrectTourForm({"title": "Le tour", "step_title": "De trop"}, instance=tour)
    form._stored_steps = lambda page: [None] * MAX_STEPS
    assert not form.is_valid()
    assert "déjà 100 étapes" in form.errors["step_title"][0]


def test_the_step_is_added_once_however_often_the_form_writes(tour):
    form = CorrectTourForm({"title": "Le tour", "step_title": "Visite"}, instance=tour)
    assert form.is_valid()
    form.write(tour)
    form.write(tour)
    assert [step.title for step in tour.steps.all()] == ["Départ", "Visite"]
