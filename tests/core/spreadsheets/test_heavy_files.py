"""XLSX files that are small, and made to take minutes or gigabytes to read: each is refused with a sentence."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest

from core.spreadsheets import reading
from core.spreadsheets.reading import read_tables
from core.spreadsheets.tables import TOO_HEAVY, ReadError
from core.spreadsheets.workbook import MAX_UNPACKED, MAX_WORKSHEETS, tables

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
TYPES, SHEET, STRINGS = "[Content_Types].xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"


def workbook(worksheets: int = 1, sheet: str = "", strings: str = "") -> bytes:
    """A workbook of one cell, or of this XML as its first worksheet and as its shared strings."""
    book = openpyxl.Workbook()
    for _ in range(worksheets - 1):
        book.create_sheet()
    book.active.append(["texte"])
    content, heavy = BytesIO(), BytesIO()
    book.save(content)
    with ZipFile(content) as before, ZipFile(heavy, "w", ZIP_DEFLATED) as after:
        parts = {name: before.read(name).decode() for name in before.namelist()}
        parts[TYPES] = parts[TYPES].replace(
            "</Types>", f'<Override PartName="/{STRINGS}" ContentType="{TYPE}"/></Types>'
        )
        parts |= {SHEET: sheet or parts[SHEET], STRINGS: strings or shared("")}
        for name, xml in parts.items():
            after.writestr(name, xml)
    return heavy.getvalue()


def rows(*lines: str) -> str:
    return f"<worksheet {MAIN}><sheetData>{''.join(lines)}</sheetData></worksheet>"


def shared(text: str) -> str:
    return f"<sst {MAIN}><si><t>{text}</t></si></sst>"


REFERENCE = '<c t="s"><v>0</v></c>'


def refusal(data: bytes) -> str:
    with pytest.raises(ReadError) as caught:
        [*read_tables(data, ".xlsx")]
    return str(caught.value)


def test_shared_text_counts_for_each_of_its_cells():
    data = workbook(strings=shared("x" * 1000), sheet=rows(f"<row>{REFERENCE * 5}</row>"))
    assert [len(table) for table in tables(data, max_characters=5000)] == [1]
    with pytest.raises(ReadError, match="trop lourd"):
        [*tables(data, max_characters=4999)]


def test_worksheets_share_the_characters():
    data = workbook(strings=shared("x" * 1000), sheet=rows(f"<row>{REFERENCE * 5}</row>"), worksheets=2)
    assert [len(table) for table in tables(data, max_characters=5000)] == [1, 0]


def test_long_shared_text_is_refused():
    assert refusal(workbook(strings=shared("x" * 6_000_000), sheet=rows(f"<row>{REFERENCE * 40}</row>"))) == TOO_HEAVY


def test_archive_that_unpacks_to_much_is_refused():
    assert refusal(workbook(strings=" " * (MAX_UNPACKED + 1))) == TOO_HEAVY


def test_only_some_worksheets_are_read():
    assert len([*tables(workbook(worksheets=MAX_WORKSHEETS + 2))]) == MAX_WORKSHEETS


def test_processor_time_is_limited(monkeypatch):
    monkeypatch.setattr(reading, "MAX_CPU", 1)
    assert refusal(workbook(sheet=rows("<row/>" * 500_000))) == TOO_HEAVY


def test_memory_is_limited(monkeypatch):
    monkeypatch.setattr(reading, "MAX_MEMORY", 1024**2)
    assert refusal(workbook(strings=shared("x" * 20_000_000))) == TOO_HEAVY


def test_time_is_limited(monkeypatch):
    monkeypatch.setattr(reading, "DEADLINE", 0.01)
    assert refusal(workbook()) == TOO_HEAVY


def test_worksheets_before_a_heavy_one_are_read():
    book = openpyxl.Workbook()
    book.active.append(["texte"])
    heavy = book.create_sheet()
    for _ in range(200):
        heavy.append(["x" * 30_000])
    content = BytesIO()
    book.save(content)
    found = read_tables(content.getvalue(), ".xlsx")
    assert next(found) == [(1, ["texte"])]
    with pytest.raises(ReadError, match="trop lourd"):
        next(found)
