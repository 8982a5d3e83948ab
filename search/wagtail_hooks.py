"""Admin hooks of the search: the menu « Recherche »."""

from __future__ import annotations

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSetGroup

from search.admin.promotions import PromotionViewSet, urls_in_front
from search.admin.report import ReportViewSet
from search.admin.synonyms import SynonymViewSet

#: Entries of Wagtail for promotions and for questions, which it would have to count itself.
REPLACED = {"promoted-search-results", "search-terms"}


class SearchViewSetGroup(ViewSetGroup):
    """The menu « Recherche »."""

    items = (ReportViewSet, SynonymViewSet, PromotionViewSet)
    menu_label = "Recherche"
    menu_name = "search-teaching"
    menu_icon = "search"
    menu_order = 460


@hooks.register("register_admin_viewset")
def menu() -> SearchViewSetGroup:
    return SearchViewSetGroup()


hooks.register("register_admin_urls", urls_in_front, order=-10)


@hooks.register("construct_settings_menu")
@hooks.register("construct_reports_menu")
def remove_replaced(request: HttpRequest, items: list[MenuItem]) -> None:
    items[:] = [item for item in items if item.name not in REPLACED]
