"""What is promoted for a question."""

from __future__ import annotations

from dataclasses import replace

import pytest
from wagtail.contrib.search_promotions.models import Query, SearchPromotion
from wagtail.models import PageViewRestriction

from core.search.words import words
from core.visibility import version
from core.visibility.gate import Audience, Gate, Reader
from search.promotions import MOST_OF_A_QUESTION, Promotion, promoted, promoted_keys
from tests.factories.home import StandardPageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(home):
    return StandardPageFactory(parent=home, title="Réserver une salle", slug="salle")


def promote(question: str, **fields) -> SearchPromotion:
    return SearchPromotion.objects.create(query=Query.get(question), **fields)


def of(question: str, gate: Gate | None = None) -> list[Promotion]:
    return promoted(gate or Gate.public(), words(question))


@pytest.mark.parametrize("question", ["Les salles à louer", "salle à  louer", "SALLE A LOUER"])
def test_a_question_is_compared_by_its_key(page, question):
    promote("Salles à louer", page=page, description="Le formulaire.")
    assert of(question) == [Promotion(page.pk, description="Le formulaire.")]
    assert of("salle") == []


def test_in_the_order_of_editors_and_each_once(page):
    promote("salle", page=page, sort_order=1)
    promote("salles", page=page, sort_order=2)
    promote("salle", external_link_url="https://example.org/", external_link_text="Un site", sort_order=0)
    assert of("salle") == [Promotion(None, "https://example.org/", "Un site"), Promotion(page.pk)]
    for number in range(MOST_OF_A_QUESTION):
        promote("salle", external_link_url=f"https://example.org/{number}", sort_order=3)
    assert len(of("salle")) == MOST_OF_A_QUESTION


def test_drafts_and_private_pages_are_not_promoted(page):
    promote("salle", page=page)
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert of("salle") == []
    gate = Gate.public()
    member = replace(gate, reader=Reader(audience=Audience.MEMBERS))
    assert len(of("salle", member)) == 1
    assert of("salle", gate) == []
    restriction.delete()
    assert len(of("salle")) == 1
    page.unpublish()
    assert of("salle") == []


def test_a_link_that_is_none_of_the_web_is_left_out(home):
    promote("salle", external_link_url="javascript:alert(1)", external_link_text="x")
    assert of("salle") == []


def test_changes_count_at_once(page):
    row = promote("salle", page=page)
    assert len(of("salle")) == 1
    row.query.query_string = "réunion"
    row.query.save()
    assert (of("salle"), len(of("réunions"))) == ([], 1)
    assert promoted_keys(version.current()) == {"reunion"}
    page.delete()
    assert of("réunion") == []


def test_it_is_remembered(page, django_assert_num_queries):
    promote("salle", page=page)
    gate = Gate.public()
    promoted(gate, ["salle"])
    with django_assert_num_queries(0):
        assert promoted(gate, ["salle"])
