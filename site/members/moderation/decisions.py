"""Decisions of moderators on contributions.

New pages and corrections are reviewed in Wagtail's workflow: `accept`, `send_back` and `refuse` act on it. Whatever
happens in the workflow, from here or from Wagtail's screens, `members.receivers` passes to the `record_…` functions,
which change the state and the journal. Reports and claims have no workflow: their state is changed here directly.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.text import capfirst
from wagtail.models import Page, TaskState, WorkflowState

from core.contributions.kinds import Purpose
from core.publishing.live_pages import lock_rows
from core.text.typography import french
from members.contributions import journal
from members.corrections import merge
from members.models import Contribution, Correction, Entry, Managed, User
from members.models.task import refuse_review
from members.permissions import may_decide

State, Event = Contribution.State, Entry.Event


class AlreadyDecided(ValidationError):
    """The contribution no longer waits: another moderator has decided, or its author withdrew it."""

    def __init__(self, contribution: Contribution) -> None:
        super().__init__(french(f"Cette contribution n’attend plus : elle est « {contribution.state_label.lower()} »."))


class MissingFields(ValidationError):
    """A proposed page cannot be published while these fields are empty (French names)."""

    def __init__(self, names: Iterable[str]) -> None:
        quoted = ", ".join(f"« {capfirst(name)} »" for name in names)
        reason = f"Cette page ne peut pas encore être publiée : il y manque {quoted}."
        super().__init__(french(f"{reason} Complétez-la dans son formulaire, puis acceptez."))


class WordsNeeded(ValidationError):
    """A refusal or a request for changes needs a message to the author."""

    def __init__(self) -> None:
        super().__init__("Écrivez quelques mots : la personne qui a proposé ceci les lira.")


# --- Contributions and reviewed objects -------------------------------------------------------------------------------


def contribution_of(reviewed: Any) -> Contribution | None:
    """Return the contribution behind a reviewed page or correction, with a row lock; None if there is none."""
    locked = Contribution.objects.select_for_update(of=("self",))
    return locked.reviewed_as(reviewed).order_by("created_at", "pk").first()


def reviewed_of(contribution: Contribution) -> Any:
    """Return the object that Wagtail reviews for a contribution: its page or correction, else None."""
    if contribution.purpose == Purpose.NEW:
        return contribution.page.specific if contribution.page else None
    if contribution.purpose == Purpose.CORRECTION:
        return Correction.objects.filter(contribution=contribution).first()
    return None


def review_of(contribution: Contribution) -> WorkflowState | None:
    """Return the workflow of a contribution that runs or waits for its author, else None."""
    reviewed = reviewed_of(contribution)
    return reviewed.current_workflow_state if reviewed is not None else None


# --- Decisions --------------------------------------------------------------------------------------------------------


@transaction.atomic
def accept(
    contribution: Contribution,
    user: User,
    words: str = "",
    seen_digest: str | None = None,
    choices: Mapping[str, str] | None = None,
) -> Contribution:
    """Accept: publish the page, apply the correction, close the report or make the author a manager of the place.

    `seen_digest` is the `merge.Comparison.digest` that the moderator saw; `choices` maps each field in conflict to
    `merge.LIVE` or `merge.PROPOSED`. Raises ValidationError with a message for the moderator: AlreadyDecided,
    MissingFields, merge.CannotApply and others.
    """
    correction = Correction.objects.filter(contribution_id=contribution.pk).first()
    if correction:  # lock the page before the contribution, in the order of publishing
        lock_rows([correction.page_id])
    locked = _lock_waiting(contribution, user)
    if correction:
        comparison = merge.compare(correction, merge.live_page(correction))
        if seen_digest is not None and seen_digest != comparison.digest:
            raise merge.Stale
        merge.settle(correction, comparison, choices or {}, user)
    effect = correction.effect() if correction else ""
    match locked.purpose:
        case Purpose.CLAIM:
            _make_manager(locked)
            journal.change_state(locked, State.PUBLISHED, Event.ACCEPTED, by=user, words=words)
        case Purpose.REPORT:
            journal.change_state(locked, State.PUBLISHED, Event.ACCEPTED, by=user, words=words)
        case _:
            _approve(locked, user, words)
    accepted = Contribution.objects.get(pk=locked.pk)
    accepted.effect = effect
    return accepted


@transaction.atomic
def send_back(contribution: Contribution, user: User, words: str) -> Contribution:
    """Ask the author for changes. Raises WordsNeeded, AlreadyDecided."""
    locked = _lock_waiting(contribution, user)
    if not words.strip():
        raise WordsNeeded
    if locked.author is None:
        raise ValidationError("Personne ne pourrait y répondre : cette contribution n’a pas de compte derrière elle.")
    if task_state := _task_state(locked, user, "reject"):
        task_state.reject(user=user, comment=words.strip())
    else:
        journal.change_state(locked, State.CHANGES, Event.RETURNED, by=user, words=words)
    return Contribution.objects.get(pk=locked.pk)


@transaction.atomic
def refuse(contribution: Contribution, user: User, words: str) -> Contribution:
    """Refuse, with the reason; a proposed page stays as a draft. Raises WordsNeeded, AlreadyDecided."""
    locked = _lock_waiting(contribution, user)
    if not words.strip():
        raise WordsNeeded
    if task_state := _task_state(locked, user, "reject"):
        refuse_review(task_state, user, words)
    else:
        journal.change_state(locked, State.REFUSED, Event.REFUSED, by=user, words=words)
    return Contribution.objects.get(pk=locked.pk)


def _lock_waiting(contribution: Contribution, user: User) -> Contribution:
    """Return the contribution with a row lock. Raises PermissionDenied, or AlreadyDecided if it does not wait."""
    if not may_decide(user):
        raise PermissionDenied("Seuls les modérateurs répondent aux contributions.")
    locked = (
        Contribution.objects.select_for_update(of=("self",)).select_related("page", "author").get(pk=contribution.pk)
    )
    if locked.state != State.WAITING:
        raise AlreadyDecided(locked)
    return locked


def _task_state(contribution: Contribution, user: User, action: str) -> TaskState | None:
    """Return the current task state of the review; None without a workflow.

    Raises PermissionDenied if the task does not offer `action` to this user.
    """
    reviewed = reviewed_of(contribution)
    task_state = reviewed.current_workflow_task_state if reviewed is not None else None
    if task_state and action not in {name for name, *_ in task_state.task.specific.get_actions(reviewed, user)}:
        raise PermissionDenied("Cette étape de la relecture revient à un autre groupe.")
    return task_state


def _approve(contribution: Contribution, user: User, words: str) -> None:
    if contribution.purpose == Purpose.NEW and contribution.page is not None:
        draft = contribution.page.specific.get_latest_revision_as_object()
        if missing := draft.missing_to_publish():
            raise MissingFields(missing)
    if task_state := _task_state(contribution, user, "approve"):
        task_state.approve(user=user, comment=words.strip())
        return
    reviewed = reviewed_of(contribution)
    revision = reviewed.get_latest_revision() if reviewed is not None else None
    if revision is None:
        raise ValidationError("La page de cette contribution n’existe plus.")
    revision.publish(user=user)  # this type has no workflow: publish directly


def _make_manager(contribution: Contribution) -> None:
    if contribution.author is None or contribution.page is None:
        raise ValidationError("Le compte ou le lieu n’existe plus : il n’y a rien à accepter.")
    Managed.objects.get_or_create(user=contribution.author, page=contribution.page)


# --- Events of workflows and pages ------------------------------------------------------------------------------------


def record_return(state: WorkflowState, user: User | None) -> None:
    """Record that a moderator asks for changes."""
    contribution = contribution_of(state.content_object)
    if contribution and contribution.state == State.WAITING:
        journal.change_state(
            contribution, State.CHANGES, Event.RETURNED, by=user, words=state.current_task_state.comment
        )


def record_cancellation(state: WorkflowState, user: User | None) -> None:
    """Record that a review was cancelled; ignore it if the page is live or scheduled, which is a decision."""
    contribution = contribution_of(state.content_object)
    page = state.content_object
    if not contribution or contribution.state != State.WAITING:
        return
    if isinstance(page, Page) and (page.live or page.revisions.filter(approved_go_live_at__isnull=False).exists()):
        return
    journal.change_state(contribution, State.CHANGES, Event.RETURNED, by=user, words="La relecture a été arrêtée.")


def record_refusal(task_state: TaskState, user: User | None) -> None:
    """Record that a moderator refuses."""
    if contribution := contribution_of(task_state.workflow_state.content_object):
        journal.change_state(contribution, State.REFUSED, Event.REFUSED, by=user, words=task_state.comment)


def record_publication(reviewed: Any, user: User | None = None, effect: str = "") -> None:
    """Record that a contributed page or correction went live, with the approver and their comment.

    `effect` is the `Correction.Effect` of a correction, for the mail to its author.
    """
    contribution = contribution_of(reviewed)
    if contribution is None or contribution.state == State.PUBLISHED:
        return
    by, words = user, ""
    state = WorkflowState.objects.for_instance(reviewed).order_by("-created_at", "-pk").first()
    if state and state.status == WorkflowState.STATUS_APPROVED and (task_state := state.current_task_state):
        by, words = task_state.finished_by, task_state.comment
    elif by == contribution.author and by is not None and not may_decide(by):
        by = None  # the author wrote the published revision, but cannot publish: who did is unknown
    contribution.effect = effect
    journal.change_state(contribution, State.PUBLISHED, Event.ACCEPTED, by=by, words=words)


def close_for_deleted_page(page: Page) -> None:
    """Close the contributions about a page that is being deleted, and write to their authors."""
    waiting = Contribution.objects.select_for_update(of=("self",)).filter(
        page_id=page.pk, state__in=(State.WAITING, State.CHANGES)
    )
    for contribution in waiting.order_by("pk"):
        contribution.page = None  # mails must not link to it
        if contribution.purpose == Purpose.REPORT:
            journal.change_state(
                contribution, State.PUBLISHED, Event.ACCEPTED, by=None, words="La page a été supprimée du site."
            )
        else:
            words = "L’équipe du site a supprimé la page."
            journal.change_state(contribution, State.REFUSED, Event.REFUSED, by=None, words=words)
