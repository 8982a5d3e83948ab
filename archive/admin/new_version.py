"""« Nouvelle version » of a publication: a draft of its own that replaces it, without its date, files and numbers."""

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

from archive.models import PublicationPage

#: Fields that belong to one version and are not copied.
NOT_COPIED = ("files", "sources")


def new_version(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show what will be copied; on POST create the draft, and redirect to its form. Raises PermissionDenied."""
    publication = get_object_or_404(PublicationPage.objects.live(), pk=page_id)
    parent = publication.get_parent()
    if not parent.permissions_for_user(request.user).can_add_subpage():
        raise PermissionDenied
    if request.method != "POST":
        return render(request, "archive/admin/new_version.html", {"page": publication})
    version = publication.copy(
        update_attrs={
            "slug": find_available_slug(parent, publication.slug),
            "replaces": publication,
            **dict.fromkeys(("date", "edition", "isbn", "doi", "hal", "link", "withdrawal_reason", "verified_by"), ""),
            **dict.fromkeys(("withdrawn_on", "verified_on"), None),
        },
        exclude_fields=[*NOT_COPIED, "cover"],
        copy_revisions=False,
        keep_live=False,
        user=request.user,
    )
    messages.success(
        request,
        f"Voici un brouillon qui remplacera « {version.title} » : donnez-lui sa date, sa version et ses fichiers, puis "
        "publiez-le.",
    )
    return redirect("wagtailadmin_pages:edit", version.pk)


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    return [path("publications/<int:page_id>/nouvelle-version/", new_version, name="archive_new_version")]


@hooks.register("register_page_header_buttons")
def buttons(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    is_published = isinstance(page, PublicationPage) and page.live
    if is_published and page.get_parent().permissions_for_user(user).can_add_subpage():
        yield Button(
            "Nouvelle version",
            reverse("archive_new_version", args=[page.pk]),
            icon_name="copy",
            priority=61,
        )
