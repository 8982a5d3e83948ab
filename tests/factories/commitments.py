"""Plans of commitments, measures and evidence."""

from __future__ import annotations

from typing import Any

import factory
import wagtail_factories

from archive.choices import CommitmentStatus, EvidenceKind
from archive.models import CommitmentIndexPage, CommitmentPage, CommitmentPlanPage, EvidencePage


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


def validate(page: EvidencePage, user: Any = None) -> EvidencePage:
    """Publish an evidence; return it as it is stored then."""
    page.save_revision(user=user).publish(user=user)
    page.refresh_from_db()
    return page
