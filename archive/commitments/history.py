"""The history of a measure: what changed in its evidence, and how its status followed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import get_active_log_context
from wagtail.models import Page

from archive.choices import CommitmentStatus
from archive.commitments.status import Evidence, status_of
from archive.models import CommitmentPage, EvidenceChange, EvidencePage


@dataclass(frozen=True)
class HistoryLine:
    """A change of the evidence of a measure, with the status before and after it."""

    change: EvidenceChange
    before: CommitmentStatus
    after: CommitmentStatus


@transaction.atomic
def record_changes(commitment_id: int) -> None:
    """Compare the validated evidence of a measure with the last recorded one; record what changed since.

    Called after anything that may have changed it. The user is the one of the request in the admin, if there is one.
    """
    measure = Page.objects.select_for_update(no_key=True).filter(pk=commitment_id).first()
    if measure is None or not CommitmentPage.objects.filter(pk=commitment_id).exists():
        return
    current = {
        page.pk: page
        for page in EvidencePage.objects.child_of(measure).live()
        if page.date_earliest and page.establishes and page.last_published_at
    }
    latest = {change.evidence: change for change in EvidenceChange.objects.filter(commitment=commitment_id)}
    action = EvidenceChange.Action
    changes = []
    for pk, page in current.items():
        before = latest.get(pk)
        if before is None or before.action == action.WITHDRAWN:
            changes.append(_change(commitment_id, page, action.VALIDATED))
        elif before.validated_at != page.last_published_at:
            changes.append(_change(commitment_id, page, action.CORRECTED))
    for pk, before in latest.items():
        if pk not in current and before.action != action.WITHDRAWN:
            before.pk, before.action, before.at, before.user = None, action.WITHDRAWN, timezone.now(), _user()
            before._state.adding = True
            changes.append(before)
    EvidenceChange.objects.bulk_create(changes)


def lines(changes: Iterable[EvidenceChange]) -> list[HistoryLine]:
    """Return the changes of a measure in order, each with the status before and after it."""
    evidence: dict[int, Evidence] = {}
    result = []
    before = CommitmentStatus.UNDOCUMENTED
    for change in changes:
        evidence.pop(change.evidence, None)
        if change.action != EvidenceChange.Action.WITHDRAWN:
            evidence[change.evidence] = Evidence(
                change.date_earliest, change.validated_at, change.evidence, change.establishes
            )
        after = status_of(evidence.values())
        result.append(HistoryLine(change, before, after))
        before = after
    return result


def _change(commitment_id: int, page: EvidencePage, action: EvidenceChange.Action) -> EvidenceChange:
    validated_at: datetime = page.last_published_at
    return EvidenceChange(
        commitment_id=commitment_id,
        action=action,
        user=_user(),
        evidence=page.pk,
        title=page.title,
        date_label=page.date_label,
        date_earliest=page.date_earliest,
        establishes=page.establishes,
        validated_at=validated_at,
    )


def _user() -> object:
    """Return the user of the request in the admin; None for commands and tasks."""
    user = get_active_log_context().user
    return user if user is not None and user.is_authenticated else None
