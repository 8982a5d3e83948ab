"""The API of commitments: its JSON, its filters, what it refuses."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from archive.models import CommitmentLead, CommitmentSource, EvidenceChange, EvidencePage, EvidenceSource
from tests.archive.api.test_api import GOLDEN
from tests.factories.commitments import CommitmentPageFactory, CommitmentPlanPageFactory
from tests.golden import assert_golden

pytestmark = pytest.mark.django_db
COMMITMENTS = "/api/v3/commitments/"
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
def full(plan, measure, evidence):
    """A plan, a measure and an evidence with everything."""
    plan.author, plan.introduction = "Région", "Ce que la Région promet aux vallées."
    plan.body = [{"type": "text", "id": "b", "value": "<p>Vingt mesures.</p>"}]
    plan.sources.create(title="Dossier de presse", url="https://example.org/plan", sort_order=0)
    plan.save()
    measure.date, measure.due = "2015-04", "2016-12"
    measure.leads = [CommitmentLead(name="CGET", sort_order=0)]
    measure.sources = [CommitmentSource(title="Le plan, page 7", sort_order=0)]
    measure.save()
    page = evidence("in_progress", "2017-06", title="Rapport de juin", validated=False)
    page.extract = "Quatre lieux sont ouverts."
    page.sources = [EvidenceSource(title="Rapport", url="https://example.org/rapport", sort_order=0)]
    page.save_revision().publish()
    EvidencePage.objects.update(last_published_at=NOON)
    EvidenceChange.objects.update(at=NOON, validated_at=NOON)
    CommitmentPageFactory(parent=plan, title="Le premier lieu", slug="premier", number="7-a", part_of=measure)
    return measure


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


def test_drafts_are_never_shown(client, plan, measure, evidence):
    evidence("done", validated=False)
    measure.unpublish()
    assert client.get(COMMITMENTS).json()["count"] == 0
    assert client.get(f"{COMMITMENTS}dix-lieux/").status_code == 404
