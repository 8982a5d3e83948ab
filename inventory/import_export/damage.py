"""The cells of a foreign file that other programs have damaged: accents encoded twice, lost signs, failed formulas."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from core.spreadsheets.double_encoding import repaired
from inventory.import_export.readers.source import Remark, SourceRow
from inventory.import_export.values.cells import quoted

#: What stands for a sign that was lost when a text was decoded or cut: Unicode's own, and half a character.
_LOST = re.compile("[\ufffd\ud800-\udfff]")
#: The results of failed formulas in English, French and LibreOffice, and a number wider than its column.
_FAILED = re.compile(
    r"#(?:N/[AD]|(?:REF|VALUE|VALEUR|DIV/0|NUM|NOMBRE|NULL?|ERROR|SPILL|PROPAGATION|CALC) ?!|(?:NAME|NOM) ?\?|##+)"
    r"|Err ?: ?\d{3}",
    re.IGNORECASE,
)
_HALVES = re.compile("[\ud800-\udfff]")


def repair_row(row: SourceRow, columns: Collection[str], identifier: str) -> SourceRow:
    """Return a row whose cells in these columns are repaired where that is certain, emptied where they are lost.

    Both are remarked. An identifier is not repaired: it would not be recognised as the one that was imported before.
    """
    result = replace(row, cells=dict(row.cells), remarks=list(row.remarks))
    for column in columns:
        text = row.cells.get(column, "")
        if text.isascii():
            if text.lstrip()[:1] in ("#", "E", "e") and _FAILED.fullmatch(text.strip()):
                _empty(result, column, "résultat d’une formule qui a échoué")
        elif _LOST.search(text):
            _empty(result, column, "un caractère y est perdu")
        elif column != identifier and (repaired_text := repaired(text)) != text:
            result.cells[column] = repaired_text
            reason = f"{quoted(text)} : lu {quoted(repaired_text)}, ses accents étant encodés deux fois"
            result.remarks.append(Remark(column, reason))
    return result


def without_halves(row: SourceRow) -> SourceRow:
    """Return a row of an exported file without cells that have half a character; their fields stay as they are."""
    halves = {name: text for name, text in row.cells.items() if not text.isascii() and _HALVES.search(text)}
    cells = {name: text for name, text in row.cells.items() if name not in halves}
    reason = "un caractère y est perdu, la case n’est pas lue"
    remarks = [Remark(name, f"{quoted(text)} : {reason}") for name, text in halves.items()]
    return replace(row, cells=cells, remarks=row.remarks + remarks)


def _empty(row: SourceRow, column: str, reason: str) -> None:
    row.remarks.append(Remark(column, f"{quoted(row.cells[column])} : {reason}, la case est laissée vide"))
    row.cells[column] = ""
