"""Dead links in the admin: a panel of the dashboard, and a warning on the form of a sheet."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.formats import date_format
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.ui.components import Component
from wagtail.models import Page

from core.admin.pages import edit_url, editable_by
from memento.links.check import without_scheme
from memento.links.cited_urls import links_by_sheet, sheets_by_url
from memento.models import CheckedLink, SheetPage

#: Maximum number of rows in the panel; the others are only counted.
MAX_ROWS = 12


class DeadLinksPanel(Component):
    """The dead links of the sheets that the user may change, from the last run of `check_links`."""

    name = "dead_links"
    order = 125
    template_name = "memento/admin/dead_links.html"

    def __init__(self, links: list[CheckedLink]) -> None:
        self.links = links

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        user = parent_context["request"].user
        editable_ids = set(editable_by(user).type(SheetPage).values_list("pk", flat=True))
        rows = [
            {
                "title": sheet.title,
                "edit_url": edit_url(sheet.pk),
                "url": link.url,
                "address": without_scheme(link.url),
                "since": date_format(link.broken_since, "j F Y") if link.broken_since else "",
                "problem": link.problem,
            }
            for sheet, links in links_by_sheet(self.links, sheets_by_url()).items()
            if sheet.pk in editable_ids
            for link in links
        ]
        return {"rows": rows[:MAX_ROWS], "others": len(rows[MAX_ROWS:])}


@hooks.register("construct_homepage_panels")
def add_dead_links(request: HttpRequest, components: list[Component]) -> None:
    if links := list(CheckedLink.objects.filter(broken_since__isnull=False).order_by("broken_since", "url")):
        components.append(DeadLinksPanel(links))


@hooks.register("before_edit_page")
def warn_of_dead_links(request: HttpRequest, page: Page) -> None:
    """Warn of the dead links of a sheet when its form opens. One query if no link is dead."""
    if request.method != "GET" or not isinstance(page, SheetPage):
        return
    if links := list(CheckedLink.objects.filter(broken_since__isnull=False).order_by("url")):
        descriptions = [
            f"{without_scheme(link.url)} ({link.problem})"
            for sheet, dead_links in links_by_sheet(links, sheets_by_url()).items()
            if sheet.pk == page.pk
            for link in dead_links
        ]
        if descriptions:
            messages.warning(request, f"Liens morts dans cette fiche : {' ; '.join(descriptions)}.")
