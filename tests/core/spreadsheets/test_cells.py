"""Cells of spreadsheets: any text is read back, and no spreadsheet runs it."""

from __future__ import annotations

import openpyxl
from hypothesis import given
from hypothesis import strategies as st

from core.spreadsheets.cells import escaped, protected, unescaped, unprotected


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_any_text_is_read_back_from_a_cell(text):
    cell = escaped(protected(text))
    assert unprotected(unescaped(cell)) == text
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert not openpyxl.cell.cell.ILLEGAL_CHARACTERS_RE.search(cell)


def test_apostrophe_that_protects_nothing_stays():
    assert unprotected("'tis") == "'tis"
    assert unprotected("'=A1") == "=A1"
