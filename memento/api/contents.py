"""The contents of the guide's pages, for other front ends."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from core.api.schemas import ResponseModel
from core.contents.indexes import IndexData, index_data
from core.contents.registry import PageKind, declare
from core.models.themes import themes_by_page
from core.visibility.gate import Gate
from memento.api.diagnostics import diagnostic_data
from memento.api.routes import guide_data, public_row, sheet_data, testimonial_data
from memento.api.schemas import Guide, SheetDetail, SheetItem, SheetLink, TestimonialDetail
from memento.api.tool_schemas import DiagnosticDetail, TreeDetail
from memento.api.trees import tree_data
from memento.models import (
    ChapterPage,
    DecisionTreePage,
    DiagnosticPage,
    MementoPage,
    SheetPage,
    TestimonialIndexPage,
    TestimonialPage,
)
from memento.pages.rows import sheet_rows
from memento.pages.sheet import neighbours_of


class ChapterData(ResponseModel):
    """Un chapitre du mémento."""

    introduction: str = Field(description="La question du chapitre.")
    sheets: list[SheetItem] = Field(description="Fiches, dans l’ordre de lecture.")


class SheetContentData(SheetDetail):
    """Une fiche entière, et ses voisines dans l’ordre de lecture."""

    previous: SheetLink | None = Field(description="La fiche qui précède.")
    next: SheetLink | None = Field(description="La fiche qui suit.")


def sheet_content(gate: Gate, page: SheetPage) -> dict[str, Any]:
    """Return a sheet in the shape of `SheetContentData`."""
    neighbours = {
        name: {**link, "url": gate.absolute(link["url"])} if link else None
        for name, link in neighbours_of(page, gate).items()
    }
    return {**sheet_data(gate, page), **neighbours}


def chapter_data(gate: Gate, page: ChapterPage) -> dict[str, Any]:
    """Return a chapter in the shape of `ChapterData`."""
    sheets = sheet_rows(gate, gate.pages(SheetPage).within(page.path)) if page.path else []
    themes = themes_by_page(sheet["pk"] for sheet in sheets)
    return {
        "introduction": page.introduction,
        "sheets": [{**public_row(gate, sheet), "themes": themes[sheet["pk"]]} for sheet in sheets],
    }


def declare_contents() -> None:
    """Declare the page types; called in `AppConfig.ready()`."""
    declare(PageKind("memento", MementoPage, guide_data, Guide, "memento/"))
    declare(PageKind("chapter", ChapterPage, chapter_data, ChapterData))
    declare(PageKind("sheet", SheetPage, sheet_content, SheetContentData, "memento/sheets/{id}/"))
    declare(PageKind("testimonials", TestimonialIndexPage, index_data("testimonials/"), IndexData))
    declare(PageKind("testimonial", TestimonialPage, testimonial_data, TestimonialDetail, "testimonials/{id}/"))
    declare(PageKind("diagnostic", DiagnosticPage, diagnostic_data, DiagnosticDetail, "memento/diagnostics/{id}/"))
    declare(PageKind("tree", DecisionTreePage, tree_data, TreeDetail, "memento/trees/{id}/"))
