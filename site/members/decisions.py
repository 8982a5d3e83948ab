"""What the moderators decide on a contribution, and the way it goes: one journal, whatever it is about.

A new page and a correction are reviewed in Wagtail's workflow: `accept`, `send_back` and `refuse` drive it, and what
happens there, from here or from Wagtail's own screens, is written down by the receivers. A report and a claim are
decided here alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, TaskState, WorkflowState

from core import contributions
from core.contributions import Purpose
from core.typography import french
from members import answers, merging
from members.models import Contribution, Correction, Entry, Managed, User

State, What = Contribution.State, Entry.What
#: The states that are answers.
DECIDED = (State.PUBLISHED, State.REFUSED)
DECIDES = "members.change_contribution"


class AlreadyDecided(ValidationError):
    """It waits no longer: somebody has answered, or its author took it back."""

    def __init__(self, contribution: Contribution) -> None:
        super().__init__(french(f"Cette contribution n’attend plus : elle est « {contribution.state_label.lower()} »."))


class WordsNeeded(ValidationError):
    """Its author has to be told what to change, or why."""

    def __init__(self) -> None:
        super().__init__("Écrivez quelques mots : la personne qui a proposé ceci les lira.")


def move(contribution: Contribution, state: str, what: str, by: User | None, words: str = "") -> Entry:
    """Bring a contribution into a state, write it into its journal, and tell its author."""
    contribution.state = state
    contribution.decided_at = timezone.now() if state in DECIDED else None
    contribution.save(update_fields=["state", "contact", "submitted_at", "decided_at", "sent", "updated_at"])
    if state in (State.CHANGES, State.REFUSED, State.WITHDRAWN) and contribution.purpose == Purpose.NEW:
        _unschedule(contribution.page_id, by)
    entry = Entry.objects.create(contribution=contribution, by=by, what=what, words=words.strip())
    answers.tell(entry)
    return entry


def _unschedule(page_id: int | None, user: User | None) -> None:
    """Let no hour publish what is taken back or not accepted."""
    page = Page.objects.filter(pk=page_id, live=False).first()
    for revision in page.revisions.filter(approved_go_live_at__isnull=False) if page else ():
        revision.approved_go_live_at = None
        revision.save(user=user, update_fields=["approved_go_live_at"])


# --- What a contribution is about -------------------------------------------------------------------------------------


def new_kinds() -> list[str]:
    """The codes of the kinds that make pages."""
    return [kind.code for kind in contributions.kinds(Purpose.NEW)]


def is_contribution(reviewed: Any) -> bool:
    """Whether what is reviewed was contributed, and waits for an answer."""
    if isinstance(reviewed, Page):
        return Contribution.objects.filter(page_id=reviewed.pk, kind__in=new_kinds(), state=State.WAITING).exists()
    return isinstance(reviewed, Correction)


def contribution_of(reviewed: Any) -> Contribution | None:
    """The contribution that made a page, or that a correction belongs to; held until the transaction ends."""
    held = Contribution.objects.select_for_update(of=("self",))
    if isinstance(reviewed, Correction):
        return held.get(pk=reviewed.contribution_id)
    if isinstance(reviewed, Page):
        return held.filter(page_id=reviewed.pk, kind__in=new_kinds()).order_by("created_at", "pk").first()
    return None


def reviewed_of(contribution: Contribution) -> Any:
    """What Wagtail reviews of a contribution: its page or its correction, if it has one."""
    if contribution.purpose == Purpose.NEW:
        return contribution.page.specific if contribution.page else None
    if contribution.purpose == Purpose.CORRECTION:
        return Correction.objects.filter(contribution=contribution).first()
    return None


def review_of(contribution: Contribution) -> WorkflowState | None:
    """The review of a contribution that is under way, or that waits for its author."""
    reviewed = reviewed_of(contribution)
    return reviewed.current_workflow_state if reviewed is not None else None


# --- What a moderator decides -----------------------------------------------------------------------------------------


@transaction.atomic
def accept(
    contribution: Contribution,
    user: User,
    words: str = "",
    seen: str | None = None,
    choices: Mapping[str, str] | None = None,
) -> Contribution:
    """Accept: the page is published, the correction written, the report closed, the place given to who claims it.

    `seen` is what the moderator saw of a correction (`merging.Comparison.seen`), `choices` what they decided of its
    fields in conflict. Raises ValidationError with what to tell them: AlreadyDecided, merging.CannotApply and others.
    """
    correction = Correction.objects.filter(contribution_id=contribution.pk).first()
    if correction:  # the page before the contribution, as publishing does
        merging.publishing.hold(correction.page_id)
    held = _waiting(contribution, user)
    if correction:
        comparison = merging.compare(correction, merging.live_page(correction))
        if seen is not None and seen != comparison.seen:
            raise merging.Stale
        merging.settle(correction, comparison, choices or {}, user)
    match held.purpose:
        case Purpose.CLAIM:
            _give(held)
            move(held, State.PUBLISHED, What.ACCEPTED, by=user, words=words)
        case Purpose.REPORT:
            move(held, State.PUBLISHED, What.ACCEPTED, by=user, words=words)
        case _:
            _approve(held, user, words)
    return Contribution.objects.get(pk=held.pk)


@transaction.atomic
def send_back(contribution: Contribution, user: User, words: str) -> Contribution:
    """Ask for changes, in words. Raises WordsNeeded, AlreadyDecided."""
    held = _waiting(contribution, user)
    if not words.strip():
        raise WordsNeeded
    if held.author is None:
        raise ValidationError("Personne ne pourrait y répondre : cette contribution n’a pas de compte derrière elle.")
    if task_state := _task_state(held, user, "reject"):
        task_state.reject(user=user, comment=words.strip())
    else:
        move(held, State.CHANGES, What.RETURNED, by=user, words=words)
    return Contribution.objects.get(pk=held.pk)


@transaction.atomic
def refuse(contribution: Contribution, user: User, words: str) -> Contribution:
    """Refuse, with the reason. What was written stays: a page remains a draft. Raises WordsNeeded, AlreadyDecided."""
    held = _waiting(contribution, user)
    if not words.strip():
        raise WordsNeeded
    if task_state := _task_state(held, user, "reject"):
        refuse_review(task_state, user, words)
    else:
        move(held, State.REFUSED, What.REFUSED, by=user, words=words)
    return Contribution.objects.get(pk=held.pk)


def _waiting(contribution: Contribution, user: User) -> Contribution:
    """The contribution, held, if it waits for an answer that this user may give."""
    if not user.has_perm(DECIDES):
        raise PermissionDenied("Seuls les modérateurs répondent aux contributions.")
    held = Contribution.objects.select_for_update(of=("self",)).select_related("page", "author").get(pk=contribution.pk)
    if held.state != State.WAITING:
        raise AlreadyDecided(held)
    return held


def _task_state(contribution: Contribution, user: User, action: str) -> TaskState | None:
    """The step of the review that waits for an answer; None where it is not reviewed in a workflow.

    Raises PermissionDenied where this step is not this user's.
    """
    reviewed = reviewed_of(contribution)
    task_state = reviewed.current_workflow_task_state if reviewed is not None else None
    if task_state and action not in {name for name, *_ in task_state.task.specific.get_actions(reviewed, user)}:
        raise PermissionDenied("Cette étape de la relecture revient à un autre groupe.")
    return task_state


def _approve(contribution: Contribution, user: User, words: str) -> None:
    if task_state := _task_state(contribution, user, "approve"):
        task_state.approve(user=user, comment=words.strip())
        return
    reviewed = reviewed_of(contribution)
    revision = reviewed.get_latest_revision() if reviewed is not None else None
    if revision is None:
        raise ValidationError("La page de cette contribution n’existe plus.")
    revision.publish(user=user)  # the site reviews nothing of this type: the answer is the moderator's alone


def _give(contribution: Contribution) -> None:
    if contribution.author is None or contribution.page is None:
        raise ValidationError("Le compte ou le lieu n’existe plus : il n’y a rien à accepter.")
    Managed.objects.get_or_create(user=contribution.author, page=contribution.page)


# --- What happens in a workflow, and to pages -------------------------------------------------------------------------


def sent_back(state: WorkflowState, user: User | None) -> None:
    """A moderator asks for changes."""
    contribution = contribution_of(state.content_object)
    if contribution and contribution.state == State.WAITING:
        move(contribution, State.CHANGES, What.RETURNED, by=user, words=state.current_task_state.comment)


def stopped(state: WorkflowState, user: User | None) -> None:
    """A review ends without an answer: its author took it back, or somebody cancelled it. A schedule is an answer."""
    contribution = contribution_of(state.content_object)
    page = state.content_object
    if not contribution or contribution.state != State.WAITING:
        return
    if isinstance(page, Page) and (page.live or page.revisions.filter(approved_go_live_at__isnull=False).exists()):
        return
    move(contribution, State.CHANGES, What.RETURNED, by=user, words="La relecture a été arrêtée.")


@transaction.atomic
def refuse_review(task_state: TaskState, user: User | None, words: str) -> None:
    """End a review with a refusal, and tell why. Raises PermissionDenied without words, or where it has ended."""
    if task_state.status != TaskState.STATUS_IN_PROGRESS or not words.strip():
        raise PermissionDenied("Un refus se dit avec ses raisons, tant que la relecture est en cours.")
    state = task_state.workflow_state
    task_state.status, task_state.finished_at = TaskState.STATUS_REJECTED, timezone.now()
    task_state.comment, task_state.finished_by = words.strip(), user
    task_state.save()
    task_state.log_state_change_action(user, "reject")
    if contribution := contribution_of(state.content_object):
        move(contribution, State.REFUSED, What.REFUSED, by=user, words=words)
    state.cancel(user=user)


def published(reviewed: Any, user: User | None = None) -> None:
    """A page or a correction that was contributed has gone live; who approved it may have said something."""
    contribution = contribution_of(reviewed)
    if contribution is None or contribution.state == State.PUBLISHED:
        return
    by, words = user, ""
    state = WorkflowState.objects.for_instance(reviewed).order_by("-created_at", "-pk").first()
    if state and state.status == WorkflowState.STATUS_APPROVED and (task_state := state.current_task_state):
        by, words = task_state.finished_by, task_state.comment
    elif by == contribution.author and by is not None and not by.has_perm(DECIDES):
        by = None  # the last words are the author's; who published them is not known
    move(contribution, State.PUBLISHED, What.ACCEPTED, by=by, words=words)


def gone(page: Page) -> None:
    """A page is being deleted: who waits for an answer about it gets one."""
    waiting = Contribution.objects.select_for_update(of=("self",)).filter(
        page_id=page.pk, state__in=(State.WAITING, State.CHANGES)
    )
    for contribution in waiting.order_by("pk"):
        contribution.page = None  # a letter leads nowhere there
        if contribution.purpose == Purpose.REPORT:
            move(contribution, State.PUBLISHED, What.ACCEPTED, by=None, words="La page a été supprimée du site.")
        else:
            words = "L’équipe du site a supprimé la page."
            move(contribution, State.REFUSED, What.REFUSED, by=None, words=words)
