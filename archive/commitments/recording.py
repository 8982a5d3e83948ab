"""Recording what changes in the evidence of measures, for their history."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import get_active_log_context
from wagtail.models import Page

from archive.choices import EvidenceAction
from archive.commitments.history import lines
from archive.commitments.status import Evidence, status_of
from archive.models import CommitmentPage, EvidenceChange, EvidencePage
from core.visibility.gate import Gate


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
    recorded = list(EvidenceChange.objects.filter(commitment=commitment_id))
    latest = {change.evidence: change for change in recorded}
    # Evidence that is published again as it is decides anew only among others of its date.
    same_status = bool(recorded) and lines(recorded)[-1].after == status_of(map(_as_evidence, current.values()))
    changes = []
    for pk, page in current.items():
        before = latest.get(pk)
        if before is None or before.action == EvidenceAction.WITHDRAWN:
            changes.append(_change(commitment_id, page, EvidenceAction.VALIDATED))
        elif before.validated_at != page.last_published_at and not (same_status and _says_the_same(before, page)):
            changes.append(_change(commitment_id, page, EvidenceAction.CORRECTED))
    for pk, before in latest.items():
        if pk not in current and before.action != EvidenceAction.WITHDRAWN:
            before.pk, before.action, before.at, before.user = None, EvidenceAction.WITHDRAWN, timezone.now(), _user()
            before._state.adding = True
            changes.append(before)
    EvidenceChange.objects.bulk_create(changes)


def _as_evidence(page: EvidencePage) -> Evidence:
    return Evidence(page.date_earliest, page.last_published_at, page.pk, page.establishes)


def _says_the_same(change: EvidenceChange, page: EvidencePage) -> bool:
    names = ("title", "date_label", "date_earliest", "establishes")
    return all(getattr(change, name) == getattr(page, name) for name in names)


def _change(commitment_id: int, page: EvidencePage, action: EvidenceAction) -> EvidenceChange:
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
        was_public=not page.path.startswith(Gate.public().closed_paths),
    )


def _user() -> object:
    """Return the user of the request in the admin; None for commands and tasks."""
    user = get_active_log_context().user
    return user if user is not None and user.is_authenticated else None
