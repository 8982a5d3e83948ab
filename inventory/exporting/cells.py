"""Texts in the cells of spreadsheets: nothing that runs as a formula, nothing that is lost, all of it undone again.

A text that a spreadsheet could run, or that begins with an apostrophe, gets one apostrophe before it. XLSX holds
characters that XML does not have as `_x000D_`, as its standard says.
"""

from __future__ import annotations

import re

#: What spreadsheets take for the beginning of a formula, as full-width characters too.
_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "'", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


def protected(text: str) -> str:
    """The text as a cell may hold it."""
    return f"'{text}" if text.startswith(_RUNS) else text


def unprotected(cell: str) -> str:
    """What `protected` was given."""
    return cell[1:] if cell.startswith("'") else cell


def escaped(text: str) -> str:
    """The text without characters that XML does not have."""
    return _NOT_IN_XML.sub(lambda match: f"_x{ord(match[0]):04X}_", text)


def unescaped(text: str) -> str:
    """What `escaped` was given."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)


def even(text: str) -> str:
    """The text with one kind of line ends, to compare it."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
