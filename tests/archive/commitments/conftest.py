"""A plan with a measure, and evidence for it."""

from __future__ import annotations

import pytest

from archive.models import CommitmentPage, CommitmentPlanPage, EvidencePage
from tests.factories.commitments import (
    CommitmentPageFactory,
    CommitmentPlanPageFactory,
    EvidencePageFactory,
    validate,
)


@pytest.fixture
def plan(home) -> CommitmentPlanPage:
    plan = CommitmentPlanPageFactory(title="Plan des vallées", slug="vallees")
    plan.axes.create(title="Lieux", sort_order=0)
    plan.axes.create(title="Mobilité", sort_order=1)
    plan.save()
    return plan


@pytest.fixture
def measure(plan) -> CommitmentPage:
    return CommitmentPageFactory(parent=plan, title="Ouvrir dix lieux", slug="dix-lieux", number="7", axis="Lieux")


@pytest.fixture
def evidence(measure):
    """Make a piece of evidence of the measure, validated unless `validated` is False."""

    def make(establishes: str, date: str = "2016", validated: bool = True, **fields) -> EvidencePage:
        page = EvidencePageFactory(parent=measure, establishes=establishes, date=date, **fields)
        return validate(page) if validated else page

    return make
