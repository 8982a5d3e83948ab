"""The admin, for volunteers: our colours and icons, their words, what they need and no more."""

from __future__ import annotations

from django.db.models import Count
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.site_summary import SummaryItem
from wagtail.admin.ui.tables import Column
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from core.models import Partner, Person, Theme
from core.viewsets import AllPagesViewSet

#: Icons of blocks that Wagtail has no telling one for.
ICONS = [
    "icons/sillon-callout.svg",
    "icons/sillon-directory.svg",
    "icons/sillon-figures.svg",
    "icons/sillon-file.svg",
    "icons/sillon-gallery.svg",
    "icons/sillon-page-link.svg",
    "icons/sillon-panels.svg",
    "icons/sillon-video.svg",
]
#: Entries of the help menu that lead to Wagtail's site, in English.
ELSEWHERE = ("whats-new-in-wagtail", "editor-guide")


@hooks.register("register_icons")
def icons(names: list[str]) -> list[str]:
    return [*names, *ICONS]


@hooks.register("insert_global_admin_css")
def stylesheet() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


@hooks.register("register_admin_viewset")
def all_pages() -> AllPagesViewSet:
    return AllPagesViewSet()


@hooks.register("construct_help_menu")
def help_stays_here(request: HttpRequest, items: list[MenuItem]) -> None:
    items[:] = [item for item in items if not item.name.startswith(ELSEWHERE)]


@hooks.register("construct_homepage_summary_items", order=10)
def summary_says_what_there_is(request: HttpRequest, items: list[SummaryItem]) -> None:
    """Numbers of pages, images and documents tell an editor nothing; the sections add theirs after this."""
    items.clear()


# --- What pages of all sections name ---------------------------------------------------------------------------


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


class PersonViewSet(SnippetViewSet):
    model = Person
    icon = "user"
    list_display = ["name", "role", Column("organisation", label="Organisation")]

    def get_queryset(self, request: HttpRequest):  # noqa: ANN201 -- Wagtail's name for a queryset or None
        return Person.objects.select_related("organisation")


class DirectoryViewSetGroup(SnippetViewSetGroup):
    """« Répertoire »: what is written once and named in many pages."""

    items = (ThemeViewSet, PartnerViewSet, PersonViewSet)
    menu_label = "Répertoire"
    menu_icon = "sillon-directory"
    menu_order = 450


register_snippet(DirectoryViewSetGroup)
