"""« Liens morts », on the admin's dashboard while there are some."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.formats import date_format
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.ui.components import Component
from wagtail.models import Page
from wagtail.permissions import policy_registry

from memento.links import cited, dead_by_sheet, edit_url, without_scheme
from memento.models import CheckedLink, SheetPage

#: How many rows the panel shows; it counts the others.
SHOWN = 12


class DeadLinksPanel(Component):
    """The dead links of the sheets that this user may change, as the last run of `check_links` found them."""

    name = "dead_links"
    order = 125
    template_name = "memento/admin/dead_links.html"

    def __init__(self, links: list[CheckedLink]) -> None:
        self.links = links

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        user = parent_context["request"].user
        policy = policy_registry.get_by_type(Page)
        mine = set(
            policy.instances_user_has_permission_for(user, "change").type(SheetPage).values_list("pk", flat=True)
        )
        rows = [
            {
                "title": sheet.title,
                "edit_url": edit_url(sheet.pk),
                "url": link.url,
                "address": without_scheme(link.url),
                "since": date_format(link.broken_since, "j F Y") if link.broken_since else "",
                "problem": link.problem,
            }
            for sheet, links in dead_by_sheet(self.links, cited()).items()
            if sheet.pk in mine
            for link in links
        ]
        return {"rows": rows[:SHOWN], "others": len(rows[SHOWN:])}


@hooks.register("construct_homepage_panels")
def add_dead_links(request: HttpRequest, components: list[Component]) -> None:
    if links := list(CheckedLink.objects.filter(broken_since__isnull=False).order_by("broken_since", "url")):
        components.append(DeadLinksPanel(links))


@hooks.register("before_edit_page")
def warn_of_dead_links(request: HttpRequest, page: Page) -> None:
    """Name the dead links of a sheet to whoever opens it. Nothing is looked for while no link of the guide is dead."""
    if request.method != "GET" or not isinstance(page, SheetPage):
        return
    if links := list(CheckedLink.objects.filter(broken_since__isnull=False).order_by("url")):
        dead = [
            f"{without_scheme(link.url)} ({link.problem})"
            for sheet, found in dead_by_sheet(links, cited()).items()
            if sheet.pk == page.pk
            for link in found
        ]
        if dead:
            messages.warning(request, f"Liens morts dans cette fiche : {' ; '.join(dead)}.")
