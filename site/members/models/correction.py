"""The correction of a published page: a proposal, reviewed as pages are, that touches nothing until it is accepted."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models, transaction
from wagtail.models import DraftStateMixin, LockableMixin, Revision, RevisionMixin, Workflow, WorkflowMixin

from core.typography import french


class Correction(WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, models.Model):
    """The values that somebody proposes for some fields of a page.

    `base` and `proposed` map names of fields to values as a page's `serializable_data` gives them: `base` as the page
    was when the correction was written, which tells later whether somebody else has changed them since.
    """

    icon = "edit"

    contribution = models.OneToOneField("members.Contribution", on_delete=models.CASCADE, related_name="correction")
    page = models.ForeignKey(
        "wagtailcore.Page", verbose_name="page", on_delete=models.CASCADE, related_name="corrections"
    )
    base_revision = models.ForeignKey(
        "wagtailcore.Revision", null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    base = models.JSONField(default=dict, editable=False)
    proposed = models.JSONField(default=dict, editable=False)

    revisions = GenericRelation("wagtailcore.Revision", related_query_name="correction")
    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="correction",
        for_concrete_model=False,
    )

    class Meta:
        verbose_name = "correction"
        verbose_name_plural = "corrections"

    def __str__(self) -> str:
        return french(f"Correction de « {self.page.title} »")

    def get_workflow(self) -> Workflow | None:
        """The workflow of the page: who reviews one reviews the other."""
        return self.page.get_workflow()

    def publish(self, revision: Revision, user: Any = None, **kwargs: Any) -> None:
        """Write what is proposed into the published page. Raises `members.merging.Conflict` where it cannot be told."""
        from members import decisions, merging

        with transaction.atomic():
            merging.apply(self, user)
            # Whoever may publish the page may accept its corrections: that was checked.
            super().publish(revision, user=user, **(kwargs | {"skip_permission_checks": True}))
            decisions.published(self, user)
