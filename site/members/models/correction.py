"""Corrections of published pages: each has its own review, and the page changes once it is accepted."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models, transaction
from wagtail.models import DraftStateMixin, LockableMixin, Revision, RevisionMixin, Workflow, WorkflowMixin

from core.text.typography import french
from members.signals import correction_accepted


class Correction(WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, models.Model):
    """Values proposed for some fields of a page.

    `base` and `proposed` map field names to values in the form of the page's `serializable_data`. `base` has the
    values of the page when the correction was written: they show whether a field has changed since.
    """

    class Effect(models.TextChoices):
        """What accepting a correction does to its page."""

        WHOLE = "whole", "En ligne"
        PART = "part", "En ligne en partie"
        #: The moderator has kept the live value of each field.
        NONE = "none", "Rien de changé"
        #: The author changed nothing and only wrote to the moderators.
        NOTE = "note", "Lue"

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
        """Return the workflow of the page."""
        return self.page.get_workflow()

    def effect(self) -> Effect:
        """Return what accepting this correction publishes. Call it after `merge.settle` and before `merge.apply`."""
        kept_live = self._sent_fields() - self.proposed.keys()
        if self.proposed or self.contribution.uploads.exists():
            return self.Effect.PART if kept_live else self.Effect.WHOLE
        return self.Effect.NONE if kept_live else self.Effect.NOTE

    def _sent_fields(self) -> set[str]:
        """Return the fields that the author proposed to change, before a moderator kept the live value of some."""
        sent = self.revisions.filter(created_at__lte=self.contribution.submitted_at)
        revision = sent.order_by("-created_at", "-pk").first()
        return set(revision.content.get("proposed") or ()) if revision else set()

    def publish(self, revision: Revision, user: Any = None, **kwargs: Any) -> None:
        """Write the proposed values into the live page. Raises `members.corrections.merge.CannotApply`."""
        with transaction.atomic():
            correction_accepted.send(type(self), instance=self, user=user)
            # `merge.apply` has checked that the user may publish the page.
            super().publish(revision, user=user, **(kwargs | {"skip_permission_checks": True}))
