"""The files of a new page: they join it when it is first published, and what waits beside it keeps them too."""

from __future__ import annotations

from typing import Any

from wagtail.models import Page, Revision

from members import decisions, publishing
from members.models import Contribution, Upload

#: What its author took back, or has not sent, is nobody's to publish.
NOT_OURS = (Contribution.State.DRAFT, Contribution.State.WITHDRAWN)


def bring_files(page: Any) -> None:
    """Put the files of its contribution into a page that is about to be saved live. Once: they are accepted then."""
    waiting = Upload.objects.filter(contribution__page_id=page.pk, contribution__kind__in=decisions.new_kinds())
    if not waiting.exclude(contribution__state__in=NOT_OURS).exists():
        return
    contribution = decisions.contribution_of(page)
    if contribution and contribution.state not in NOT_OURS:
        before = publishing.as_stored(page)
        if publishing.attach_files(contribution, page):
            page._before_files = before


def keep_files(page: Any, revision: Revision | None) -> None:
    """Write the files that have just joined a page into a revision of it, and into a draft that may wait beside it."""
    before = getattr(page, "_before_files", None)
    if before is None or revision is None:
        return
    del page._before_files
    live = type(page).objects.get(pk=page.pk)
    waiting = publishing.waiting_beside(live)
    kept = live.save_revision(user=revision.user, clean=False, changed=False)
    Page.objects.filter(pk=live.pk).update(live_revision=kept)
    publishing.tell_waiting(live, before, waiting, revision.user)
