"""The cells of a foreign file that other programs have damaged: accents encoded twice, lost signs, failed formulas."""

from __future__ import annotations

import re

from core.spreadsheets.double_encoding import repaired
from inventory.import_export.readers.source import Remark, SourceRow, quoted

#: What stands for a sign that was lost when a text was decoded or cut: Unicode's own, and half a character.
_LOST = re.compile("[\ufffd\ud800-\udfff]")
#: The results of failed formulas in English, French and LibreOffice, and a number wider than its column.
_FAILED = re.compile(
    r"#(?:N/[AD]|(?:REF|VALUE|VALEUR|DIV/0|NUM|NOMBRE|NULL?|ERROR|SPILL|PROPAGATION|CALC) ?!|(?:NAME|NOM) ?\?|##+)"
    r"|Err ?: ?\d{3}",
    re.IGNORECASE,
)
_HALVES = re.compile("[\ud800-\udfff]")


def mend(row: SourceRow) -> None:
    """Repair the cells of a row where that is certain, empty those that are lost, and remark both."""
    for column, text in row.cells.items():
        if text.isascii():
            if text.lstrip()[:1] in ("#", "E", "e") and _FAILED.fullmatch(text.strip()):
                _empty(row, column, "résultat d’une formule qui a échoué")
            continue
        if _LOST.search(text):
            _empty(row, column, "un caractère y est perdu")
        elif (mended := repaired(text)) != text:
            row.cells[column] = mended
            row.remarks.append(
                Remark(column, f"{quoted(text)} : lu {quoted(mended)}, ses accents étant encodés deux fois")
            )


def drop_halves(row: SourceRow) -> None:
    """Remove the cells of an exported file that have half a character, so that their fields stay as they are."""
    for column, text in list(row.cells.items()):
        if not text.isascii() and _HALVES.search(text):
            del row.cells[column]
            row.remarks.append(Remark(column, f"{quoted(text)} : un caractère y est perdu, la case n’est pas lue"))


def _empty(row: SourceRow, column: str, reason: str) -> None:
    row.remarks.append(Remark(column, f"{quoted(row.cells[column])} : {reason}, la case est laissée vide"))
    row.cells[column] = ""
