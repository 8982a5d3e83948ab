"""The workflow task of moderators: accept, send back with a comment, or refuse with a reason."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from wagtail.models import AbstractGroupApprovalTask, TaskState

from members.models.contribution import Contribution
from members.signals import review_refused


@transaction.atomic
def refuse_review(task_state: TaskState, user: Any, words: str) -> None:
    """End a review with a refusal. Raises PermissionDenied if `words` is blank or the review has ended."""
    if task_state.status != TaskState.STATUS_IN_PROGRESS or not words.strip():
        raise PermissionDenied("Un refus se dit avec ses raisons, tant que la relecture est en cours.")
    task_state.status, task_state.finished_at = TaskState.STATUS_REJECTED, timezone.now()
    task_state.comment, task_state.finished_by = words.strip(), user
    task_state.save()
    task_state.log_state_change_action(user, "reject")
    review_refused.send(type(task_state), instance=task_state, user=user)
    task_state.workflow_state.cancel(user=user)


class RefusalForm(forms.Form):
    """The reason of a refusal, sent to the author."""

    comment = forms.CharField(
        label="Pourquoi refusez-vous ?",
        max_length=5000,
        help_text="La personne qui a proposé ceci lira ces mots.",
        error_messages={"required": "Dites pourquoi : une phrase suffit."},
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ReturnForm(forms.Form):
    """The changes asked for, sent to the author."""

    comment = forms.CharField(
        label="Que faut-il changer ?",
        max_length=5000,
        help_text="La personne qui a proposé ceci lira ces mots, et pourra l’envoyer de nouveau.",
        error_messages={"required": "Dites ce qu’il faut changer : une phrase suffit."},
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ModerationTask(AbstractGroupApprovalTask):
    """Wagtail's approval by groups, with a refusal as well."""

    class Meta:
        verbose_name = "relecture par un groupe, avec refus"
        verbose_name_plural = "relectures par un groupe, avec refus"

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, str, bool]]:
        actions = super().get_actions(obj, user)
        # Only contributions can be refused: what editors propose is sent back to them.
        refusable = actions and Contribution.objects.reviewed_as(obj).waiting().exists()
        return [*actions, ("refuse", "Refuser", True)] if refusable else actions

    def get_form_for_action(self, action: str) -> type[forms.Form]:
        forms_by_action: dict[str, type[forms.Form]] = {"refuse": RefusalForm, "reject": ReturnForm}
        return forms_by_action[action] if action in forms_by_action else super().get_form_for_action(action)

    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> None:
        if action_name == "refuse":
            refuse_review(task_state, user, kwargs.get("comment", ""))
        else:
            super().on_action(task_state, user, action_name, **kwargs)

    @classmethod
    def get_description(cls) -> str:
        return "Les membres des groupes choisis acceptent, demandent des changements ou refusent."
