"""Loads the tours of the demo: the one that the Alliance names, and an invented example with steps."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from wagtail.models import Page

from archive.models import TourPage, TourSource, TourStep
from core.demo import page_themes, raw_stream, read_toml
from core.setup import ensure_page

FOLDER = Path(__file__).parent


def load(parent: Page) -> None:
    """Create the missing tours below « Ressources ». Existing ones stay as they are."""
    for row in read_toml(FOLDER / "tours.toml")["tours"]:
        ensure_page(
            parent,
            TourPage,
            row["slug"],
            row["title"],
            {
                "date": row["date"],
                "introduction": row["introduction"],
                "body": raw_stream(row.get("body", []), FOLDER),
            },
            {
                "page_themes": page_themes(row["themes"]),
                "steps": [_step(rank, step) for rank, step in enumerate(row["steps"])],
                "sources": [TourSource(**source) for source in row["sources"]],
            },
        )


def _step(rank: int, row: dict[str, Any]) -> TourStep:
    """Build a step. Without a date it has that of its report, which is dated from the day of loading."""
    report = _page("report", row)
    return TourStep(
        title=row["title"],
        date=row.get("date") or getattr(report, "date", ""),
        place=_page("place", row),
        report=report,
        summary=row["summary"],
        sort_order=rank,
    )


def _page(relation: str, row: dict[str, Any]) -> Page | None:
    """Return the page of the demo that a step refers to; None if the site does not have it."""
    model: type[Page] = TourStep._meta.get_field(relation).related_model
    slug = row.get(relation)
    return model.objects.live().filter(slug=slug).first() if slug else None
