"""What the moderators decide on a contribution, and the way it goes: one journal, whatever it is about.

A new page and a correction are reviewed in Wagtail's workflow, and what happens there is written down here by the
receivers; a report and a claim are decided here alone.
"""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from wagtail.models import Page, TaskState, WorkflowState

from core.contributions import Purpose
from members import answers
from members.models import Contribution, Correction, Entry, User

State, What = Contribution.State, Entry.What
#: The states that are answers.
DECIDED = (State.PUBLISHED, State.REFUSED)


def move(contribution: Contribution, state: str, what: str, by: User | None, words: str = "") -> Entry:
    """Bring a contribution into a state, write it into its journal, and tell its author."""
    contribution.state = state
    contribution.decided_at = timezone.now() if state in DECIDED else None
    contribution.save(update_fields=["state", "submitted_at", "decided_at", "sent", "updated_at"])
    entry = Entry.objects.create(contribution=contribution, by=by, what=what, words=words.strip())
    answers.tell(entry)
    return entry


def contribution_of(reviewed: Any) -> Contribution | None:
    """The contribution that made a page, or that a correction belongs to; held until the transaction ends."""
    if isinstance(reviewed, Correction):
        return Contribution.objects.select_for_update().get(pk=reviewed.contribution_id)
    if isinstance(reviewed, Page):
        found = Contribution.objects.select_for_update().filter(page_id=reviewed.pk).order_by("created_at")
        return next((one for one in found if one.purpose == Purpose.NEW), None)
    return None


def review_of(contribution: Contribution) -> WorkflowState | None:
    """The review of a contribution that is under way, or that waits for its author."""
    reviewed: Any = None
    if contribution.purpose == Purpose.NEW:
        reviewed = contribution.page.specific if contribution.page else None
    elif contribution.purpose == Purpose.CORRECTION:
        reviewed = Correction.objects.filter(contribution=contribution).first()
    return reviewed.current_workflow_state if reviewed is not None else None


# --- What happens in a workflow ---------------------------------------------------------------------------------------


def sent_back(state: WorkflowState, user: User | None) -> None:
    """A moderator asks for changes."""
    contribution = contribution_of(state.content_object)
    if contribution and contribution.state == State.WAITING:
        move(contribution, State.CHANGES, What.RETURNED, by=user, words=state.current_task_state.comment)


def stopped(state: WorkflowState, user: User | None) -> None:
    """A review ends without an answer: its author took it back, or somebody cancelled it."""
    contribution = contribution_of(state.content_object)
    page = state.content_object
    if contribution and contribution.state == State.WAITING and not (isinstance(page, Page) and page.live):
        move(contribution, State.CHANGES, What.RETURNED, by=user, words="La relecture a été arrêtée.")


def refuse_review(task_state: TaskState, user: User | None, words: str) -> None:
    """End a review with a refusal, and tell why."""
    state = task_state.workflow_state
    contribution = contribution_of(state.content_object)
    task_state.comment, task_state.finished_by = words, user
    task_state.save(update_fields=["comment", "finished_by"])
    if contribution:
        move(contribution, State.REFUSED, What.REFUSED, by=user, words=words)
    state.cancel(user=user)


def published(reviewed: Any, user: User | None = None, words: str = "") -> None:
    """A page or a correction that was contributed has gone live."""
    contribution = contribution_of(reviewed)
    if contribution and contribution.state not in DECIDED:
        move(contribution, State.PUBLISHED, What.ACCEPTED, by=user, words=words)
