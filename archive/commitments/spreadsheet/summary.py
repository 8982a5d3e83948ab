"""What an imported table changes, in French."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from archive.commitments.spreadsheet.compare import Difference, Import, MeasureChange, PageChange
from core.text.typography import nested, quantity


@dataclass(frozen=True)
class Item:
    """A page that is created or changed: its row, « Mesure 16 – … » or « Preuve « … » », and its differences."""

    row: int
    name: str
    is_new: bool
    differences: Sequence[Difference]


@dataclass(frozen=True)
class Summary:
    """The numbers of pages by what becomes of them, as sentences, and the pages that change."""

    sentences: Sequence[str]
    items: Sequence[Item]


def summarise(result: Import, publishes_new: bool) -> Summary:
    """Return the summary of an import. `publishes_new` says whether new measures are published."""
    measures = [measure for measure in result.measures if measure.line]
    pieces = [piece for measure in measures for piece in measure.evidence]
    new = "publiée{s} dès l’import" if publishes_new else "en brouillon"
    sentences = [
        _sentence([row for row in measures if row.is_new], "mesure nouvelle", "mesures nouvelles", new),
        *_changed_measures(measures),
        _sentence(
            [row for row in pieces if row.is_new], "preuve nouvelle", "preuves nouvelles", "en brouillon, à valider"
        ),
        _sentence(
            [row for row in pieces if not row.is_new and row.is_change],
            "preuve modifiée",
            "preuves modifiées",
            "dans un brouillon, à valider",
        ),
        _sentence([row for row in measures if not row.is_change], "mesure sans changement", "mesures sans changement"),
        _sentence([row for row in pieces if not row.is_change], "preuve sans changement", "preuves sans changement"),
    ]
    items = []
    for measure in measures:
        items += [_item(measure, measure.name)] if measure.is_change else []
        items += [_item(piece, _evidence_name(measure, piece)) for piece in measure.evidence if piece.is_change]
    return Summary([sentence for sentence in sentences if sentence], items)


def _changed_measures(measures: Sequence[MeasureChange]) -> list[str]:
    changed = [row for row in measures if row.stored and row.is_change]
    live = [row for row in changed if row.stored and row.stored.publishes]
    drafts = [row for row in changed if row.stored and not row.stored.publishes]
    return [
        _sentence(live, "mesure modifiée", "mesures modifiées", "publiée{s} dès l’import"),
        _sentence(drafts, "mesure modifiée", "mesures modifiées", "dans un brouillon"),
    ]


def _sentence(rows: Sequence[PageChange], one: str, many: str, end: str = "") -> str:
    if not rows:
        return ""
    return ", ".join(filter(None, [quantity(len(rows), one, many), end.format(s="s" if len(rows) > 1 else "")]))


def _evidence_name(measure: MeasureChange, piece: PageChange) -> str:
    of = f"mesure {measure.number}" if measure.number else f"« {nested(str(measure.value('title')))} »"
    return f"Preuve « {nested(str(piece.value('title')))} » ({of})"


def _item(change: PageChange, name: str) -> Item:
    shown = [difference for difference in change.differences if difference.old or difference.new]
    return Item(change.line.number if change.line else 0, name, change.is_new, shown)
