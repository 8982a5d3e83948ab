"""The ways to delete a page, all of which lead into the bin: the form, the bulk action, and the API."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from wagtail import hooks
from wagtail.actions import DeletePageAction
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.pages.bulk_actions.delete import DeleteBulkAction
from wagtail.admin.views.pages.delete import DeleteView
from wagtail.admin.views.pages.utils import type_to_delete_confirmation
from wagtail.models import Page, Site

from core.bin import contacts, moves, tree
from core.bin.citations import citations, shown, warnings
from core.bin.rights import may_restore
from core.models import BinnedPage
from core.text.typography import quantity


def last_day() -> str:
    """Return until when a page that is deleted now can be restored: « 28 décembre 2026 »."""
    return date_format(timezone.localdate() + moves.RETENTION, "j F Y")


def holds_home(page: Page) -> bool:
    """Whether a page is, or contains, the home page of a site."""
    return Site.objects.filter(root_page__path__startswith=page.path).exists()


def confirmation(pages: list[Page], user: Any) -> dict[str, Any]:
    """Return the context of a confirmation: who cites these pages, and which contacts will be erased."""
    below = Page.objects.none()
    for page in pages:
        below |= Page.objects.descendant_of(page, inclusive=True)
    citing = citations(below, user)
    types = {page.specific_class for page in below.select_related("content_type")}
    labels = {label: None for model in types if model for label in contacts.labels(model)}
    return {
        **shown(citing),
        "warnings": warnings(pages),
        "contact_labels": " et ".join(labels),
        "last_day": last_day(),
    }


class BinView(DeleteView):
    """The confirmation of a deletion: names who cites the page, then moves it into the bin."""

    template_name = "core/admin/bin/confirm.html"

    def dispatch(self, request: HttpRequest, page_id: int, *args: Any, **kwargs: Any) -> HttpResponse:
        # Before Wagtail's check of permissions, for whoever comes second: an editor has none in the bin.
        page = get_object_or_404(Page, pk=page_id)
        return refuse_in_bin(request, page) or super().dispatch(request, page_id, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if holds_home(self.page) or not type_to_delete_confirmation(request):
            return self.render_to_response(self.get_context_data())
        parent_id = self.page.get_parent().pk
        moves.put(self.page, request.user)
        title = self.page.get_admin_display_title()
        messages.success(
            request,
            f"« {title} » est dans la corbeille. Vous pourrez la restaurer jusqu’au {last_day()}.",
            buttons=[messages.button(reverse("bin"), "Voir la corbeille")],
        )
        for hook in hooks.get_hooks("after_delete_page"):
            response = hook(request, self.page)
            if hasattr(response, "status_code"):
                return response
        return redirect(self.next_url or reverse("wagtailadmin_explore", args=[parent_id]))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs) | {"holds_home": holds_home(self.page)}
        return context | confirmation([self.page], self.request.user)


class BinBulkAction(DeleteBulkAction):
    """The bulk action « Supprimer » of the explorer."""

    template_name = "core/admin/bin/confirm_bulk.html"

    def check_perm(self, page: Page) -> bool:
        return super().check_perm(page) and not holds_home(page)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        pages = [item["item"] for item in context["items"]]
        return context | {"is_protected": False} | confirmation(pages, self.request.user)

    def prepare_action(self, objects: Any, objects_without_access: Any) -> None:
        """Accept protected pages too, since nothing is deleted yet."""

    @classmethod
    def execute_action(cls, objects: list[Page], user: Any = None, **kwargs: Any) -> tuple[int, int]:
        count = sum(moves.put(page, user).page_count for page in objects)
        return len(objects), count - len(objects)

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        pages = quantity(num_parent_objects + num_child_objects, "page")
        return f"Dans la corbeille : {pages}. Vous pourrez restaurer jusqu’au {last_day()}."


class BinAction(DeletePageAction):
    """Deletion through the API."""

    def execute(self, *args: Any, skip_permission_checks: bool = False, **kwargs: Any) -> Any:
        self.check(skip_permission_checks=skip_permission_checks)
        return moves.put(self.page, self.user)


def refuse_in_bin(request: HttpRequest, page: Page, *args: Any) -> HttpResponse | None:
    """Hook before an action on a page: lead to the bin if it is there. Its title is for those who may restore it."""
    if not tree.is_in(page):
        return None
    entry = BinnedPage.objects.select_related("parent").filter(page__path=page.path[: 2 * page.steplen]).first()
    if entry is not None and may_restore(request.user, entry):
        text = f"« {page.get_admin_display_title()} » est dans la corbeille : restaurez-la d’abord."
    else:
        text = "Cette page a été supprimée."
    messages.warning(request, text)
    return redirect(get_valid_next_url_from_request(request) or reverse("bin"))


def refuse_bulk_in_bin(request: HttpRequest, action: str, objects: list[Any], view: Any) -> HttpResponse | None:
    """Hook before a bulk action: none reaches the pages of the bin."""
    if not any(isinstance(page, Page) and tree.is_in(page) for page in objects):
        return None
    messages.warning(request, "Une de ces pages est dans la corbeille : restaurez-la d’abord.")
    return redirect("bin")


ACTIONS_ON_PAGES = ("edit", "copy", "move", "delete", "publish", "unpublish")
