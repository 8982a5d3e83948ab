"""Permissions to see, restore and finally delete pages in the bin: those of the place where the page stood."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permissions import policy_registry

from core.bin import tree
from core.models import BinnedPage


class SitesPolicy(PagePermissionPolicy):
    """Wagtail's policy without the bin: neither superusers nor permissions on a deleted page itself reach it."""

    def get_all_permissions_for_user(self, user: Any) -> QuerySet:
        return super().get_all_permissions_for_user(user).exclude(page__path__startswith=tree.BIN)

    def instances_with_direct_explore_permission(self, user: Any) -> Any:
        if user.is_superuser:
            return self.model.base_page_model.objects.filter(path=tree.SITES)
        return super().instances_with_direct_explore_permission(user)

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> QuerySet:
        return tree.outside(super().instances_user_has_any_permission_for(user, actions))

    def explorable_instances(self, user: Any) -> QuerySet:
        return tree.outside(super().explorable_instances(user))


def has_lost_parent(entry: BinnedPage) -> bool:
    """Whether the page above has been deleted too, so that a restored page needs another one."""
    return _parent(entry) is None


def _parent(entry: BinnedPage) -> Page | None:
    return None if entry.parent is None or tree.is_in(entry.parent) else entry.parent


def _deciding_page(entry: BinnedPage) -> Page | None:
    """Return the page above, or the next one above that is not deleted; None if nothing tells which that is."""
    parent = entry.parent
    while parent is not None and tree.is_in(parent):
        above = BinnedPage.objects.select_related("parent").filter(page__path=parent.path[: 2 * parent.steplen]).first()
        parent = above.parent if above else None
    return parent


def may_restore(user: Any, entry: BinnedPage) -> bool:
    """Whether a user may restore a page, and hence see it in the bin.

    No query once the permissions are loaded, unless the page above has been deleted too.
    """
    if user.is_superuser:
        return bool(user.is_active)
    page = _deciding_page(entry)
    if page is None:
        return False
    permissions = page.permissions_for_user(user).permissions
    return "add" in permissions and ("change" in permissions or entry.deleted_by_id == user.pk)


def may_delete(user: Any, entry: BinnedPage) -> bool:
    """Whether a user may delete a page for good: as the page itself before, but always with the right to publish."""
    if user.is_superuser:
        return bool(user.is_active)
    parent = _parent(entry)
    if parent is None:
        return False
    permissions = parent.permissions_for_user(user).permissions
    return {"change", "publish"} <= permissions and (entry.page_count == 1 or "bulk_delete" in permissions)


def possible_parents(user: Any, page: Page) -> QuerySet[Page]:
    """Return the pages below which a user may restore a page whose parent is gone, by title."""
    allowed = policy_registry.get_by_type(Page).instances_user_has_any_permission_for(user, {"add"})
    return allowed.exact_type(*page.specific_class.allowed_parent_page_models()).order_by("title", "pk")
