"""The template contexts of the guide and of its chapters."""

from __future__ import annotations

from typing import Any, TypedDict

from django.http import HttpRequest
from wagtail.models import Page

from core.files import images
from core.visibility.gate import Gate
from memento.editions.changes import recorded_editions
from memento.editions.record import latest_first
from memento.models import ChapterPage, DecisionTreePage, DiagnosticPage, MementoPage, SheetPage
from memento.models.glossary import glossary
from memento.pages.changes import guide_changes_context
from memento.pages.rows import PAGE_FIELDS, PageRow, SheetRow, page_row, sheet_rows

#: The page types that help a reader to judge a project.
TOOLS = (DiagnosticPage, DecisionTreePage)


class ChapterRow(PageRow):
    """A chapter with its sheets."""

    path: str
    introduction: str
    sheets: list[SheetRow]


class ToolRow(PageRow):
    """A diagnostic or a decision tree; `label` is its kind in French."""

    pk: int
    label: str
    introduction: str


class Outline(TypedDict):
    """The guide in the order of the tree; `sheets` are those whose chapter the reader may not see."""

    chapters: list[ChapterRow]
    sheets: list[SheetRow]


def guide_context(page: MementoPage, request: HttpRequest, gate: Gate) -> dict[str, Any]:
    """Return the template context of the guide."""
    return {
        "cover": images.load([page.cover_id], gate.images).get(page.cover_id) if page.cover_id else None,
        "outline": outline(page, gate),
        "tools": [row for model in TOOLS for row in tool_rows(model, page, gate)],
        "sibling_pages": sibling_pages(page, gate),
        "editions": edition_rows(page, gate),
        "terms": glossary(gate).terms,
        **guide_changes_context(page, request, gate),
    }


def chapter_context(page: ChapterPage, request: HttpRequest, gate: Gate) -> dict[str, Any]:
    """Return the template context of a chapter."""
    return {"sheets": sheet_rows(gate, gate.pages(SheetPage).within(page.path))}


def outline(page: MementoPage, gate: Gate) -> Outline:
    """Return the visible chapters of the guide with their visible sheets. Two queries."""
    chapters = {
        row["path"]: ChapterRow(
            **page_row(gate, row),
            path=row["path"],
            introduction=row["introduction"],
            sheets=[],
        )
        for row in gate.pages(ChapterPage).within(page.path).values(*PAGE_FIELDS, "path", "introduction")
    }
    without_chapter: list[SheetRow] = []
    for sheet in sheet_rows(gate, gate.pages(SheetPage).within(page.path)):
        chapter = chapters.get(sheet["path"][: -Page.steplen])
        (chapter["sheets"] if chapter else without_chapter).append(sheet)
    return Outline(chapters=list(chapters.values()), sheets=without_chapter)


def tool_rows(model: type[DiagnosticPage | DecisionTreePage], page: MementoPage, gate: Gate) -> list[ToolRow]:
    """Return the visible diagnostics or decision trees of the guide, in the order of the tree. One query."""
    rows = gate.pages(model).within(page.path).values(*PAGE_FIELDS, "pk", "introduction")
    label = model.label
    return [ToolRow(**page_row(gate, r), pk=r["pk"], label=label, introduction=r["introduction"]) for r in rows]


def sibling_pages(page: MementoPage, gate: Gate) -> list[dict[str, str]]:
    """Return the visible child pages that have no place of their own on the page, as `title` and `url`. One query."""
    pages = (
        gate.pages(Page).filter(path__startswith=page.path, depth=page.depth + 1).not_exact_type(ChapterPage, *TOOLS)
    )
    rows = pages.order_by("path").values("title", "url_path")
    return [{"title": row["title"], "url": gate.url(row["url_path"])} for row in rows]


def edition_rows(page: MementoPage, gate: Gate) -> list[dict[str, Any]]:
    """Return the editions as plain rows, the latest first: `number`, `title`, `date`, `note` and `recorded_on`.

    `date` is a `FuzzyDateData` or None; `recorded_on` is the day on which its sheets were recorded, or None.
    """
    recorded = {edition.pk: edition for edition in recorded_editions(gate, page.path)}
    times = {pk: edition.recorded_at for pk, edition in recorded.items()}
    return [
        {
            "number": edition.number,
            "title": edition.title,
            "date": edition.fuzzy_date,
            "note": edition.note,
            "recorded_on": recorded[edition.pk].recorded_on if edition.pk in recorded else None,
        }
        for edition in latest_first(page.editions.all(), times)
    ]
