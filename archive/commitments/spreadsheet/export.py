"""Exports a plan as a table: a row for each evidence, and one for each measure without evidence."""

from __future__ import annotations

from collections.abc import Mapping

from archive.commitments.spreadsheet.columns import COLUMNS
from archive.commitments.spreadsheet.stored import StoredPlan


def export(plan: StoredPlan) -> list[list[str]]:
    """Return the header and the rows of a plan."""
    rows = [[column.name for column in COLUMNS]]
    for measure in plan.measures:
        shared = {"plan": plan.page.title, "mesure_id": str(measure.page.translation_key), **measure.cells}
        for piece in measure.evidence:
            info = {"validee": "oui" if piece.page.live else "non", "preuve_id": str(piece.page.translation_key)}
            rows.append(_row({**shared, **piece.cells, **info}))
        if not measure.evidence:
            rows.append(_row(shared))
    return rows


def _row(cells: Mapping[str, str]) -> list[str]:
    return [cells.get(column.name, "") for column in COLUMNS]
