"""Reads a file in the format that its extension names, unless its first bytes are those of another format."""

from __future__ import annotations

from pathlib import Path

from core.spreadsheets.tables import ReadError
from inventory.import_export.readers.csv_file import read_csv
from inventory.import_export.readers.json_file import read_json
from inventory.import_export.readers.source import Layout, SourceFile
from inventory.import_export.readers.xlsx_file import read_xlsx

_CSV = (".csv", ".tsv", ".txt")
_XLSX = (".xlsx", ".xlsm")
_JSON = (".json", ".geojson", ".ndjson", ".jsonl")
#: Formats that people take for one of the above, by the bytes they begin with.
_SIGNATURES = (
    (b"\xd0\xcf\x11\xe0", "un ancien classeur Excel (XLS), ou un classeur protégé par un mot de passe"),
    (b"PK\x03\x04", "un classeur ou une archive (XLSX, ODS, ZIP)"),
    (b"\x1f\x8b", "un fichier compressé"),
    (b"%PDF", "un PDF"),
    (b"<!doctype", "une page web"),
    (b"<html", "une page web"),
    (b"<table", "une page web"),
    (b"<?xml", "du XML"),
)
_START = 1000


def read_file(path: Path, layout: Layout | None = None) -> SourceFile:
    """Read the rows of a file. Raises ReadError, for any content."""
    suffix = path.suffix.lower()
    if suffix not in (*_CSV, *_XLSX, *_JSON):
        readable = ", ".join((*_CSV, *_XLSX, *_JSON))
        raise ReadError(
            f"Format inconnu : « {path.name} ». Formats lus : {readable}. Enregistrez-le en XLSX ou en CSV."
        )
    if not path.is_file():
        raise ReadError(f"Fichier introuvable : {path}")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ReadError(f"Impossible de lire {path} : {error.strerror or error}.") from error
    _check_signature(data, suffix)
    layout = layout or Layout()
    if suffix in _XLSX:
        return read_xlsx(data, layout)
    return read_json(data, suffix, layout) if suffix in _JSON else read_csv(data, suffix, layout)


def _check_signature(data: bytes, suffix: str) -> None:
    """Raise ReadError if a file is of another format than its name says."""
    start = data[:_START].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    actual = next((name for signature, name in _SIGNATURES if start.startswith(signature.lower())), "")
    if suffix in _XLSX:
        is_text = b"\0" not in start and not start.startswith(b"pk")
        actual = "" if start.startswith(b"pk") else actual or ("du texte, comme en CSV ou en JSON" if is_text else "")
    elif suffix in _CSV and start.startswith((b"{", b"[{", b"[[")):
        actual = "du JSON"
    if start and actual:
        remedy = "Donnez-lui le nom de son format, ou enregistrez-le en XLSX ou en CSV avec un tableur."
        raise ReadError(f"Ce fichier porte l’extension « {suffix} », mais c’est {actual}. {remedy}")
