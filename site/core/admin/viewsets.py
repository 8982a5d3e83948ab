"""Listings of pages in the admin: icons of types, columns and filters by type, entries in menu and dashboard."""

from __future__ import annotations

from typing import Any

from django.forms import RadioSelect
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django_filters import ChoiceFilter, Filter
from wagtail import hooks
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.menu import MenuItem
from wagtail.admin.site_summary import SummaryItem
from wagtail.admin.ui.tables import BaseColumn, Column
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn, PageTypeColumn
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.admin.views.pages.create import AddSubpageView
from wagtail.admin.views.pages.listing import ExplorableIndexView, PageFilterSet
from wagtail.admin.views.pages.search import SearchView
from wagtail.admin.views.pages.usage import ContentTypeUseView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page, Site, Task
from wagtail.query import PageQuerySet

from core.admin.unpublish import UnpublishView
from core.bin import tree
from core.bin.deletion import BinView
from core.verification import checked_long_ago, never_checked
from core.workarounds.internals import prefetched_workflow_states, set_site_root_paths

NO_ICON = "doc-empty-inverse"


def icon_of(page: Page | type[Page] | None) -> str:
    """Return the icon of a page type (class or instance); Wagtail's default for types that declare none."""
    return getattr(page, "icon", NO_ICON)


class TypeColumn(PageTypeColumn):
    """The type of a page, with its icon."""

    cell_template_name = "wagtailadmin/tables/page_type_cell.html"

    def get_cell_context_data(self, instance: Page, parent_context: dict[str, Any]) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        context["icon_name"] = icon_of(instance)
        return context


class DayColumn(Column):
    """A date, as « 3 mars 2026 »; `never` replaces a missing one."""

    def __init__(self, name: str, never: str = "–", **kwargs: Any) -> None:
        super().__init__(name, **kwargs)
        self.empty_value_display = never

    def get_value(self, instance: Page) -> str:
        day = super().get_value(instance)
        return date_format(day, "j N Y") if day else ""


#: The date of the last verification, for types whose facts age.
VERIFIED = DayColumn("verified_on", never="jamais", label="Vérifié le", sort_key="verified_on", width="12%")


def columns(title: str, *own: BaseColumn) -> list[BaseColumn]:
    """Return the columns of a page type: title, its own columns, status."""
    return [
        BulkActionsColumn("bulk_actions"),
        PageTitleColumn("title", label=title, sort_key="title", classname="title"),
        *own,
        PageStatusColumn("status", label="Statut", sort_key="live", width="11%"),
    ]


class TypeFilterSet(PageFilterSet):
    """Filters of a page type: its own, then the owner and the date of the last change."""

    edited_by = None
    has_child_pages = None
    site = None

    @classmethod
    def get_filters(cls) -> dict[str, Filter]:
        filters = super().get_filters()
        last = {name: filters.pop(name) for name in ("owner", "latest_revision_created_at")}
        return {**filters, **last}


class VerifiedFilterSet(TypeFilterSet):
    """Filters of a page type whose facts age."""

    verification = ChoiceFilter(
        label="Vérification",
        choices=[("never", "Jamais vérifiée"), ("old", "Vérifiée il y a plus de six mois")],
        empty_label="Toutes",
        widget=RadioSelect,
        method="to_verify",
    )

    def to_verify(self, pages: PageQuerySet, name: str, choice: str) -> PageQuerySet:
        return pages.filter(never_checked() if choice == "never" else checked_long_ago())


def with_icons(columns: list[BaseColumn]) -> list[BaseColumn]:
    """Return Wagtail's columns, with an icon in the column of types."""
    by_type = TypeColumn(
        "type", label="Type", accessor="page_type_display_name", sort_key="content_type__model", width="18%"
    )
    return [by_type if column.name == "type" else column for column in columns]


class ListingPrefetchMixin:
    """Loads root paths of sites and tasks of workflows once for a listing of pages, instead of once per page."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)  # type: ignore[misc]
        root_paths = Site.get_site_root_paths()
        tasks: dict[int, Task] = {}
        for page in context["object_list"]:
            set_site_root_paths(page, root_paths)
            for workflow in prefetched_workflow_states(page):
                if task_state := workflow.current_task_state:
                    task_state.task = tasks.setdefault(task_state.task_id, task_state.task)
        return context


def bulk_actions_of(model: type[Page]) -> dict[str, Any]:
    """Return the context with which a listing of one page type offers the bulk actions of that type; else {}.

    Such a listing then offers no others: register the actions for all pages for the type too.
    """
    meta = model._meta
    own = bulk_action_registry.get_bulk_actions_for_model(meta.app_label, meta.model_name)
    return {"model_opts": meta, "item_type": "PAGE"} if own else {}


class Explorer(ListingPrefetchMixin, ExplorableIndexView):
    """The children of a page, under a header with its icon."""

    base_columns = with_icons(ExplorableIndexView.base_columns)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        models = type(self.parent_page).allowed_subpage_models()
        return super().get_context_data(**kwargs) | (bulk_actions_of(models[0]) if len(models) == 1 else {})

    def get_header_icon(self) -> str:
        return icon_of(self.parent_page)


class PageSearch(ListingPrefetchMixin, SearchView):
    """The search of all pages; its result count reads « pages »."""

    columns = with_icons(SearchView.columns)
    verbose_name = "page"
    verbose_name_plural = "pages"


class ChooseType(AddSubpageView):
    """The choice of a page type for a new page, with icons and descriptions."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["choices"] = [
            {
                "name": model.get_verbose_name(),
                "description": model.get_page_description(),
                "icon": icon_of(model),
                "url": reverse(
                    "wagtailadmin_pages:add", args=[model._meta.app_label, model._meta.model_name, self.parent_page.pk]
                ),
            }
            for model in type(self.parent_page).creatable_subpage_models()
            if model.can_create_at(self.parent_page)
        ]
        return context


class TypeListing(ListingPrefetchMixin, ContentTypeUseView):
    """All pages of one type, anywhere in the tree. `listing_title` is the heading, by default the type's name."""

    listing_title = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | bulk_actions_of(self.model)

    def get_page_title(self) -> str:
        return self.listing_title or capfirst(self.model._meta.verbose_name_plural)

    def get_page_subtitle(self) -> str:
        return ""

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [*self.breadcrumbs_items, {"url": self.get_index_url(), "label": self.get_page_title()}]


class AllPagesViewSet(PageViewSet):
    """The explorer, the search and the choice of a page type, for pages of all types."""

    model = Page
    index_view_class = Explorer
    add_subpage_view_class = ChooseType
    delete_view_class = BinView
    unpublish_view_class = UnpublishView
    search_view_class = PageSearch


class PagesMenuItem(MenuItem):
    """A menu entry for users with a permission on any page."""

    def is_shown(self, request: HttpRequest) -> bool:
        return user_has_any_page_permission(request.user)


class TypeSummary(SummaryItem):
    """The number of pages of a type, with a link to their listing, on the dashboard."""

    template_name = "wagtailadmin/home/type_summary.html"

    def __init__(self, request: HttpRequest, viewset: PageTypeViewSet) -> None:
        super().__init__(request)
        self.viewset = viewset
        self.order = viewset.menu_order

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        return {"viewset": self.viewset, "count": tree.outside(self.viewset.model.objects.all()).count()}

    def is_shown(self) -> bool:
        return user_has_any_page_permission(self.request.user)


class PageTypeViewSet(PageViewSet):
    """A page type with a listing of its own, in the side menu and on the dashboard.

    Subclasses set `model`, `menu_label`, `menu_order`, `columns` and `filterset_class`.
    """

    index_view_class = Explorer
    add_subpage_view_class = ChooseType
    content_type_use_view_class = TypeListing
    delete_view_class = BinView
    unpublish_view_class = UnpublishView
    add_to_admin_menu = True
    menu_item_class = PagesMenuItem

    @cached_property
    def icon(self) -> str:
        return icon_of(self.model)

    @cached_property
    def menu_icon(self) -> str:
        return self.icon

    @cached_property
    def menu_url(self) -> str:
        meta = self.model._meta
        return reverse("wagtailadmin_pages:type_use", args=[meta.app_label, meta.model_name])

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_common_view_kwargs(listing_title=self.menu_label, **kwargs)

    def on_register(self) -> None:
        super().on_register()
        hooks.register("construct_homepage_summary_items", self.add_summary, order=20)

    def add_summary(self, request: HttpRequest, items: list[SummaryItem]) -> None:
        """Add the number of pages of this type to the dashboard."""
        items.append(TypeSummary(request, self))
