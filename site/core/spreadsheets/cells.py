"""Escapes texts for spreadsheet cells, against formula injection and characters that XML lacks, and unescapes them.

A text that a spreadsheet could run as a formula, or that begins with an apostrophe, is prefixed with an apostrophe.
XLSX writes characters that XML lacks as `_x000D_` (ECMA-376, ST_Xstring).
"""

from __future__ import annotations

import re
from typing import Any

#: Prefixes that make a spreadsheet run a formula (full-width variants included), and the apostrophe itself.
_FORMULA_PREFIXES = ("=", "+", "-", "@", "\t", "\r", "\n", "'", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


def cell_text(value: Any) -> str:
    """Return the value of a cell as text; a whole number has no decimals, an empty cell is ""."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def protected(text: str) -> str:
    """Prefix a text with an apostrophe if a spreadsheet could run it."""
    return f"'{text}" if text.startswith(_FORMULA_PREFIXES) else text


def unprotected(cell: str) -> str:
    """Undo `protected`. An apostrophe that somebody typed before a harmless text stays."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA_PREFIXES) else cell


def escaped(text: str) -> str:
    """Escape characters that XML lacks, and texts that look like such an escape."""
    return _NOT_IN_XML.sub(lambda match: f"_x{ord(match[0]):04X}_", text)


def unescaped(text: str) -> str:
    """Undo `escaped`."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)


def normalise_newlines(text: str) -> str:
    """Convert all line ends to newlines, to compare texts."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
