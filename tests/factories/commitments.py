"""Plans of commitments, measures and evidence."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import factory
import wagtail_factories

from archive.choices import CommitmentStatus, EvidenceKind
from archive.models import CommitmentIndexPage, CommitmentPage, CommitmentPlanPage, EvidenceChange, EvidencePage

#: When everything of `full_commitment` was validated.
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


class CommitmentIndexPageFactory(wagtail_factories.PageFactory):
    title = "Engagements"

    class Meta:
        model = CommitmentIndexPage


class CommitmentPlanPageFactory(wagtail_factories.PageFactory):
    title = factory.Sequence(lambda n: f"Plan {n}")
    date = "2015-03-13"
    parent = factory.LazyFunction(lambda: CommitmentIndexPage.objects.get())

    class Meta:
        model = CommitmentPlanPage


class CommitmentPageFactory(wagtail_factories.PageFactory):
    title = factory.Sequence(lambda n: f"Ouvrir un lieu, variante {n}")
    text = "Ouvrir un lieu dans chaque vallée."

    class Meta:
        model = CommitmentPage


class EvidencePageFactory(wagtail_factories.PageFactory):
    """Not validated: `validate` publishes an evidence as an editor does."""

    title = factory.Sequence(lambda n: f"Rapport {n}")
    date = "2016-02-11"
    kind = EvidenceKind.REPORT
    establishes = CommitmentStatus.DONE
    live = False

    class Meta:
        model = EvidencePage


def full_commitment() -> CommitmentPage:
    """A measure with everything, in a plan with everything, and its evidence."""
    plan = CommitmentPlanPageFactory(
        title="Plan des vallées", slug="vallees", author="Région", introduction="Ce que la Région promet aux vallées.",
        body=[{"type": "text", "id": "b", "value": "<p>Vingt mesures.</p>"}],
    )  # fmt: skip
    plan.axes.create(title="Lieux", sort_order=0)
    plan.axes.create(title="Mobilité", sort_order=1)
    plan.sources.create(title="Dossier de presse", url="https://example.org/plan", sort_order=0)
    plan.save()
    measure = CommitmentPageFactory(
        parent=plan, title="Ouvrir dix lieux", slug="dix-lieux", number="7", axis="Lieux", date="2015-04", due="2016-12"
    )
    measure.leads.create(name="CGET", sort_order=0)
    measure.sources.create(title="Le plan, page 7", sort_order=0)
    measure.save()
    evidence = EvidencePageFactory(
        parent=measure, title="Rapport de juin", slug="rapport-de-juin", date="2017-06", establishes="in_progress",
        extract="Quatre lieux sont ouverts.",
    )  # fmt: skip
    evidence.sources.create(title="Rapport", url="https://example.org/rapport", sort_order=0)
    validate(evidence)
    EvidencePage.objects.update(last_published_at=NOON)
    EvidenceChange.objects.update(at=NOON, validated_at=NOON)
    CommitmentPageFactory(parent=plan, title="Le premier lieu", slug="premier", number="7-a", part_of=measure)
    return measure


def validate(page: EvidencePage, user: Any = None) -> EvidencePage:
    """Publish an evidence; return it as it is stored then."""
    page.save_revision(user=user).publish(user=user)
    page.refresh_from_db()
    return page
