"""Files whose name says another format than their content, and files that cannot be read at all."""

from __future__ import annotations

import re

import pytest

from core.spreadsheets.tables import ReadError
from inventory.import_export.readers.files import read_file
from tests.inventory.import_export.readers.sources import read, titles

OLE, ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), b"PK\x03\x04" + bytes(40)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("lieux.xlsx", OLE, "« .xlsx », mais c’est un ancien classeur Excel (XLS), ou un classeur protégé"),
        ("lieux.csv", OLE, "« .csv », mais c’est un ancien classeur Excel"),
        ("lieux.xlsx", b"identifier;title\nA;Un\n", "« .xlsx », mais c’est du texte, comme en CSV"),
        ("lieux.csv", ZIP, "« .csv », mais c’est un classeur ou une archive"),
        ("lieux.json", b"\xef\xbb\xbf\n<!DOCTYPE html>", "mais c’est une page web"),
        ("lieux.csv", b"<html><table>", "mais c’est une page web"), ("lieux.csv", b'[{"a": 1}]', "mais c’est du JSON"),
        ("lieux.csv", b"%PDF-1.4", "mais c’est un PDF"),
        ("lieux.json", b"\x1f\x8b\x08", "mais c’est un fichier compressé"),
        ("lieux.xlsx", ZIP, "n’est pas un XLSX lisible"), ("lieux.xlsx", b"", "n’est pas un XLSX lisible"),
        ("lieux.xlsx", b"\x89PNG\0", "n’est pas un XLSX lisible"), ("lieux.csv", bytes(9), "n’est pas un CSV lisible"),
        ("lieux.xls", OLE, "Format inconnu : « lieux.xls »"), ("lieux.ods", ZIP, "Enregistrez-le en XLSX ou en CSV"),
        ("lieux", b"a;b\n", "Format inconnu : « lieux »"), ("lieux.csv", b"", "aucune ligne"),
        ("lieux.csv", b"a;b\n", "aucune ligne"), ("lieux.csv", b"\r\n \n;;\n", "aucune ligne"),
    ],
)  # fmt: skip
def test_file_of_another_format_is_refused_with_what_it_is(tmp_path, name, content, message):
    with pytest.raises(ReadError, match=re.escape(message)):
        read(tmp_path, content, name)


def test_missing_file_and_folder(tmp_path):
    (tmp_path / "dossier.csv").mkdir()
    for name in ("absent.csv", "dossier.csv"):
        with pytest.raises(ReadError, match="introuvable"):
            read_file(tmp_path / name)


def test_file_that_may_not_be_read(tmp_path, monkeypatch):
    path = tmp_path / "lieux.csv"
    path.write_text("a")
    monkeypatch.setattr(type(path), "read_bytes", lambda self: (_ for _ in ()).throw(PermissionError(13, "refusé")))
    with pytest.raises(ReadError, match=r"Impossible de lire .*refusé"):
        read_file(path)


@pytest.mark.parametrize("name", ["lieux.txt", "LIEUX.TSV"])
def test_unicode_text_of_excel(tmp_path, name):
    assert titles(read(tmp_path, "identifier\ttitle\r\nA\tForêt\r\n".encode("utf-16"), name)) == [(2, "Forêt")]
