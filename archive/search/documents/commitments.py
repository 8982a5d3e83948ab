"""What the search reads of plans, measures and evidence."""

from __future__ import annotations

from collections.abc import Mapping

from archive.models import CommitmentPage, CommitmentPlanPage, EvidencePage
from archive.search.documents.events import sources
from core.search.pages import PageWords


def read_plans(pages: list[CommitmentPlanPage]) -> Mapping[int, PageWords]:
    """Return what the search reads of plans besides their search fields. No query."""
    return {
        page.pk: PageWords(text=[page.date_label, *(row.title for row in page.axes.all()), *sources(page)])
        for page in pages
    }


def read_commitments(pages: list[CommitmentPage]) -> Mapping[int, PageWords]:
    """Return what the search reads of measures besides their search fields. No query.

    Their statuses come from evidence, which changes without them.
    """
    return {
        page.pk: PageWords(
            names=[f"Mesure {page.number}"] if page.number else [],
            text=[page.date_label, page.due_label, *sources(page)],
        )
        for page in pages
    }


def read_evidence(pages: list[EvidencePage]) -> Mapping[int, PageWords]:
    """Return what the search reads of evidence besides its search fields. No query."""
    return {
        page.pk: PageWords(
            text=[
                page.date_label,
                page.get_kind_display(),
                page.status.label if page.status else "",
                *sources(page),
            ]
        )
        for page in pages
    }
