"""The step of the moderators: they accept, send back with words, or refuse with the reason."""

from __future__ import annotations

from typing import Any

from django import forms
from wagtail.models import AbstractGroupApprovalTask, TaskState


class RefusalForm(forms.Form):
    """Why something is refused: its author reads it."""

    comment = forms.CharField(
        label="Pourquoi refusez-vous ?",
        help_text="La personne qui a proposé ceci lira ces mots.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ModerationTask(AbstractGroupApprovalTask):
    """The approval of a group of people, who may also refuse."""

    class Meta:
        verbose_name = "relecture par un groupe, avec refus"
        verbose_name_plural = "relectures par un groupe, avec refus"

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, str, bool]]:
        actions = super().get_actions(obj, user)
        # What is published stays so when its changes are refused; a contribution alone has someone who is told why.
        return [*actions, ("refuse", "Refuser", True)] if actions else []

    def get_form_for_action(self, action: str) -> type[forms.Form]:
        return RefusalForm if action == "refuse" else super().get_form_for_action(action)

    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> None:
        if action_name == "refuse":
            from members import decisions

            decisions.refuse_review(task_state, user, kwargs.get("comment", ""))
        else:
            super().on_action(task_state, user, action_name, **kwargs)

    @classmethod
    def get_description(cls) -> str:
        return "Les membres des groupes choisis acceptent, demandent des changements ou refusent."
