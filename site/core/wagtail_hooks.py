"""The admin: icons and colours, fewer menu entries, and the snippets that pages of all sections share."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Count
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.actions import ActionRegistry
from wagtail.admin.menu import MenuItem
from wagtail.admin.site_summary import SummaryItem
from wagtail.admin.ui.tables import Column
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from core.admin.copying import CreateAliasAction
from core.admin.snippet_choosers import PartnerChooserViewSet, PersonChooserViewSet
from core.admin.viewsets import AllPagesViewSet
from core.bin import admin as bin_admin  # noqa: F401 -- registers its hooks
from core.files.views import private_file
from core.jobs import admin  # noqa: F401 -- registers its hooks
from core.models import Partner, Person, Theme
from core.workarounds import columns

#: Entries of the help menu that lead to Wagtail's website, in English.
EXTERNAL_HELP = ("whats-new-in-wagtail", "editor-guide")


columns.translate()


@hooks.register("register_icons")
def icons(names: list[str]) -> list[str]:
    """Register the icons of page types and blocks: all of `templates/icons`."""
    return [*names, *(f"icons/{file.name}" for file in (settings.BASE_DIR / "templates" / "icons").glob("*.svg"))]


@hooks.register("insert_global_admin_css")
def stylesheet() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


@hooks.register("insert_global_admin_js")
def scripts() -> SafeString:
    names = [(static(f"js/{name}.js"),) for name in ("admin-autosave", "admin-dates", "file-size")]
    return format_html_join("\n", '<script defer src="{}"></script>', names)


@hooks.register("register_admin_urls")
def private_files() -> list[URLPattern]:
    """Register the view of private files, to which `PrivateStorage.url` leads."""
    return [path("fichiers/<path:name>", private_file, name="core_private_file")]


@hooks.register("register_admin_viewset")
def all_pages() -> AllPagesViewSet:
    return AllPagesViewSet()


@hooks.register("register_actions")
def actions(registry: ActionRegistry) -> None:
    """Replace actions of Wagtail, which the API runs."""
    registry.register(Page, CreateAliasAction)


@hooks.register("construct_help_menu")
def remove_external_help(request: HttpRequest, items: list[MenuItem]) -> None:
    items[:] = [item for item in items if not item.name.startswith(EXTERNAL_HELP)]


@hooks.register("construct_homepage_summary_items", order=10)
def remove_wagtail_summary(request: HttpRequest, items: list[SummaryItem]) -> None:
    """Remove Wagtail's totals of pages, images and documents; the sections add their own counts after this."""
    items.clear()


# --- Snippets that pages of all sections refer to --------------------------------------------------------------


class ThemeViewSet(SnippetViewSet):
    model = Theme
    icon = "tag"
    list_display = [
        "title",
        Column("parent", label="Thème plus large"),
        Column("pages", label="Pages"),
    ]
    list_filter = ["parent"]

    def get_queryset(self, request: HttpRequest):  # noqa: ANN201 -- Wagtail's name for a queryset or None
        return Theme.objects.select_related("parent").annotate(pages=Count("page_themes"))


class PartnerViewSet(SnippetViewSet):
    model = Partner
    icon = "group"
    list_display = ["name", Column("get_kind_display", label="Nature", sort_key="kind"), "url"]
    list_filter = ["kind"]
    chooser_viewset_class = PartnerChooserViewSet


class PersonViewSet(SnippetViewSet):
    model = Person
    icon = "user"
    list_display = ["name", "role", Column("organisation", label="Organisation")]
    chooser_viewset_class = PersonChooserViewSet

    def get_queryset(self, request: HttpRequest):  # noqa: ANN201 -- Wagtail's name for a queryset or None
        return Person.objects.select_related("organisation")


class DirectoryViewSetGroup(SnippetViewSetGroup):
    """The menu « Répertoire »: themes, partners and people, to which many pages refer."""

    items = (ThemeViewSet, PartnerViewSet, PersonViewSet)
    menu_label = "Répertoire"
    menu_icon = "sillon-directory"
    menu_order = 450


register_snippet(DirectoryViewSetGroup)
