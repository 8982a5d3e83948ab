"""The axes of plans, which measures name by their titles."""

from __future__ import annotations

from django.db.models import Q
from wagtail.models import Revision

from archive.models import CommitmentPage, CommitmentPlanPage


def rename_axis(plan_id: int, before: str, after: str) -> None:
    """Rename an axis in the measures of a plan, and in those of their revisions that are or may be published."""
    plan = CommitmentPlanPage.objects.get(pk=plan_id)
    measures = CommitmentPage.objects.child_of(plan)
    measures.filter(axis=before).update(axis=after)
    ids = [str(pk) for pk in measures.values_list("pk", flat=True)]
    may_be_published = Q(pk__in=measures.values("latest_revision")) | Q(approved_go_live_at__isnull=False)
    for revision in Revision.page_revisions.filter(may_be_published, object_id__in=ids):
        if revision.content.get("axis") == before:
            revision.content["axis"] = after
            revision.save(update_fields=["content"])
