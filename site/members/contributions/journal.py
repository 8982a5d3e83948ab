"""The journal of contributions: every change of state goes through `change_state`."""

from __future__ import annotations

from django.utils import timezone
from wagtail.models import Page

from core.contributions.kinds import Purpose
from members.mail import to_authors
from members.models import Contribution, Entry, User

State = Contribution.State
#: The states that end a contribution with a decision.
DECIDED = (State.PUBLISHED, State.REFUSED)


def add_entry(contribution: Contribution, event: str, by: User | None, words: str = "") -> Entry:
    """Add a line to the journal. `event` is an `Entry.Event`, `words` the message of the person in `by`."""
    return Entry.objects.create(contribution=contribution, by=by, what=event, words=words.strip())


def change_state(contribution: Contribution, state: str, event: str, by: User | None, words: str = "") -> Entry:
    """Set the state of a contribution, add a line to its journal and send its author a mail."""
    contribution.state = state
    contribution.decided_at = timezone.now() if state in DECIDED else None
    contribution.save(update_fields=["state", "contact", "submitted_at", "decided_at", "sent", "updated_at"])
    if state in (State.CHANGES, State.REFUSED, State.WITHDRAWN) and contribution.purpose == Purpose.NEW:
        _unschedule(contribution.page_id, by)
    entry = add_entry(contribution, event, by, words)
    to_authors.notify(entry)
    return entry


def _unschedule(page_id: int | None, user: User | None) -> None:
    """Cancel the scheduled publication of a page that is not live: its contribution was withdrawn or not accepted."""
    page = Page.objects.filter(pk=page_id, live=False).first()
    for revision in page.revisions.filter(approved_go_live_at__isnull=False) if page else ():
        revision.approved_go_live_at = None
        revision.save(user=user, update_fields=["approved_go_live_at"])
