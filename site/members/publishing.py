"""Publishing beside drafts: what readers see changes in a few fields, and whatever waits keeps waiting, with them.

A page holds at most: what readers see, a draft that is newer, a revision whose hour is set, a review that runs. Wagtail
publishes one revision and lets the others go; here they stay, and learn what was published.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.log_actions import log
from wagtail.models import Page, Revision, TaskState, WorkflowState, get_default_page_content_type

from core.models.page import BasePage
from members.models import Contribution, User
from members.threeway import Values, merged_values

#: What editors write of a page among the columns that every page has; the others are the page's own affair.
WRITTEN = {"title", "slug", "seo_title", "search_description", "show_in_menus"}
OURS_ALONE = {field.name for field in Page._meta.get_fields()} - WRITTEN | {"pk", "wagtail_admin_comments"}


class PublishBeside(PublishPageRevisionAction):
    """Publishing that stops no review: what is reviewed is a draft that stays."""

    def _after_publish(self) -> None:
        # As `prefetch_workflow_states` would tell of a page that is not in review.
        self.object._current_workflow_states = []
        super()._after_publish()


@dataclass(frozen=True)
class Waiting:
    """A revision that is not published: a draft, with the hour at which it is to be, if one is set."""

    revision: Revision
    hour: datetime | None
    is_draft: bool


def as_stored(page: Any) -> Values:
    """What a page says, as its revisions store it."""
    stored: Values = json.loads(json.dumps(page.serializable_data(), cls=DjangoJSONEncoder))
    return stored


def hold(page_id: int | None) -> Any:
    """The page as it is now, which nobody else changes until the transaction ends; None where it is gone.

    Reviews and drafts are held before pages, in the order in which approving and saving take them.
    """
    running = WorkflowState.objects.active().filter(
        base_content_type=get_default_page_content_type(), object_id=str(page_id)
    )
    list(TaskState.objects.select_for_update(of=("self",)).filter(workflow_state__in=running).order_by("pk"))
    latest = Page.objects.filter(pk=page_id).values("latest_revision")
    list(Revision.objects.select_for_update(of=("self",)).filter(pk__in=latest).values("pk"))  # being saved, maybe
    # Not its number: who only refers to the page need not wait.
    found = Page.objects.select_for_update(no_key=True).filter(pk=page_id).first()
    return found.specific_class.objects.get(pk=page_id) if found and found.specific_class else None


def waiting_beside(page: Any) -> list[Waiting]:
    """The revisions of a live page that wait: those with an hour, then the draft."""
    draft_id = page.latest_revision_id if page.has_unpublished_changes else None
    draft_id = None if draft_id == page.live_revision_id else draft_id
    found = [
        Waiting(revision, revision.approved_go_live_at, revision.pk == draft_id)
        for revision in page.revisions.filter(approved_go_live_at__isnull=False).order_by("created_at", "pk")
    ]
    if draft_id and not any(one.is_draft for one in found):
        found.append(Waiting(Revision.objects.get(pk=draft_id), None, True))
    return sorted(found, key=lambda one: one.is_draft)


def publish_beside(page: Any, values: Values, attach: Callable[[Any], object], user: User | None) -> None:
    """Publish a live page with these stored values and with what `attach` puts into it; what waits gets them too.

    The page is held. Raises ValidationError where it cannot be published so.
    """
    before, waiting = as_stored(page), waiting_beside(page)
    known = page.publication_problems() if isinstance(page, BasePage) else {}
    changed = page.with_content_json(before | values)
    if changed.go_live_at and changed.go_live_at > timezone.now():
        changed.go_live_at = None  # what is live now would go
    attach(changed)
    found = changed.publication_problems() if isinstance(page, BasePage) else {}
    if problems := [text for name, text in found.items() if name not in known]:
        raise ValidationError(problems)
    revision = changed.save_revision(user=user, log_action=True)
    PublishBeside(revision, user=user).execute(skip_permission_checks=True)
    tell_waiting(page, before, waiting, user)


def tell_waiting(page: Any, before: Values, waiting: list[Waiting], user: User | None) -> None:
    """Bring what has just been published into the revisions that wait, where they did not change it themselves."""
    live = type(page).objects.get(pk=page.pk)
    after = as_stored(live)
    names = {name for name in after if after[name] != before.get(name)} - OURS_ALONE
    for one in waiting:
        content = merged_values(before, one.revision.content, after, names)
        if not one.is_draft:
            Revision.objects.filter(pk=one.revision.pk).update(content=content, approved_go_live_at=one.hour)
            continue
        # A new one, so that whoever has the draft open is told that there is another.
        draft = live.with_content_json(content)
        newer = draft.save_revision(user=one.revision.user, approved_go_live_at=one.hour, clean=False)
        log(instance=draft, action="wagtail.edit", user=user, revision=newer, content_changed=True)
        TaskState.objects.filter(revision=one.revision, status=TaskState.STATUS_IN_PROGRESS).update(revision=newer)


# --- Files ------------------------------------------------------------------------------------------------------------


def attach_files(contribution: Contribution, page: Any) -> bool:
    """Accept the files of a contribution and put them into a page that is about to be published."""
    kind = contribution.declared
    attached = False
    for files in kind.files if kind else ():
        uploads = list(contribution.uploads.filter(field=files.name).order_by("created_at", "pk"))
        if uploads:
            kind.form.attach(page, files.name, [upload.accept() for upload in uploads])  # type: ignore[union-attr]
            attached = True
    return attached
