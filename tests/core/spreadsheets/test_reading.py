"""Tables of CSV and XLSX files: rows with their numbers, and texts as they were before they were protected."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest

from core.spreadsheets.reading import matching_table, notices, read_tables
from core.spreadsheets.tables import MAX_COLUMNS, ReadError


def workbook(*rows, number_format="General") -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for row in book.active.iter_rows():
        for cell in row:
            cell.number_format = number_format
    content = BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "mac_roman"])
def test_csv_has_the_numbers_of_its_rows_in_a_spreadsheet(encoding):
    content = '\r\nnom;prix\r\n"deux\r\nlignes";4,5\r\n;\r\n\'=1+1;œuf\r\n'.encode(encoding)
    table = next(read_tables(content, ".csv"))
    assert table == [(2, ["nom", "prix"]), (3, ["deux\nlignes", "4,5"]), (5, ["=1+1", "œuf"])]


def test_csv_has_a_table_for_each_delimiter_the_likely_one_first():
    content = b"Liste, version 2\nnom;prix\n"
    assert [[texts for _, texts in table] for table in read_tables(content, ".csv")][:2] == [
        [["Liste, version 2"], ["nom", "prix"]],
        [["Liste", " version 2"], ["nom;prix"]],
    ]


def test_declared_delimiter_counts_and_its_line_is_no_row():
    table = next(read_tables(b"sep=|\r\nnom;a|prix\r\nUn;b|2\r\n", ".csv"))
    assert table == [(2, ["nom;a", "prix"]), (3, ["Un;b", "2"])]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'nom;prix\nUn;"2\nDeux;3\n', "Ligne 2 du fichier : un guillemet s’ouvre dans cette ligne"),
        (b"nom;prix\nUn;2\nCaf\xc3;3\n", "Ligne 3 du fichier : texte illisible"),
    ],
)
def test_line_that_cannot_be_read_for_certain_is_named(content, message):
    with pytest.raises(ReadError, match=message):
        matching_table(content, ".csv", lambda table: False)


def test_what_was_understood_is_said():
    assert notices("nom\nForêt".encode("mac_roman"), ".csv") == [
        "Texte lu en Mac Roman, par exemple la ligne 2 : « Forêt »."
    ]
    assert notices("nom\nForêt".encode(), ".csv") == notices(b"PK", ".xlsx") == []


def test_xlsx_has_a_table_for_each_sheet():
    book = openpyxl.Workbook()
    book.active.append(["a", 1.0, None, 2.5, True, "_x0041_"])
    book.create_sheet("vide")
    content = BytesIO()
    book.save(content)
    assert [*read_tables(content.getvalue(), ".xlsx")] == [[(1, ["a", "1", "", "2.5", "True", "A"])], []]


def test_percentage_is_read_as_it_is_shown():
    shown = {0.4: "40 %", 0.07: "7 %", 1: "100 %", 0.125: "12.5 %", "4": "4"}
    assert [*read_tables(workbook([*shown], number_format="0%"), ".xlsx")] == [[(1, [*shown.values()])]]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_columns_beyond_the_limit_are_left_out(suffix):
    cells = ["x"] * (MAX_COLUMNS + 5)
    data = ";".join(cells).encode() if suffix == ".csv" else workbook(cells)
    ((_, texts),) = next(read_tables(data, suffix))
    assert len(texts) == MAX_COLUMNS


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_file_of_another_format_is_refused(suffix):
    with pytest.raises(ReadError, match="lisible"):
        [*read_tables(b"%PDF-1.4\0", suffix)]
