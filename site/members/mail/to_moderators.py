"""Mails to moderators, and Wagtail's notifiers without the authors who get a mail of `to_authors`."""

from __future__ import annotations

from typing import Any

from wagtail.admin.mail import (
    BaseWorkflowStateEmailNotifier,
    WorkflowStateApprovalEmailNotifier,
    WorkflowStateRejectionEmailNotifier,
)
from wagtail.models import WorkflowState
from wagtail.signals import workflow_approved, workflow_rejected
from wagtail.users.models import UserProfile

from core.mail import render
from members.models import Contribution, User
from members.permissions import deciders


def notify(contribution: Contribution) -> None:
    """Write to the moderators who want notifications about a report or claim, which has no workflow."""
    context = {
        "contribution": contribution,
        "title": " ".join(str(contribution).split()),
        "purpose": contribution.purpose,
    }
    for user in deciders().exclude(pk=contribution.author_id).exclude(email=""):
        if UserProfile.get_for_user(user).submitted_notifications:
            render.letter("members/email/to_answer.txt", user.email, context | {"user": user}).send()


def author_gets_mail(state: WorkflowState) -> bool:
    """Whether a mail of `to_authors` tells the requester about this review: they are the contribution's author."""
    contribution = Contribution.objects.reviewed_as(state.content_object).order_by("created_at", "pk").first()
    if contribution is None or contribution.author_id != state.requested_by_id:
        return False
    # A review that the author requests after the decision, as an editor, is not about the contribution.
    return contribution.decided_at is None or contribution.decided_at >= state.created_at


class UnlessAuthorMail(BaseWorkflowStateEmailNotifier):
    """Wagtail's notification to the requester of a review, unless `to_authors` writes to them."""

    def get_recipient_users(self, workflow_state: WorkflowState, **kwargs: Any) -> set[User]:
        if author_gets_mail(workflow_state):
            return set()
        users: set[User] = super().get_recipient_users(workflow_state, **kwargs)
        return users


class ApprovalNotifier(UnlessAuthorMail, WorkflowStateApprovalEmailNotifier):
    pass


class RejectionNotifier(UnlessAuthorMail, WorkflowStateRejectionEmailNotifier):
    pass


#: Strong references: signals only hold weak ones.
NOTIFIERS = {
    "workflow_state_approved_email_notification": (workflow_approved, ApprovalNotifier()),
    "workflow_state_rejected_email_notification": (workflow_rejected, RejectionNotifier()),
}


def connect() -> None:
    """Replace Wagtail's notifiers, whether they are already connected or not."""
    for uid, (signal, notifier) in NOTIFIERS.items():
        signal.disconnect(sender=WorkflowState, dispatch_uid=uid)
        signal.connect(notifier, sender=WorkflowState, dispatch_uid=uid)
