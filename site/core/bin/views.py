"""The screen « Corbeille »: what can be restored, by whom it was deleted, and where it stood."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.admin import messages
from wagtail.models import Page

from core.bin import moves
from core.bin.rights import has_lost_parent, may_delete, may_restore, possible_parents
from core.models import BinnedPage
from core.text.typography import quantity

PER_PAGE = 50


class ParentChoiceField(forms.ModelChoiceField):
    """A choice of a page, with its title as label."""

    def label_from_instance(self, page: Page) -> str:
        return page.get_admin_display_title()


class ParentForm(forms.Form):
    """The new parent of a page whose own is gone."""

    def __init__(self, parents: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"] = ParentChoiceField(parents, label="Ranger sous", empty_label="Choisissez une page")


def entries() -> Any:
    return BinnedPage.objects.select_related("page__content_type", "parent", "deleted_by")


def index(request: HttpRequest) -> HttpResponse:
    """List what this user may restore, the last deleted first."""
    mine = [entry for entry in entries().order_by("-deleted_at", "pk") if may_restore(request.user, entry)]
    page = Paginator(mine, PER_PAGE).get_page(request.GET.get("page"))
    context = {"rows": [_row(entry, request.user) for entry in page], "page": page, "days": moves.RETENTION.days}
    return render(request, "core/admin/bin/index.html", context)


def restore(request: HttpRequest, page_id: int) -> HttpResponse:
    """Restore a page (POST); if its parent is gone, ask for another one first."""
    entry = _entry(page_id)
    if entry is None:
        return _gone(request)
    if not may_restore(request.user, entry):
        raise PermissionDenied
    form, parent = None, None
    if has_lost_parent(entry):
        data = request.POST if "parent" in request.POST else None
        form = ParentForm(possible_parents(request.user, entry.page), data)
        if not form.is_valid():
            return _ask_for_parent(request, entry, form)
        parent = form.cleaned_data["parent"]
    if request.method != "POST":
        return redirect("bin")
    try:
        restored = moves.restore(entry, request.user, parent)
    except BinnedPage.DoesNotExist:
        return _gone(request)
    except ValidationError as error:
        if form is not None:
            form.add_error("parent", error)
            return _ask_for_parent(request, entry, form)
        messages.error(request, " ".join(error.messages))
        return redirect("bin")
    _report(request, restored)
    return redirect("wagtailadmin_explore", restored.page.get_parent().pk)


def _report(request: HttpRequest, restored: moves.Restored) -> None:
    state = "elle est de nouveau publiée" if restored.is_live else "elle est en brouillon"
    edit = messages.button(reverse("wagtailadmin_pages:edit", args=[restored.page.pk]), "Modifier")
    messages.success(request, f"« {restored.page.get_admin_display_title()} » est restaurée : {state}.", buttons=[edit])
    if restored.old_slug:
        messages.warning(
            request,
            f"Son adresse « {restored.old_slug} » a été prise depuis : elle est maintenant « {restored.page.slug} ».",
        )


def delete(request: HttpRequest, page_id: int) -> HttpResponse:
    """Delete a page for good, after a confirmation."""
    entry = _entry(page_id)
    if entry is None:
        return _gone(request)
    if not may_delete(request.user, entry):
        raise PermissionDenied
    if request.method != "POST":
        return render(request, "core/admin/bin/delete.html", {"row": _row(entry, request.user)})
    title = entry.page.get_admin_display_title()
    moves.delete(entry, request.user)
    messages.success(request, f"« {title} » est supprimée définitivement.")
    return redirect("bin")


def _entry(page_id: int) -> BinnedPage | None:
    return entries().filter(pk=page_id).first()


def _gone(request: HttpRequest) -> HttpResponse:
    messages.warning(
        request, "Cette page n’est plus dans la corbeille : elle a été restaurée, ou supprimée pour de bon."
    )
    return redirect("bin")


def _ask_for_parent(request: HttpRequest, entry: BinnedPage, form: ParentForm) -> HttpResponse:
    context = {"row": _row(entry, request.user), "form": form, "has_choice": form.fields["parent"].queryset.exists()}
    return render(request, "core/admin/bin/restore.html", context)


def _row(entry: BinnedPage, user: Any) -> dict[str, Any]:
    model = entry.page.specific_class
    deleted_at = timezone.localtime(entry.deleted_at)
    left = (deleted_at.date() + moves.RETENTION - timezone.localdate()).days
    return {
        "pk": entry.pk,
        "title": entry.page.draft_title or entry.page.title,
        "type": model.get_verbose_name() if model else "",
        "with": quantity(entry.page_count - 1, "autre page", "autres pages") if entry.page_count > 1 else "",
        "place": entry.place,
        "deleted_by": entry.deleted_by,
        "deleted_at": date_format(deleted_at, r"j F Y à G \h i"),
        "left": quantity(max(left, 0), "jour") if left > 0 else "moins d’un jour",
        "may_delete": may_delete(user, entry),
        "lost_parent": has_lost_parent(entry),
    }
