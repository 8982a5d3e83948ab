"""CSV files of others: each row is read as it was meant, or refused with its line."""

from __future__ import annotations

import pytest

from core.spreadsheets.csv_rows import OPEN_QUOTE
from core.spreadsheets.encodings import UNDECODED
from inventory.import_export.readers.files import read_file
from inventory.import_export.readers.source import Layout
from tests.inventory.import_export.readers.sources import problems, read, remarks, titles

HEADER = "identifier;title\r\n"


def test_open_quote_is_refused_with_its_line_and_other_rows_go_in(tmp_path):
    file = read(tmp_path, HEADER + 'A;"Un\r\nB;Deux\r\nC;Trois\r\n')
    assert problems(file) == {2: OPEN_QUOTE}
    assert titles(file) == [(3, "Deux"), (4, "Trois")]
    assert file.rows[0].cells == {"identifier": "A", "title": "Un"}


def test_line_is_the_one_where_the_row_begins(tmp_path):
    file = read(tmp_path, HEADER + '\r\nA;"Un\r\n\r\nlieu"\r\nB;Deux\r\n')
    assert titles(file) == [(3, "Un\r\n\r\nlieu"), (6, "Deux")]


def test_declared_delimiter_and_bad_bytes(tmp_path):
    file = read(tmp_path, b"sep=;\r\nidentifier;title\r\nA;For\xc3\xaat\r\nB;Caf\xe9\r\nC;Caf\xc3\r\n")
    assert titles(file) == [(3, "Forêt"), (4, "Café")]
    assert problems(file) == {5: UNDECODED}
    assert remarks(file.rows[1]) == ["ligne lue en Windows-1252"]
    assert file.notices == ["1 ligne en Windows-1252 (4), par exemple « B;Café »."]


@pytest.mark.parametrize("text", [f"sep=,\n{HEADER}A;Un\n", "Lieux, en Isère, 2019\nidentifier;title\nA;Un\n"])
def test_known_titles_count_more_than_other_signs_of_a_delimiter(tmp_path, text):
    assert [title for _, title in titles(read(tmp_path, text))] == ["Un"]


def test_rows_longer_and_shorter_than_the_header(tmp_path):
    text = "identifier;title;commune;phone\n"
    text += "A;Un;Lyon;\nB;Deux;et demi;Laon;01\nC;Trois;Die\nD;Quatre;Dole;;;\nE;Cinq\nF;Six;Pau;\nG;Sept;Sète;\n"
    file = read(tmp_path, text)
    assert problems(file) == {3: "5 cellules pour 4 colonnes : des valeurs ont glissé"}
    assert [remarks(row) for row in file.rows] == [
        [], [], ["3 cellules pour 4 colonnes : des valeurs ont pu glisser"],
        ["6 cellules pour 4 colonnes : des valeurs ont pu glisser"],
        ["2 cellules pour 4 colonnes : des valeurs ont pu glisser"], [], [],
    ]  # fmt: skip


def test_programs_that_leave_out_empty_cells_at_the_end_get_one_notice(tmp_path):
    file = read(tmp_path, "identifier;title;phone\nA;Un\nB;Deux\nC;Trois;01\n")
    assert [remarks(row) for row in file.rows] == [[], [], []]
    assert file.notices == ["La plupart des lignes ont moins de 3 cellules : les dernières sont lues comme vides."]


def test_header_that_lacks_titles(tmp_path):
    file = read(tmp_path, "identifier;title\nA;Un;Lyon\nB;Deux;Laon\n")
    assert file.rows[0].cells == {"identifier": "A", "title": "Un", "colonne 3": "Lyon"}
    assert file.notices == ["1 colonne sans titre : colonne 3."]


def test_titles_above_and_notes_below_the_table(tmp_path):
    text = "Tiers-lieux de l’Isère;;\nÉtat au 1er mars;;\n\nidentifier;title;desks\nA;Un;3\nB;Deux;4\nTotal;;7\n\n"
    file = read(tmp_path, text + "Source : un autre réseau\nfichier tenu à jour par Anne\n")
    assert titles(file) == [(5, "Un"), (6, "Deux")]
    assert file.notices == [
        "Titres des colonnes lus à la ligne 4, après « Tiers-lieux de l’Isère », « État au 1er mars ».",
        "Ligne 7 laissée de côté après le tableau : « Total ; 7 ».",
        "Ligne 9 laissée de côté après le tableau : « Source : un autre réseau ».",
        "Ligne 10 laissée de côté après le tableau : « fichier tenu à jour par Anne ».",
    ]


@pytest.mark.parametrize("last", ["C;Total Énergies", "C;", ";Source", "Total;Trois"])
def test_last_place_is_no_note(tmp_path, last):
    file = read(tmp_path, f"{HEADER}A;Un\nB;Deux\n{last}\n")
    assert (len(file.rows), file.notices) == (3, [])


def test_header_in_the_midst_of_files_that_were_joined_is_refused(tmp_path):
    assert problems(read(tmp_path, f"{HEADER}A;Un\r\n{HEADER}B;Deux\r\n")) == {3: "titres de colonnes répétés"}


def test_cells_of_our_own_export_are_as_they_were(tmp_path):
    cells = {"uid": "1", "title": "ForÃªt", "summary": "#N/A", "operator": "'=1", "phone": "�"}
    path = tmp_path / "lieux.csv"
    path.write_text("\ufeff" + ";".join(cells) + "\n" + ";".join(cells.values()) + "\n", encoding="utf-8")
    (row,) = read_file(path, Layout()).rows
    assert (row.cells, row.remarks) == (cells | {"operator": "=1"}, [])


def test_two_columns_of_one_title(tmp_path):
    file = read(tmp_path, "identifier;title;commune;commune\nA;Un;;Laon\nB;Deux;Lyon;Laon\n")
    assert [row.cells["commune"] for row in file.rows] == ["Laon", "Lyon"]
    assert file.positions == ["identifier", "title", "commune", "colonne 4"]
    assert file.rows[1].cells["colonne 4"] == "Laon"
