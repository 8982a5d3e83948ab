"""Add the files of a contribution to its new page when that page is first published."""

from __future__ import annotations

from typing import Any

from wagtail.models import Page, Revision

from core.publishing.live_pages import as_stored, rebase, waiting_revisions
from members.models import Contribution, Upload
from members.moderation import decisions

#: Contributions in these states are not sent: their files must not be published.
NOT_SENT = (Contribution.State.DRAFT, Contribution.State.WITHDRAWN)


def bring_files(page: Any) -> None:
    """Accept the waiting files of its contribution into a page that is about to be saved live."""
    contributions = Contribution.objects.that_created(page).exclude(state__in=NOT_SENT)
    if not Upload.objects.filter(contribution__in=contributions).exists():
        return
    contribution = decisions.contribution_of(page)
    if contribution and contribution.state not in NOT_SENT:
        before = as_stored(page)
        # Skip missing files: Wagtail's own screens could not show an error.
        if contribution.attach_files(page, skip_missing=True):
            page._before_files = before


def keep_files(page: Any, revision: Revision | None) -> None:
    """Save the added files in a new live revision, and in a draft or scheduled revision of the page."""
    before = getattr(page, "_before_files", None)
    if before is None or revision is None:
        return
    del page._before_files
    live = type(page).objects.get(pk=page.pk)
    waiting = waiting_revisions(live)
    live_revision = live.save_revision(user=revision.user, clean=False, changed=False)
    Page.objects.filter(pk=live.pk).update(live_revision=live_revision)
    rebase(live, before, waiting, revision.user)
