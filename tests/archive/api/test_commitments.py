"""The API of commitments: its JSON, its filters, what it refuses."""

from __future__ import annotations

import pytest

from archive.models import CommitmentPage
from tests.archive.api.test_api import GOLDEN
from tests.factories.commitments import CommitmentPageFactory, CommitmentPlanPageFactory, full_commitment
from tests.golden import assert_golden

pytestmark = pytest.mark.django_db
COMMITMENTS = "/api/v3/commitments/"


@pytest.fixture(scope="module")
def stored(module_db) -> CommitmentPage:
    return full_commitment()


@pytest.fixture
def full(home, stored) -> CommitmentPage:
    return CommitmentPage.objects.get(pk=stored.pk)


def test_list_of_measures(client, full):
    assert_golden(GOLDEN / "commitments.json", client.get(COMMITMENTS).json())


def test_detail_of_a_measure(client, full):
    assert_golden(GOLDEN / "commitment.json", client.get(f"{COMMITMENTS}dix-lieux/").json())


def test_list_of_plans(client, full):
    assert_golden(GOLDEN / "plans.json", client.get(f"{COMMITMENTS}plans/").json())


def test_detail_of_a_plan(client, full):
    assert_golden(GOLDEN / "plan.json", client.get(f"{COMMITMENTS}plans/vallees/").json())


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("", ["dix-lieux", "premier", "autre"]),
        ("plan=vallees", ["dix-lieux", "premier"]),
        ("status=in_progress", ["dix-lieux"]),
        ("status=undocumented&status=in_progress&plan=vallees", ["dix-lieux", "premier"]),
        ("deadline=late", ["dix-lieux"]),
        ("axis=Lieux", ["dix-lieux"]),
        ("limit=1&offset=1", ["premier"]),
    ],
)
def test_filters(client, full, query, slugs):
    CommitmentPageFactory(parent=CommitmentPlanPageFactory(title="Un autre"), title="Autre", slug="autre")
    assert [item["slug"] for item in client.get(f"{COMMITMENTS}?{query}").json()["items"]] == slugs


@pytest.mark.parametrize("query", ["plan=inconnu", "status=x", "deadline=x", "limit=1000", "statut=done", "plan=%00"])
def test_wrong_parameters_are_named(client, full, query):
    response = client.get(f"{COMMITMENTS}?{query}")
    assert response.status_code == 422
    assert response.json()["errors"][0]["loc"][1].startswith(query.partition("=")[0])


def test_drafts_are_never_shown(client, full):
    for page in CommitmentPage.objects.all():
        page.unpublish()
    assert client.get(COMMITMENTS).json()["count"] == 0
    assert client.get(f"{COMMITMENTS}dix-lieux/").status_code == 404
