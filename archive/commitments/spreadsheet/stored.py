"""A plan as it is stored: the versions of its measures and evidence that an import by a user would change."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from modelcluster.models import get_serializable_data_for_fields
from wagtail.models import Revision

from archive.commitments.register import number_key
from archive.commitments.spreadsheet import values
from archive.commitments.spreadsheet.columns import EVIDENCE_COLUMNS, MEASURE_COLUMNS, Column
from archive.models import CommitmentPage, CommitmentPlanPage, EvidencePage
from core.db.pages import path_above
from core.models import Partner

#: The relations with rows of their own; other fields are columns of the page.
RELATIONS = ("leads", "sources")


@dataclass
class StoredPage:
    """A measure or a piece of evidence: its page, its `values` as revisions store them, and its `cells` by column."""

    page: Any
    values: dict[str, Any]
    #: Whether a change by the user is to be published.
    publishes: bool
    cells: dict[str, str] = field(default_factory=dict)


@dataclass
class StoredMeasure(StoredPage):
    """A measure with its evidence, in the order of the tree."""

    evidence: list[StoredPage] = field(default_factory=list)


@dataclass
class StoredPlan:
    """A plan with its measures, by their numbers. `organisations` are the names of all partners by id."""

    page: CommitmentPlanPage
    measures: list[StoredMeasure]
    organisations: Mapping[int, str]

    @cached_property
    def digest(self) -> str:
        """A digest that changes with any edit, also with those that the form saves by itself."""
        state = [
            [stored.page.pk, stored.page.live, stored.page.latest_revision_id, stored.publishes, stored.cells]
            for measure in self.measures
            for stored in (measure, *measure.evidence)
        ]
        plan = [self.page.pk, self.page.live, self.page.title, self.page.path]
        return hashlib.sha256(json.dumps([plan, state], sort_keys=True).encode()).hexdigest()

    @property
    def page_ids(self) -> list[int]:
        return [
            self.page.pk,
            *(stored.page.pk for measure in self.measures for stored in (measure, *measure.evidence)),
        ]


def load(plan: CommitmentPlanPage, user: Any) -> StoredPlan:
    """Return a plan with what an import by this user would change. A dozen queries, whatever its number of measures."""
    organisations = dict(Partner.objects.values_list("pk", "name"))
    measures: dict[str, StoredMeasure] = {}
    pages = CommitmentPage.objects.child_of(plan).order_by("path").prefetch_related(*RELATIONS)
    for page, content in _with_drafts(pages):
        publishes = page.live and page.permissions_for_user(user).can_publish()
        stored = _values(page, None if publishes else content, MEASURE_COLUMNS)
        measures[page.path] = StoredMeasure(page, stored, publishes)
    evidence = EvidencePage.objects.filter(path__startswith=plan.path, depth=plan.depth + 2).order_by("path")
    for page, content in _with_drafts(evidence.prefetch_related("sources")):
        if measure := measures.get(path_above(page.path)):
            measure.evidence.append(StoredPage(page, _values(page, content, EVIDENCE_COLUMNS), False))
    in_order = sorted(measures.values(), key=lambda row: (number_key(row.values["number"] or ""), row.page.path))
    result = StoredPlan(plan, in_order, organisations)
    _write_cells(result)
    return result


def _with_drafts(pages: Iterable[Any]) -> Iterator[tuple[Any, dict[str, Any] | None]]:
    """Yield pages with the content of their draft; None if it is the same as the page."""
    rows = list(pages)
    drafts = Revision.objects.in_bulk([page.latest_revision_id for page in rows if page.has_unpublished_changes])
    for page in rows:
        revision = drafts.get(page.latest_revision_id) if page.has_unpublished_changes else None
        yield page, revision.content if revision else None


def _values(page: Any, content: dict[str, Any] | None, columns: Iterable[Column]) -> dict[str, Any]:
    names = [column.field for column in columns]
    if content is not None:
        return {name: content.get(name) or ([] if name in RELATIONS else content.get(name)) for name in names}
    return {
        name: [get_serializable_data_for_fields(row) for row in getattr(page, name).all()]
        if name in RELATIONS
        else getattr(page, page._meta.get_field(name).attname)
        for name in names
    }


def _write_cells(plan: StoredPlan) -> None:
    numbers = Counter(normal_number(measure.values["number"] or "") for measure in plan.measures)
    names = {
        measure.page.pk: number
        if numbers[normal_number(number := measure.values["number"] or "")] == 1 and number
        else str(measure.page.translation_key)
        for measure in plan.measures
    }
    for measure in plan.measures:
        for column in MEASURE_COLUMNS:
            value = measure.values[column.field]
            if column.field == "part_of":
                measure.cells[column.name] = names.get(value, "")
            else:
                measure.cells[column.name] = values.write(column, value, plan.organisations)
        for piece in measure.evidence:
            for column in EVIDENCE_COLUMNS:
                value = piece.values[column.field]
                piece.cells[column.name] = values.write(column, value, plan.organisations)


def normal_number(number: str) -> str:
    """Return the number of a measure for comparison."""
    return number_key(number.strip())[1]
