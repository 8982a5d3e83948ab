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
        error_messages={"required": "Dites pourquoi : une phrase suffit."},
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ReturnForm(forms.Form):
    """What is to be changed: its author reads it."""

    comment = forms.CharField(
        label="Que faut-il changer ?",
        help_text="La personne qui a proposé ceci lira ces mots, et pourra l’envoyer de nouveau.",
        error_messages={"required": "Dites ce qu’il faut changer : une phrase suffit."},
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ModerationTask(AbstractGroupApprovalTask):
    """The approval of a group of people, who may also refuse."""

    class Meta:
        verbose_name = "relecture par un groupe, avec refus"
        verbose_name_plural = "relectures par un groupe, avec refus"

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, str, bool]]:
        from members import decisions

        actions = super().get_actions(obj, user)
        # Only a contribution has an author who is told why; what editors propose is sent back to them.
        refusable = actions and decisions.is_contribution(obj)
        return [*actions, ("refuse", "Refuser", True)] if refusable else actions

    def get_form_for_action(self, action: str) -> type[forms.Form]:
        own: dict[str, type[forms.Form]] = {"refuse": RefusalForm, "reject": ReturnForm}
        return own[action] if action in own else super().get_form_for_action(action)

    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> None:
        if action_name == "refuse":
            from members import decisions

            decisions.refuse_review(task_state, user, kwargs.get("comment", ""))
        else:
            super().on_action(task_state, user, action_name, **kwargs)

    @classmethod
    def get_description(cls) -> str:
        return "Les membres des groupes choisis acceptent, demandent des changements ou refusent."
