"""Loads the page that a token grants, with the rights that its user has now."""

from __future__ import annotations

from typing import Any
from uuid import NAMESPACE_OID, uuid5

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, QueryDict
from wagtail.admin.models import FormState
from wagtail.admin.views.pages.preview import PreviewOnCreateView, PreviewOnEditView
from wagtail.models import Page, Revision

from core.bin import tree
from core.preview.redirect import may_edit
from core.preview.tokens import Grant, Subject


class Unavailable(Exception):
    """The form cannot be shown, because its values contradict what others have saved meanwhile."""


def load(grant: Grant) -> Page | None:
    """Return the page, unsaved if it comes from a form; None if it is gone or the user may not edit it any more.

    Raise Unavailable.
    """
    user = get_user_model().objects.filter(pk=grant.user_id, is_active=True).first()
    if user is None:
        return None
    page = _from_form(grant.subject, user) if grant.subject.form_id else _stored(grant.subject)
    if page is None or tree.is_in(page) or not may_edit(page, user):
        return None
    return _with_stored_dates(page)


def _with_stored_dates(page: Page) -> Page:
    """Give a draft the dates of publication of the page: those in a revision are less precise, and may be older."""
    names = ("first_published_at", "last_published_at")
    stored = Page.objects.filter(pk=page.pk).values(*names).first() or {}
    for name, moment in stored.items():
        setattr(page, name, moment)
    return page


def _stored(subject: Subject) -> Page | None:
    page = Page.objects.filter(pk=subject.page_id).first()
    if page is None or not subject.revision_id:
        return page and page.specific
    revision = Revision.page_revisions.filter(pk=subject.revision_id, object_id=str(page.pk)).first()
    return revision.as_object() if revision else None


def _from_form(subject: Subject, user: Any) -> Page | None:
    """Return the page with the values of its form, built by Wagtail's own preview views."""
    object_id = "" if subject.page_id is None else str(subject.page_id)
    state = FormState.objects.filter(pk=subject.form_id, user=user, object_id=object_id).first()
    if state is None:
        return None
    view, values = _view(state)
    request = HttpRequest()
    request.method, request.user = "GET", user
    try:
        view.setup(request, **values)
    except (Http404, PermissionDenied):
        return None
    form = view.get_form(QueryDict(state.data))
    if not view.validate_form(form):
        raise Unavailable
    form.save(commit=False)
    if not subject.page_id:
        # A page that was never saved gets a new public id each time it is built: a preview that is reloaded has one.
        view.object.translation_key = uuid5(NAMESPACE_OID, f"sillon-preview-{subject.form_id}")
    return view.object


def _view(state: FormState) -> tuple[PreviewOnEditView, dict[str, Any]]:
    if state.object_id:
        return PreviewOnEditView(), {"page_id": int(state.object_id)}
    label, name = state.content_type.natural_key()
    return PreviewOnCreateView(), {
        "content_type_app_name": label,
        "content_type_model_name": name,
        "parent_page_id": int(state.parent_object_id),
    }
