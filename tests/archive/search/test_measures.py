"""Questions about measures by status lead to their plan."""

from __future__ import annotations

import pytest
from wagtail.models import PageViewRestriction

from archive.models import CommitmentPlanPage
from tests.factories.commitments import full_commitment

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(home) -> CommitmentPlanPage:
    measure = full_commitment()
    return CommitmentPlanPage.objects.get(path=measure.path[: -measure.steplen])


def test_measures_by_status_lead_to_their_plan(client, understood, plan):
    standings = ("réalisées", "en cours", "partiellement réalisées", "engagées", "non documentées", "abandonnées")
    answers = [answer for standing in standings for answer in understood(f"mesures {standing}")]
    assert answers
    for answer in answers:
        assert answer.label.endswith(plan.title)
        assert client.get(answer.url).context["count"] == answer.count


def test_private_plan_answers_nothing(understood, plan):
    PageViewRestriction.objects.create(page=plan, restriction_type=PageViewRestriction.LOGIN)
    for text in ("mesures réalisées", "mesures en cours", "mesures engagées", "mesures en retard"):
        assert understood(text) == []


def test_measures_without_a_standing_are_not_understood(understood, plan):
    assert understood("mesure du temps") == []
    assert understood("mesures") == []
