"""Stores what a table makes of a plan. Call it in a transaction, with the rows of the pages locked."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from wagtail.coreutils import find_available_slug
from wagtail.models import Page

from archive.commitments.spreadsheet.compare import Import, MeasureChange, PageChange
from archive.commitments.spreadsheet.stored import RELATIONS
from archive.models import CommitmentLead, CommitmentPage, CommitmentSource, EvidencePage, EvidenceSource
from core.publishing.live_pages import change_page
from core.text.slugs import slugify

#: The action in the history of the pages.
IMPORTED = "archive.commitments.import"
_ROWS: dict[type[Any], dict[str, type[Any]]] = {
    CommitmentPage: {"leads": CommitmentLead, "sources": CommitmentSource},
    EvidencePage: {"sources": EvidenceSource},
}


class Refused(Exception):
    """A page cannot be stored. The message is French."""


def publishes_new(plan: Page, user: Any) -> bool:
    """Whether new measures of a plan are published: the plan is, and the user may."""
    return bool(plan.live and plan.permissions_for_user(user).can_publish_subpage())


def save(result: Import, plan: Page, pages: dict[int, Any], user: Any) -> list[str]:
    """Create and change pages; return remarks. `pages` are the locked pages by id. Raise Refused.

    New evidence is a draft, and a change of evidence goes into its draft: only people validate.
    """
    remarks: list[str] = []
    publish = publishes_new(plan, user)
    # A measure is stored before its parts.
    for measure in sorted(result.measures, key=lambda change: change.whole is not None):
        try:
            _save_measure(measure, plan, pages, user, publish, remarks)
        except ValidationError as error:
            row = measure.line.number if measure.line else 0
            raise Refused(f"Ligne {row} : {' '.join(error.messages)}") from error
    return remarks


def _save_measure(
    measure: MeasureChange, plan: Page, pages: dict[int, Any], user: Any, publish: bool, remarks: list[str]
) -> None:
    if any(difference.column == "sous_mesure_de" for difference in measure.differences):
        measure.values["part_of"] = measure.whole.page.pk if measure.whole else None
    if measure.stored is None:
        measure.page = _create(plan, CommitmentPage, measure.values, user, publish)
    else:
        measure.page = pages[measure.stored.page.pk]
        if measure.is_change:
            _change(measure, user, measure.stored.publishes, remarks)
    for piece in measure.evidence:
        if piece.stored is None:
            piece.page = _create(measure.page, EvidencePage, piece.values, user, publish=False)
        elif piece.is_change:
            piece.page = pages[piece.stored.page.pk]
            _change(piece, user, False, remarks)


def _create(parent: Page, model: type[Any], values: dict[str, Any], user: Any, publish: bool) -> Any:
    fields = {name: value for name, value in values.items() if name not in RELATIONS and value is not None}
    if "part_of" in fields:
        fields["part_of_id"] = fields.pop("part_of")
    number = fields.get("number")
    slug = slugify(f"mesure-{number}" if number else fields["title"])[:200] or model._meta.model_name
    page = model(**fields, slug=find_available_slug(parent, slug), live=False, owner=user)
    for relation in RELATIONS:
        if relation in values:
            rows = [_row(_ROWS[model][relation], row, order) for order, row in enumerate(values[relation])]
            setattr(page, relation, rows)
    parent.add_child(instance=page)
    revision = page.save_revision(user=user, log_action=IMPORTED, clean=False)
    if publish:
        revision.publish(user=user)
    return page


def _row(model: type[Any], row: dict[str, Any], order: int) -> Any:
    fields = {name: value for name, value in row.items() if name not in ("pk", "organisation")}
    if row.get("organisation"):
        fields["organisation_id"] = row["organisation"]
    return model(**fields, sort_order=order)


def _change(change: PageChange, user: Any, publish: bool, remarks: list[str]) -> None:
    values = {
        name: [{**row, "sort_order": order} for order, row in enumerate(value)] if name in RELATIONS else value
        for name, value in change.values.items()
    }
    done = change_page(change.page, lambda _: None, user=user, publish=publish, values=values, log_action=IMPORTED)
    if done.remark and change.line:
        remarks.append(f"Ligne {change.line.number} : {done.remark}.")
