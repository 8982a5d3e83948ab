"""Published diagnostics and trees that could not be published as they are now: a panel of the dashboard, and a warning
on their forms.

A sheet that one links to may have been unpublished or deleted, or a heading changed.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.ui.components import Component
from wagtail.models import Page

from core.admin.live_panel import block_label
from core.admin.pages import edit_url, editable_by
from core.bin import tree as page_bin
from core.text.typography import french, quantity
from memento.models import DecisionTreePage, DiagnosticPage

#: Maximum number of messages shown for a page; the others are only counted.
MAX_MESSAGES = 3


class BrokenToolsPanel(Component):
    """The diagnostics and trees that the user may change, with what is wrong in each."""

    name = "broken_tools"
    order = 124
    template_name = "memento/admin/broken_tools.html"

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        self.rows = rows

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"rows": self.rows}


@hooks.register("construct_homepage_panels")
def add_broken_tools(request: HttpRequest, components: list[Component]) -> None:
    editable = editable_by(request.user).values("pk")
    rows = [
        {
            "title": page.title,
            "icon": page.icon,
            "edit_url": edit_url(page.pk),
            "messages": texts[:MAX_MESSAGES],
            "others": len(texts[MAX_MESSAGES:]),
        }
        for model in (DiagnosticPage, DecisionTreePage)
        for page in page_bin.outside(model.objects.live()).filter(pk__in=editable).order_by("path")
        if (texts := located_problems(page))
    ]
    if rows:
        components.append(BrokenToolsPanel(rows))


@hooks.register("before_edit_page")
def warn_of_problems(request: HttpRequest, page: Page) -> None:
    """Warn when the form of a published diagnostic or tree opens that it cannot be published as it is."""
    if request.method == "GET" and page.live and isinstance(page, DiagnosticPage | DecisionTreePage):
        texts = located_problems(page)
        if texts:
            more = f" Et {quantity(len(texts) - MAX_MESSAGES, 'autre')}." if len(texts) > MAX_MESSAGES else ""
            shown = " ".join(texts[:MAX_MESSAGES])
            messages.warning(request, french(f"Avant de publier de nouveau, il faut corriger ceci. {shown}{more}"))


def located_problems(page: DiagnosticPage | DecisionTreePage) -> list[str]:
    """Return why a page cannot be published, each message after the name of its block: « Question 3 : … »."""
    texts = []
    for field, error in page.publication_problems().items():
        if isinstance(error, str):
            texts.append(error)
            continue
        for problem in error.problems:
            label = block_label(getattr(page, field), problem.block)
            texts.append(f"{label} : {problem.message}" if label else problem.message)
    return texts
