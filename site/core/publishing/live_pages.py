"""Changing a page from outside its form, with one policy for corrections, imports and bulk actions.

- A page that another user has locked is refused; `lock_reason` returns a message.
- A live page is published with the change. Pending revisions (a newer draft, scheduled revisions) are rebased: they get
  the change, except for fields that they changed themselves. They keep their schedule, and a running review continues
  with the rebased draft.
- A page that is not live, or a change that is not to be published, goes into the latest draft.

Wagtail's own publishing would drop schedules and cancel reviews.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Q
from django.utils import timezone
from wagtail.locks import BasicLock
from wagtail.log_actions import log
from wagtail.models import Page, Revision, TaskState, WorkflowState, get_default_page_content_type

from core.models.page import BasePage
from core.publishing.three_way import Values, conflicts, merged_values
from core.workarounds.internals import PublishKeepingReview

#: Fields of Wagtail's `Page` that editors fill in.
EDITOR_FIELDS = {"title", "slug", "seo_title", "search_description", "show_in_menus"}
#: Its other fields. What changes in them is not copied into waiting revisions.
UNCOPIED_FIELDS = {field.name for field in Page._meta.get_fields()} - EDITOR_FIELDS | {"pk", "wagtail_admin_comments"}


@dataclass(frozen=True)
class WaitingRevision:
    """A revision that waits to be published: the draft, a scheduled revision (`go_live_at`), or both."""

    revision: Revision
    go_live_at: datetime | None
    is_draft: bool


@dataclass(frozen=True)
class Change:
    """The result of a change: whether it was published, and a French remark for editors."""

    published: bool
    remark: str = ""


# --- Locks and waiting revisions --------------------------------------------------------------------------------------


def lock_reason(page: Page, user: Any = None) -> str:
    """Return « verrouillée par Alix » if a lock keeps this user from changing a page, else "".

    Without a user, every lock applies. Wagtail also locks pages that are in review or scheduled; these locks are
    ignored, because `change_page` does not overwrite waiting revisions.
    """
    if not page.locked or (user is not None and not BasicLock(page).for_user(user)):
        return ""
    return f"verrouillée par {page.locked_by}" if page.locked_by else "verrouillée"


def waiting_notes(page: Page) -> list[str]:
    """Return French notes about a pending review, schedule or draft of a page, for a user who is about to change it.

    Runs no queries after `prefetch_workflow_states` and `annotate_approved_schedule`.
    """
    notes = {
        "en attente de relecture": page.workflow_in_progress,
        "publication programmée": page.approved_schedule,
        "un brouillon attend": page.has_unpublished_changes,
    }
    return [note for note, holds in notes.items() if holds]


def lock_rows(page_ids: Iterable[int]) -> dict[int, Any]:
    """Lock the rows of these pages until the transaction ends; return the current specific pages by id.

    Deleted pages are missing in the result. Rows of reviews and drafts are locked before those of pages, in the same
    order as Wagtail writes them when it approves and saves, so that no deadlock occurs.
    """
    ids = list(page_ids)
    running = WorkflowState.objects.active().filter(
        base_content_type=get_default_page_content_type(), object_id__in=[str(pk) for pk in ids]
    )
    list(TaskState.objects.select_for_update(of=("self",)).filter(workflow_state__in=running).order_by("pk"))
    latest = Page.objects.filter(pk__in=ids).values("latest_revision")
    # Wait for revisions that are just being saved.
    list(Revision.objects.select_for_update(of=("self",)).filter(pk__in=latest).order_by("pk").values("pk"))
    # FOR NO KEY UPDATE, so that inserting a reference to a page does not wait.
    list(Page.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk").values("pk"))
    pages = Page.objects.filter(pk__in=ids).specific()
    return {page.pk: page for page in pages if page.specific_class}


def waiting_revisions(page: Any) -> list[WaitingRevision]:
    """Return the revisions of a page that wait to be published: scheduled ones, then the draft."""
    draft_id = page.latest_revision_id if page.has_unpublished_changes else None
    draft_id = None if draft_id == page.live_revision_id else draft_id
    revisions = page.revisions.filter(Q(approved_go_live_at__isnull=False) | Q(pk=draft_id))
    waiting = [
        WaitingRevision(revision, revision.approved_go_live_at, revision.pk == draft_id)
        for revision in revisions.order_by("created_at", "pk")
    ]
    return sorted(waiting, key=lambda item: item.is_draft)


# --- Changing a page --------------------------------------------------------------------------------------------------


def as_stored(page: Any) -> Values:
    """Return the fields and child rows of a page as plain JSON values, as its revisions store them."""
    stored: Values = json.loads(json.dumps(page.serializable_data(), cls=DjangoJSONEncoder))
    return stored


def version_to_change(page: Any, publish: bool = True) -> Any:
    """Return the version to which a change applies: the live page if it is to be published, else the latest draft."""
    return page if page.live and publish else page.get_latest_revision_as_object()


def change_page(
    page: Any,
    change: Callable[[Any], object],
    *,
    user: Any = None,
    publish: bool = True,
    values: Values | None = None,
    log_action: str | bool = True,
) -> Change:
    """Change a page whose row is locked: first set `values`, then call `change` with the version to change.

    `values` are stored values, as `as_stored` returns them. `log_action` is the action in the history, by default
    Wagtail's. Raise ValidationError if the change adds errors to the page. The caller checks editors' locks with
    `lock_reason`.
    """
    if not (page.live and publish):
        return _change_draft(page, change, user, publish, values or {}, log_action)
    before, waiting = as_stored(page), waiting_revisions(page)
    changed = page.with_content_json(before | (values or {}))
    if changed.go_live_at and changed.go_live_at > timezone.now():
        changed.go_live_at = None  # with a future date Wagtail would schedule the change, or take the page offline
    change(changed)
    _check(changed, page, before)
    revision = changed.save_revision(user=user, clean=False, log_action=log_action)
    PublishKeepingReview(revision, user=user).execute(skip_permission_checks=True)
    own_fields = rebase(page, before, waiting, user)
    return Change(True, f"le brouillon en attente garde sa version de {', '.join(own_fields)}" if own_fields else "")


def _change_draft(
    page: Any, change: Callable[[Any], object], user: Any, publish: bool, values: Values, log_action: str | bool
) -> Change:
    latest = page.get_latest_revision()
    draft = page.get_latest_revision_as_object()
    draft = draft.with_content_json(as_stored(draft) | values)
    change(draft)
    go_live_at = latest.approved_go_live_at if latest and publish else None
    revision = draft.save_revision(user=user, approved_go_live_at=go_live_at, clean=False, log_action=log_action)
    if latest:
        _replace(latest, revision)
    return Change(False)


def rebase(page: Any, before: Values, waiting: list[WaitingRevision], user: Any) -> list[str]:
    """Merge the values just published into the waiting revisions, except for fields that they changed themselves.

    `before` are the stored values of the page before the publication. Return the labels of the fields that the draft
    keeps because it changed them to something else.
    """
    own_fields: list[str] = []
    if not waiting:
        return own_fields
    live = type(page).objects.get(pk=page.pk)
    after = as_stored(live)
    names = {name for name in after if after[name] != before.get(name)} - UNCOPIED_FIELDS
    for item in waiting:
        revision = item.revision
        content = merged_values(before, revision.content, after, names)
        if not item.is_draft:
            Revision.objects.filter(pk=revision.pk).update(content=content, approved_go_live_at=item.go_live_at)
            continue
        own_fields = _labels(page, conflicts(before, revision.content, after, names))
        # A new revision, so that Wagtail warns an editor who has the draft open.
        draft = live.with_content_json(content)
        newer = draft.save_revision(user=revision.user, approved_go_live_at=item.go_live_at, clean=False)
        log(instance=draft, action="wagtail.edit", user=user, revision=newer, content_changed=True)
        _replace(revision, newer)
    return own_fields


def _replace(old: Revision, new: Revision) -> None:
    """Move the review of an old draft to the new one, and cancel its schedule if the new one is scheduled."""
    if new.approved_go_live_at:
        Revision.objects.filter(pk=old.pk).update(approved_go_live_at=None)
    TaskState.objects.filter(revision=old, status=TaskState.STATUS_IN_PROGRESS).update(revision=new)


def _check(changed: Any, page: Any, before: Values) -> None:
    """Raise ValidationError with the errors that the page did not have before the change."""
    if (problems := _problems(changed)) and (new := problems - _problems(page.with_content_json(before))):
        raise ValidationError(sorted(new))


def _problems(page: Any) -> set[str]:
    problems = set(page.problem_texts()) if isinstance(page, BasePage) else set()
    try:
        page.full_clean()
    except ValidationError as error:
        problems |= set(error.messages)
    return problems


def _labels(page: Any, names: Iterable[str]) -> list[str]:
    """Return the French labels of these fields, without derived columns."""
    labels = []
    for name in names:
        try:
            field = page._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        if field.is_relation and field.one_to_many:
            labels.append(f"« {field.related_model._meta.verbose_name_plural} »")
        elif field.editable:
            labels.append(f"« {field.verbose_name} »")
    return sorted(labels)
