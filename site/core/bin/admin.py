"""Registers the bin in the admin: screens, menu entry, the ways to delete, and where its pages are left out."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.actions import ActionRegistry
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import RecentEditsPanel
from wagtail.models import Page
from wagtail.permissions import register_permission_policy
from wagtail.query import PageQuerySet

from core.bin import tree, views
from core.bin.deletion import ACTIONS_ON_PAGES, BinAction, BinBulkAction, refuse_bulk_in_bin, refuse_in_bin
from core.bin.rights import SitesPolicy

register_permission_policy(Page, SitesPolicy(Page))
for _action in ACTIONS_ON_PAGES:
    hooks.register(f"before_{_action}_page", refuse_in_bin, order=-10)
hooks.register("before_create_page", refuse_in_bin, order=-10)
hooks.register("before_bulk_action", refuse_bulk_in_bin, order=-10)
# After Wagtail's own, which it replaces.
hooks.register("register_bulk_action", BinBulkAction, order=10)


class RecentEdits(RecentEditsPanel):
    """Wagtail's panel of the pages that the user edited last, without those in the bin."""

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        context = super().get_context_data(parent_context)
        context["last_edits"] = [(moment, page) for moment, page in context["last_edits"] if not tree.is_in(page)]
        return context


class BinItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return user_has_any_page_permission(request.user)


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    return [
        path("corbeille/", views.index, name="bin"),
        path("corbeille/<int:page_id>/restaurer/", views.restore, name="bin_restore"),
        path("corbeille/<int:page_id>/supprimer/", views.delete, name="bin_delete"),
    ]


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    return BinItem("Corbeille", reverse("bin"), name="bin", icon_name="bin", order=9000)


@hooks.register("register_actions")
def actions(registry: ActionRegistry) -> None:
    registry.register(Page, BinAction)


@hooks.register("construct_page_chooser_queryset")
def leave_out_of_choosers(pages: PageQuerySet, request: HttpRequest) -> PageQuerySet:
    return tree.outside(pages)


@hooks.register("construct_homepage_panels")
def panels(request: HttpRequest, components: list[Component]) -> None:
    components[:] = [RecentEdits() if type(item) is RecentEditsPanel else item for item in components]
