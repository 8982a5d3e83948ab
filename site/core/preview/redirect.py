"""Redirects the admin's previews of pages to the front end instead of rendering them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from wagtail.admin.models import FormState
from wagtail.models import Page

from core.preview import tokens
from core.preview.tokens import Subject
from core.visibility import version

EDIT, ADD = "wagtailadmin_pages:preview_on_edit", "wagtailadmin_pages:preview_on_add"
DRAFT, REVISION = "wagtailadmin_pages:view_draft", "wagtailadmin_pages:revisions_view"
REVIEW = "wagtailadmin_pages:workflow_preview"


def front_end_preview(page: Page, request: HttpRequest | None, revision_id: int | None = None) -> HttpResponse | None:
    """Return the response that leads a preview in the admin to the front end.

    None, for Sillon's own preview, if the front end has no previews or does not show the page, or if the user may not
    edit it, such as a reviewer or a contributor. `revision_id` is that of a revision in review.
    """
    if not settings.FRONTEND_PREVIEW_PATH or request is None or not _is_on_front_end(page):
        return None
    subject = _subject(page, request, revision_id)
    if subject is None or not may_edit(page, request.user):
        return None
    if request.GET.get("in_preview_panel") == "true" and not settings.FRONTEND_PREVIEW_FRAME:
        return _note(request)
    token = tokens.issue(request.user.pk, subject)  # type: ignore[arg-type]  # a user with access to the admin
    # The target comes from the settings alone, so that no request can redirect elsewhere.
    query = urlencode({"token": token})
    return HttpResponseRedirect(f"{settings.FRONTEND_URL}{settings.FRONTEND_PREVIEW_PATH}?{query}")


def may_edit(page: Page, user: Any) -> bool:
    """Return whether a user may edit a page. For a new page, Wagtail's views have checked its parent."""
    if not user.is_active or not user.has_perm("wagtailadmin.access_admin"):
        return False
    return page.pk is None or page.permissions_for_user(user).can_edit()


def _is_on_front_end(page: Page) -> bool:
    site = version.current().default_site
    return site is not None and page.path.startswith(site.path)


def _subject(page: Page, request: HttpRequest, revision_id: int | None) -> Subject | None:
    """Return what a view of the admin shows; None for other views."""
    match = request.resolver_match
    if match is None:
        return None
    if match.view_name in (EDIT, ADD):
        state = _form_state(page, request, match.kwargs.get("parent_page_id", ""))
        return Subject(page.pk, form_id=state.pk) if state else None
    if match.view_name == DRAFT:
        return Subject(page.pk, revision_id=page.latest_revision_id)
    if match.view_name == REVISION:
        return Subject(page.pk, revision_id=match.kwargs["revision_id"])
    return Subject(page.pk, revision_id=revision_id) if match.view_name == REVIEW and revision_id else None


def _form_state(page: Page, request: HttpRequest, parent_id: int | str) -> FormState | None:
    """Return the state of the user's form that the view has just read."""
    states = FormState.objects.filter(
        user_id=request.user.pk,
        content_type=ContentType.objects.get_for_model(page, for_concrete_model=False),
        object_id="" if page.pk is None else str(page.pk),
        parent_object_id=str(parent_id),
    )
    return states.order_by("-last_updated_at").first()


@xframe_options_sameorigin
def _note(request: HttpRequest) -> HttpResponse:
    """Offer, within the panel, to open the preview of a front end that may not be framed."""
    return render(request, "core/admin/preview_elsewhere.html")
