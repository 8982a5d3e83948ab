"""« Dupliquer » an event: a draft for another date, with its programme, speakers and partners, not its report."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button
from wagtail.coreutils import find_available_slug
from wagtail.models import Page

from archive.choices import EventState
from archive.models import EventReportPage

#: Fields that belong to the past event and are not copied.
NOT_COPIED = ("report", "decisions", "follow_ups", "documents", "sources")


def duplicate(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show what will be copied; on POST create the draft, and redirect to its form."""
    event = get_object_or_404(EventReportPage, pk=page_id)
    parent = event.get_parent()
    if not parent.permissions_for_user(request.user).can_add_subpage():
        raise PermissionDenied
    if request.method != "POST":
        return render(request, "archive/admin/duplicate.html", {"page": event})
    copy = event.copy(
        update_attrs={
            "slug": find_available_slug(parent, event.slug),
            "state": EventState.ANNOUNCED,
            "date": "",
            "registrations_until": None,
            "online_url": "",
            "organiser": request.user,
            "verified_on": None,
            "verified_by": "",
        },
        exclude_fields=list(NOT_COPIED),
        copy_revisions=False,
        keep_live=False,
        user=request.user,
    )
    messages.success(request, f"Voici un brouillon de « {copy.title} » : donnez-lui sa date, puis publiez-le.")
    return redirect("wagtailadmin_pages:edit", copy.pk)


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    return [path("evenements/<int:page_id>/dupliquer/", duplicate, name="archive_duplicate_event")]


@hooks.register("register_page_header_buttons")
def buttons(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    if isinstance(page, EventReportPage) and page.get_parent().permissions_for_user(user).can_add_subpage():
        yield Button(
            "Dupliquer pour une autre date",
            reverse("archive_duplicate_event", args=[page.pk]),
            icon_name="copy",
            priority=61,
        )
