"""What the APIs of diagnostics and of decision trees share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest

from core.api.parameters import ListParams, ThemeSlug
from core.api.routing import listing
from core.models.themes import themes_by_page
from core.visibility.gate import Gate
from memento.api.pages import page_ref
from memento.models import DecisionTreePage, DiagnosticPage
from memento.pages.sheet_links import PassageLink

Tool = TypeVar("Tool", DiagnosticPage, DecisionTreePage)


class ToolParams(ListParams):
    """Filters of the lists of diagnostics and of decision trees."""

    theme: ThemeSlug = ""


def list_tools(
    request: HttpRequest, params: ToolParams, model: type[Tool], own_fields: Callable[[Tool], dict[str, Any]]
) -> dict[str, Any]:
    """Return a part of the list of a type, in the order of the guide. `own_fields` returns what only this type has."""
    gate = Gate.for_request(request)
    pages = gate.pages(model).order_by("path")
    if params.theme:
        pages = pages.about(params.theme)

    def items(rows: Any) -> list[dict[str, Any]]:
        tools: list[Tool] = list(rows)
        themes = themes_by_page(page.pk for page in tools)
        return [
            {
                **page_ref(gate, page),
                "published_at": page.first_published_at,
                "updated_at": page.last_published_at,
                "introduction": page.introduction,
                **own_fields(page),
                "themes": themes[page.pk],
            }
            for page in tools
        ]

    return listing(pages, params, items)


def sheet_link(link: PassageLink) -> dict[str, Any]:
    """Return the fields of a `SheetLink`."""
    return {name: link[name] for name in ("id", "slug", "title", "url", "number")}  # type: ignore[literal-required]
