"""Makes the demo's guide from the TOML files of this folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from wagtail.models import Page

from core.demo import page_themes, raw_stream, read_toml
from core.setup import ensure_page
from memento.models import ChapterPage, MementoPage, SheetPage, SheetSource, Takeaway
from memento.setup import ensure_memento

FOLDER = Path(__file__).parent


def load(front: Page) -> None:
    """Chapters and sheets below the guide of this home page. What is there already stays as it is.

    The themes that the sheets name must exist.
    """
    memento = ensure_memento(front)
    guide = read_toml(FOLDER / "memento.toml")
    _introduce(memento, guide["introduction"])
    chapters = {
        chapter["slug"]: ensure_page(
            memento, ChapterPage, chapter["slug"], chapter["title"], {"introduction": chapter["introduction"]}
        )
        for chapter in guide["chapters"]
    }
    for path in sorted(FOLDER.glob("[0-9]*.toml")):
        sheet = read_toml(path)
        _ensure_sheet(chapters[sheet["chapter"]], sheet)


def _introduce(memento: MementoPage, introduction: str) -> None:
    """Give the guide its introduction, unless it has one or someone is writing it."""
    if memento.introduction or memento.has_unpublished_changes:
        return
    memento.introduction = introduction
    memento.save_revision().publish()


def _ensure_sheet(chapter: ChapterPage, sheet: dict[str, Any]) -> SheetPage:
    fields = {name: sheet[name] for name in ("number", "introduction", "audience", "moment", "verified_on")}
    children: dict[str, list[Any]] = {
        "takeaways": [Takeaway(text=text) for text in sheet["takeaways"]],
        "sources": [SheetSource(**source) for source in sheet["sources"]],
        "page_themes": page_themes(sheet["themes"]),
    }
    body = raw_stream(sheet["body"], FOLDER)
    return ensure_page(chapter, SheetPage, sheet["slug"], sheet["title"], {**fields, "body": body}, children)
