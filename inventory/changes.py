"""Changes to one place from elsewhere than its form: a file, or an action on many places at once."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from django.contrib.auth.models import AbstractBaseUser

from inventory.models import SiteProfilePage


class Fate(Enum):
    """What became of a change."""

    PUBLISHED = "published"
    #: It joined a draft: one that waited already, or that of a place nobody has published.
    DRAFTED = "drafted"
    #: Nothing was changed, because the place is locked or scheduled, or because someone is reviewing it.
    LOCKED = "locked"
    IN_REVIEW = "in_review"


def change_place(
    page: SiteProfilePage,
    change: Callable[[SiteProfilePage], None],
    *,
    user: AbstractBaseUser | None = None,
    publish: bool = True,
) -> Fate:
    """Apply `change` to the latest draft of a place, as a revision with its log entry, and publish it if that publishes
    nothing else: what waits for its author or a reviewer is never published by the way.
    """
    if page.workflow_in_progress:
        return Fate.IN_REVIEW
    lock = page.get_lock()
    if lock and (user is None or lock.for_user(user)):
        return Fate.LOCKED
    waiting = page.has_unpublished_changes
    draft = page.get_latest_revision_as_object()
    change(draft)
    draft.derive()
    revision = draft.save_revision(user=user, clean=False, log_action=True)
    if not (publish and page.live) or waiting:
        return Fate.DRAFTED
    revision.publish(user=user)
    return Fate.PUBLISHED
