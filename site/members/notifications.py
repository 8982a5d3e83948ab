"""Who else is told of a contribution: the moderators. And what Wagtail no longer tells its author: a letter does."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import QuerySet
from django.template.loader import render_to_string
from wagtail.admin.mail import (
    BaseWorkflowStateEmailNotifier,
    WorkflowStateApprovalEmailNotifier,
    WorkflowStateRejectionEmailNotifier,
)
from wagtail.models import Page, WorkflowState
from wagtail.signals import workflow_approved, workflow_rejected
from wagtail.users.models import UserProfile

from core.contributions import Purpose
from members.models import Contribution, Correction, User

RIGHTS = "django.contrib.auth.backends.ModelBackend"


def moderators() -> QuerySet[User]:
    """Who answers contributions."""
    everyone = User.objects.with_perm(
        "members.change_contribution",
        backend=RIGHTS,
        include_superusers=settings.WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS,
    )
    return everyone.order_by("pk")


def tell_moderators(contribution: Contribution) -> None:
    """Say that something waits which no workflow tells of, to whoever wants such mails."""
    context = {
        "contribution": contribution,
        "title": " ".join(str(contribution).split()),
        "purpose": contribution.purpose,
    }
    for user in moderators().exclude(pk=contribution.author_id).exclude(email=""):
        if UserProfile.get_for_user(user).submitted_notifications:
            subject = render_to_string("members/email/to_answer_subject.txt", context).strip()
            text = render_to_string("members/email/to_answer.txt", context | {"user": user})
            EmailMultiAlternatives(subject, text, to=[user.email]).send()


def is_told_by_letter(state: WorkflowState) -> bool:
    """Whether a review is that of a contribution whose author proposed it: she gets a letter of our own."""
    reviewed = state.content_object
    found: Contribution | None = None
    if isinstance(reviewed, Correction):
        found = reviewed.contribution
    elif isinstance(reviewed, Page):
        made = Contribution.objects.filter(page_id=reviewed.pk).order_by("created_at", "pk")
        found = next((one for one in made if one.purpose == Purpose.NEW), None)
    if found is None or found.author_id != state.requested_by_id:
        return False
    # What she proposes as an editor, once her contribution has had its answer, is another matter.
    return found.decided_at is None or found.decided_at >= state.created_at


class LetterInstead(BaseWorkflowStateEmailNotifier):
    """A notification for who proposed something, unless a letter tells them."""

    def get_recipient_users(self, workflow_state: WorkflowState, **kwargs: Any) -> set[User]:
        if is_told_by_letter(workflow_state):
            return set()
        found: set[User] = super().get_recipient_users(workflow_state, **kwargs)
        return found


class Approval(LetterInstead, WorkflowStateApprovalEmailNotifier):
    pass


class Rejection(LetterInstead, WorkflowStateRejectionEmailNotifier):
    pass


#: Kept here: signals hold their receivers weakly.
NOTIFIERS = {
    "workflow_state_approved_email_notification": (workflow_approved, Approval()),
    "workflow_state_rejected_email_notification": (workflow_rejected, Rejection()),
}


def connect() -> None:
    """Take the places of Wagtail's own notifiers, whether they are connected yet or not."""
    for uid, (signal, notifier) in NOTIFIERS.items():
        signal.disconnect(sender=WorkflowState, dispatch_uid=uid)
        signal.connect(notifier, sender=WorkflowState, dispatch_uid=uid)
