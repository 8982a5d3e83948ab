"""Recording what changes in the evidence of measures, for their history."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import get_active_log_context
from wagtail.models import Page

from archive.choices import EvidenceAction
from archive.models import CommitmentPage, EvidenceChange, EvidencePage


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
    changes = []
    for pk, page in current.items():
        before = latest.get(pk)
        if before is None or before.action == EvidenceAction.WITHDRAWN:
            changes.append(_change(commitment_id, page, EvidenceAction.VALIDATED))
        elif before.validated_at != page.last_published_at:
            changes.append(_change(commitment_id, page, EvidenceAction.CORRECTED))
    for pk, before in latest.items():
        if pk not in current and before.action != EvidenceAction.WITHDRAWN:
            before.pk, before.action, before.at, before.user = None, EvidenceAction.WITHDRAWN, timezone.now(), _user()
            before._state.adding = True
            changes.append(before)
    EvidenceChange.objects.bulk_create(changes)


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
    )


def _user() -> object:
    """Return the user of the request in the admin; None for commands and tasks."""
    user = get_active_log_context().user
    return user if user is not None and user.is_authenticated else None
