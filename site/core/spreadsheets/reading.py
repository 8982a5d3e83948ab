"""Reads the cells of CSV and XLSX files as text."""

from __future__ import annotations

import codecs
import csv
import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any

from core.spreadsheets import workbook
from core.spreadsheets.cells import normalise_newlines, unprotected
from core.spreadsheets.tables import MAX_COLUMNS, TOO_HEAVY, ReadError, Row, Table, filled_rows, unreadable
from core.text.lengths import UNSTORABLE

SUFFIXES = (".xlsx", ".csv", ".tsv")
DELIMITERS = ";,\t|"
#: What reading an XLSX file may take: processor time and time in all, in seconds, and memory, in bytes.
MAX_CPU, DEADLINE, MAX_MEMORY = 10, 20, 1024**3
#: A cell may hold a long text.
csv.field_size_limit(50_000_000)


def csv_reader(data: bytes) -> Any:
    """Return a `csv.reader` of a file in UTF-8, UTF-16 or Windows-1252, with its likely delimiter.

    Raise UnicodeDecodeError or csv.Error.
    """
    text = csv_text(data)
    return csv.reader(StringIO(text, newline=""), delimiter=likely_delimiters(text)[0])


def csv_text(data: bytes) -> str:
    """Decode a CSV file in UTF-8, UTF-16 or Windows-1252. Raise UnicodeDecodeError or csv.Error."""
    try:
        utf_16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        text = data.decode("utf-16" if utf_16 else "utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252")
    if "\0" in text:
        raise csv.Error("octets nuls")
    return text


def likely_delimiters(text: str) -> list[str]:
    """Return the delimiters, those that are frequent in the first line first."""
    line = text.lstrip().partition("\n")[0]
    return sorted(DELIMITERS, key=line.count, reverse=True)


def read_tables(data: bytes, suffix: str) -> Iterator[Table]:
    """Yield the tables that a file may mean. `suffix` is one of `SUFFIXES`.

    Those of an XLSX file are its sheets, those of a CSV file its rows by each delimiter, the likely one first: with a
    title in the first line only the caller, who knows the headers, can tell. What `core.spreadsheets.cells` protects
    and escapes is undone. Raise ReadError.
    """
    try:
        yield from _xlsx_tables(data) if suffix == ".xlsx" else _csv_tables(data)
    except (UnicodeDecodeError, csv.Error) as error:
        raise ReadError(unreadable(suffix)) from error


def matching_table(data: bytes, suffix: str, matches: Callable[[Table], bool]) -> Table:
    """Return the first of the tables that a file may mean that matches; if none does, the first one.

    Raise ReadError.
    """
    first: Table | None = None
    for table in read_tables(data, suffix):
        if matches(table):
            return table
        first = table if first is None else first
    return first or []


def _csv_tables(data: bytes) -> Iterator[Table]:
    text = csv_text(data)
    for delimiter in likely_delimiters(text):
        rows = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
        yield _table((number, row[:MAX_COLUMNS]) for number, row in enumerate(rows, 1))


def _xlsx_tables(data: bytes) -> Iterator[Table]:
    for answer in _answers_of_process(data):
        match answer:
            case None:
                return
            case str() as message:
                raise ReadError(message)
            case rows:
                yield _table(rows)
    raise ReadError(TOO_HEAVY)


def _answers_of_process(data: bytes) -> Iterator[workbook.Answer]:
    """Return the answers of `core.spreadsheets.workbook`; without the last one if the process was killed."""
    try:
        output = subprocess.run(
            [sys.executable, "-W", "ignore", "-m", workbook.__name__, str(MAX_CPU), str(MAX_MEMORY)],
            cwd=Path(__file__).parents[2],
            input=data,
            stdout=subprocess.PIPE,
            timeout=DEADLINE,
            check=False,
        ).stdout
    except subprocess.TimeoutExpired as expired:
        output = expired.stdout or b""
    *lines, _ = output.split(b"\n")  # a process that is killed may leave half a line
    return map(json.loads, lines)


def _table(rows: Iterable[Row]) -> Table:
    return [
        (number, [UNSTORABLE.sub("", normalise_newlines(unprotected(cell))) for cell in cells])
        for number, cells in filled_rows(rows)
    ]
