"""XLSX files of others: which worksheet, what their cells show, and formulas without a result."""

from __future__ import annotations

from datetime import datetime
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest

from core.spreadsheets.tables import TOO_HEAVY, ReadError
from inventory.import_export.readers import xlsx_file
from inventory.import_export.readers.files import read_file
from inventory.import_export.readers.source import Layout
from inventory.import_export.readers.xlsx_file import FAILED, NOT_COMPUTED
from tests.inventory.import_export.readers.sources import ROWS, read, read_book, remarks, titles


def test_cells_are_read_as_they_are_shown(tmp_path):
    def with_formats(book):
        book.active["C2"].number_format = "mmm yyyy"
        book.active["D2"].number_format = "00000"

    header = ("identifier", "title", "opened", "postcode", "insee_code", "siret")
    row = (7.0, "Un", datetime(2014, 9, 1), 1310, 38185.0, 84123456700017)
    file = read_book(tmp_path, header, row, ("B", "Deux", datetime(2014, 9, 1)), change=with_formats)
    assert [list(row.cells.values()) for row in file.rows] == [
        ["7", "Un", "2014-09", "01310", "38185", "84123456700017"], ["B", "Deux", "2014-09-01"],
    ]  # fmt: skip
    assert [remarks(row) for row in file.rows] == [[], []]


def test_rows_have_the_numbers_of_the_worksheet(tmp_path):
    file = read_book(tmp_path, ("Lieux",), (), *ROWS, change=lambda book: book.active.insert_rows(4, 2))
    assert titles(file) == [(6, "Un"), (7, "Deux")]


def with_results(path, results):
    """Give formulas their last results, as a spreadsheet stores them: XML by the address of the cell."""
    with ZipFile(path) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    for address, (kind, value) in results.items():
        start = sheet.index(f'<c r="{address}"')
        end = sheet.index("</c>", start)
        formula = sheet[start:end].partition("<f>")[2].partition("</f>")[0]
        sheet = f'{sheet[:start]}<c r="{address}" t="{kind}"><f>{formula}</f><v>{value}</v>{sheet[end:]}'
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, text in (parts | {"xl/worksheets/sheet1.xml": sheet}).items():
            archive.writestr(name, text)


def test_formulas_have_their_last_result_or_a_remark(tmp_path):
    header = ("identifier", "title", "commune", "phone", "website")
    read_book(tmp_path, header, ("A", '="U"&"n"', "=NA()", "=1+1", "=A1"))
    path = tmp_path / "lieux.xlsx"
    with_results(path, {"B2": ("str", "Un"), "C2": ("e", "#N/A"), "D2": ("n", "2")})
    (row,) = read_file(path).rows
    assert row.cells == {"identifier": "A", "title": "Un", "phone": "2"}
    assert remarks(row) == []
    assert row.remarks_on(header) == [f"commune « #N/A » : {FAILED}", f"website {NOT_COMPUTED}"]


def test_cell_with_an_error_of_our_own_export_does_not_empty_its_field(tmp_path):
    path = tmp_path / "lieux.xlsx"
    read_book(tmp_path, ("uid", "title", "summary", "rna"), ("1", "Un", "=1/0", "texte"))
    with_results(path, {"C2": ("e", "#DIV/0!")})
    (row,) = read_file(path).rows
    assert row.cells == {"uid": "1", "title": "Un", "rna": "texte"}


def add_first(book, *rows, state="visible"):
    sheet = book.create_sheet("Notice", 0)
    for row in rows:
        sheet.append(row)
    sheet.sheet_state = state


@pytest.mark.parametrize(
    "change",
    [
        lambda book: add_first(book), lambda book: add_first(book, ["Mode d’emploi", "x"], ["Un", "Deux"]),
        lambda book: add_first(book, *ROWS, state="hidden"),
    ],
    ids=["empty", "explained", "hidden"],
)  # fmt: skip
def test_worksheet_of_the_table_is_found_and_named(tmp_path, change):
    def changed(book):
        book.active.title = "Lieux"
        change(book)

    file = read_book(tmp_path, *ROWS, change=changed)
    assert titles(file) == [(2, "Un"), (3, "Deux")]
    assert file.notices == ["Feuille lue : « Lieux »."]


def test_first_worksheet_needs_no_notice(tmp_path):
    assert read_book(tmp_path, *ROWS, change=lambda book: book.create_sheet("Brouillon")).notices == []


def test_merged_title_over_two_columns(tmp_path):
    header = ("identifier", "title", "Adresse", None)
    change = lambda book: book.active.merge_cells("C1:D1")  # noqa: E731
    (row,) = read_book(tmp_path, header, ("A", "Un", "3 rue Haute", "Laon"), change=change).rows
    assert row.cells == {"identifier": "A", "title": "Un", "Adresse": "3 rue Haute", "colonne 4": "Laon"}


def test_declared_dimensions_do_not_matter(tmp_path):
    read_book(tmp_path, *ROWS)
    path = tmp_path / "lieux.xlsx"
    with ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for dimension in (b"A1:XFD1048576", b"A1:A1"):
        sheet = parts["xl/worksheets/sheet1.xml"].replace(b"A1:B3", dimension)
        assert dimension in sheet
        with ZipFile(path, "w") as archive:
            for name, content in (parts | {"xl/worksheets/sheet1.xml": sheet}).items():
                archive.writestr(name, content)
        assert titles(read_file(path, Layout())) == [(2, "Un"), (3, "Deux")]


def test_workbook_that_unpacks_to_too_much_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(xlsx_file, "MAX_UNPACKED", 1000)
    with pytest.raises(ReadError) as caught:
        read_book(tmp_path, *ROWS)
    assert str(caught.value) == TOO_HEAVY


def test_date_that_cannot_be_is_an_error_of_its_cell(tmp_path):
    def with_format(book):
        book.active["C2"].number_format = "dd/mm/yyyy"

    (row,) = read_book(tmp_path, ("identifier", "title", "opened"), ("A", "Un", 99999999999), change=with_format).rows
    assert row.cells == {"identifier": "A", "title": "Un"}
    assert row.remarks_on(["opened"]) == [f"opened « #VALUE! » : {FAILED}"]


def test_workbook_without_a_worksheet_or_rows_is_refused(tmp_path):
    with pytest.raises(ReadError, match="aucune ligne"):
        read_book(tmp_path)
    book = openpyxl.Workbook()
    book.create_chartsheet("Graphique")
    del book["Sheet"]
    book.save(tmp_path / "graphique.xlsx")
    with pytest.raises(ReadError):
        read(tmp_path, (tmp_path / "graphique.xlsx").read_bytes(), "lieux.xlsx")
