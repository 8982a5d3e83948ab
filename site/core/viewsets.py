"""How the admin lists pages: the icon of each type, the columns that matter, an entry in the side menu."""

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

from core.verification import checked_long_ago, never_checked

NO_ICON = "doc-empty-inverse"


def icon_of(page: Page | type[Page] | None) -> str:
    """The icon of a page type, from the class or a page of it; Wagtail's own for a page of no type of ours."""
    return getattr(page, "icon", NO_ICON)


class TypeColumn(PageTypeColumn):
    """The type of a page, with its icon."""

    cell_template_name = "wagtailadmin/tables/page_type_cell.html"

    def get_cell_context_data(self, instance: Page, parent_context: dict[str, Any]) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        context["icon_name"] = icon_of(instance)
        return context


class DayColumn(Column):
    """A day, as « 3 mars 2026 »; `never` stands where there is none."""

    def __init__(self, name: str, never: str = "–", **kwargs: Any) -> None:
        super().__init__(name, **kwargs)
        self.empty_value_display = never

    def get_value(self, instance: Page) -> str:
        day = super().get_value(instance)
        return date_format(day, "j N Y") if day else ""


#: When somebody last checked a page, for the types whose facts age.
VERIFIED = DayColumn("verified_on", never="jamais", label="Vérifié le", sort_key="verified_on", width="12%")


def columns(title: str, *own: BaseColumn) -> list[BaseColumn]:
    """The columns of a page type: its title, its own, and its status."""
    return [
        BulkActionsColumn("bulk_actions"),
        PageTitleColumn("title", label=title, sort_key="title", classname="title"),
        *own,
        PageStatusColumn("status", label="Statut", sort_key="live", width="11%"),
    ]


class TypeFilterSet(PageFilterSet):
    """Filters of one page type: its own, then who wrote a page and when it changed."""

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

    def to_verify(self, pages: PageQuerySet, name: str, which: str) -> PageQuerySet:
        return pages.filter(never_checked() if which == "never" else checked_long_ago())


def with_icons(wagtails: list[BaseColumn]) -> list[BaseColumn]:
    """Wagtail's columns, the one of types with icons."""
    by_type = TypeColumn(
        "type", label="Type", accessor="page_type_display_name", sort_key="content_type__model", width="18%"
    )
    return [by_type if column.name == "type" else column for column in wagtails]


class SharedReadOnce:
    """A listing of pages that reads the addresses of the sites and the steps of reviews once.

    By itself, each page would ask for its own.
    """

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)  # type: ignore[misc]
        sites = Site.get_site_root_paths()
        steps: dict[int, Task] = {}
        for page in context["object_list"]:
            page._wagtail_cached_site_root_paths = sites
            for workflow in getattr(page, "_current_workflow_states", ()):
                if step := workflow.current_task_state:
                    step.task = steps.setdefault(step.task_id, step.task)
        return context


def bulk_actions_of(model: type[Page]) -> dict[str, Any]:
    """What a listing of pages of one type has in its context to offer that type's own actions, if it has some.

    Those of pages of any type must be registered for the type too.
    """
    meta = model._meta
    own = bulk_action_registry.get_bulk_actions_for_model(meta.app_label, meta.model_name)
    return {"model_opts": meta, "item_type": "PAGE"} if own else {}


class Explorer(SharedReadOnce, ExplorableIndexView):
    """The pages below one page, headed by its icon."""

    base_columns = with_icons(ExplorableIndexView.base_columns)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        below = type(self.parent_page).allowed_subpage_models()
        return super().get_context_data(**kwargs) | (bulk_actions_of(below[0]) if len(below) == 1 else {})

    def get_header_icon(self) -> str:
        return icon_of(self.parent_page)


class PageSearch(SharedReadOnce, SearchView):
    """The search of all pages, whose count says « pages »."""

    columns = with_icons(SearchView.columns)
    verbose_name = "page"
    verbose_name_plural = "pages"


class ChooseType(AddSubpageView):
    """The choice of a page type, each with its icon and what it is for."""

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


class TypeListing(SharedReadOnce, ContentTypeUseView):
    """All pages of one type, wherever they stand. `listing_title` heads those of a type with its own menu entry."""

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
    """The explorer, the search and the choice of a type, for pages of any type."""

    model = Page
    index_view_class = Explorer
    add_subpage_view_class = ChooseType
    search_view_class = PageSearch


class PagesMenuItem(MenuItem):
    """An entry for who works on pages."""

    def is_shown(self, request: HttpRequest) -> bool:
        return user_has_any_page_permission(request.user)


class TypeSummary(SummaryItem):
    """How many pages of a type there are, on the dashboard, with the way to them."""

    template_name = "wagtailadmin/home/type_summary.html"

    def __init__(self, request: HttpRequest, viewset: PageTypeViewSet) -> None:
        super().__init__(request)
        self.viewset = viewset
        self.order = viewset.menu_order

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        return {"viewset": self.viewset, "count": self.viewset.model.objects.count()}

    def is_shown(self) -> bool:
        return user_has_any_page_permission(self.request.user)


class PageTypeViewSet(PageViewSet):
    """A page type with a listing of its own, in the side menu and on the dashboard.

    A subclass says `model`, `menu_label`, `menu_order`, `columns` and `filterset_class`.
    """

    index_view_class = Explorer
    add_subpage_view_class = ChooseType
    content_type_use_view_class = TypeListing
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
        """Put the number of pages of this type on the dashboard."""
        items.append(TypeSummary(request, self))
