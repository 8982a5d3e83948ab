"""schema.org data of sheets and testimonials, for search engines."""

from __future__ import annotations

from typing import Any

from django.utils.html import strip_tags

from core.blocks.resolver import Resolver
from core.visibility.gate import Gate
from memento.models import SheetPage, TestimonialPage


def sheet_article(page: SheetPage, gate: Gate) -> dict[str, Any]:
    """Return a sheet as an Article with each block of steps as a HowTo, without its `@context`. No query."""
    raw = [child for child in page.body.get_prep_value() if child["type"] == "steps"]
    # `load` is not called: links in the steps are removed below.
    blocks = Resolver(gate).stream(page.body.stream_block, raw)
    return _article(page, gate, hasPart=[_how_to(block["value"], page.title) for block in blocks])


def testimonial_article(page: TestimonialPage, gate: Gate) -> dict[str, Any]:
    """Return a testimonial as an Article with its person as contributor."""
    return _article(page, gate, contributor={"@type": "Person", "name": page.person.name} if page.person else None)


def _article(page: SheetPage | TestimonialPage, gate: Gate, **more: Any) -> dict[str, Any]:
    data = {
        "@type": "Article",
        "headline": page.title,
        "description": page.search_description or page.introduction,
        "url": gate.full_url(page.url_path),
        "inLanguage": "fr",
        "dateModified": page.last_published_at.date() if page.last_published_at else None,
        **more,
    }
    return {name: value for name, value in data.items() if value}


def _how_to(steps: dict[str, Any], title: str) -> dict[str, Any]:
    """Return the resolved value of a block of steps as a HowTo."""
    return {
        "@type": "HowTo",
        "name": steps["title"] or title,
        "step": [
            {"@type": "HowToStep", "name": step["title"], "text": strip_tags(step["text"] or "") or step["title"]}
            for step in steps["steps"]
        ],
    }
