"""Loads the plans, measures and evidence of the demo from `commitments.toml`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from wagtail.models import Page

from archive.models import (
    CommitmentIndexPage,
    CommitmentLead,
    CommitmentPage,
    CommitmentPlanPage,
    CommitmentSource,
    EvidencePage,
    EvidenceSource,
    PlanAxis,
    PlanSource,
)
from core.demo import page_themes, raw_stream, read_toml
from core.models import Theme
from core.setup import ensure_page

FOLDER = Path(__file__).parent


def load(archive: Page) -> None:
    """Create the missing plans below the list of commitments, which must exist. Existing pages are left unchanged."""
    index = CommitmentIndexPage.objects.child_of(archive).first()
    for row in read_toml(FOLDER / "commitments.toml")["plans"]:
        _plan(index, row)


def _plan(index: Page, row: dict[str, Any]) -> None:
    themes = _themes(row)
    plan = ensure_page(
        index,
        CommitmentPlanPage,
        row["slug"],
        row["title"],
        {
            **{name: row.get(name, "") for name in ("date", "author", "introduction")},
            "body": raw_stream(row.get("body", []), FOLDER),
        },
        {
            "axes": [PlanAxis(title=title) for title in row.get("axes", [])],
            "sources": [PlanSource(**source) for source in row["sources"]],
            "page_themes": page_themes(themes),
        },
    )
    for measure in row.get("measures", []):
        _measure(plan, measure, themes)


def _measure(plan: CommitmentPlanPage, row: dict[str, Any], themes: list[str]) -> None:
    siblings = CommitmentPage.objects.child_of(plan)
    plans = CommitmentPlanPage.objects.child_of(plan.get_parent())
    measure = ensure_page(
        plan,
        CommitmentPage,
        row["slug"],
        row["title"],
        {
            **{name: row.get(name, "") for name in ("number", "text", "axis", "due")},
            "part_of": siblings.filter(number=row["part_of"]).first() if "part_of" in row else None,
            "leads_to": plans.filter(slug=row["leads_to"]).first() if "leads_to" in row else None,
        },
        {
            "leads": [CommitmentLead(name=name) for name in row["leads"]],
            "sources": [CommitmentSource(**source) for source in row["sources"]],
            "page_themes": page_themes(themes),
        },
    )
    for evidence in row.get("evidence", []):
        ensure_page(
            measure,
            EvidencePage,
            evidence["slug"],
            evidence["title"],
            {name: evidence[name] for name in ("date", "kind", "establishes")},
            {"sources": [EvidenceSource(**source) for source in evidence["sources"]]},
        )


def _themes(row: dict[str, Any]) -> list[str]:
    """Return the themes of a plan that the site has."""
    return [slug for slug in row["themes"] if Theme.objects.filter(slug=slug).exists()]
