"""Reads the cells of CSV and XLSX files as text."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from core.spreadsheets import workbook
from core.spreadsheets.cells import normalise_newlines, unprotected
from core.spreadsheets.csv_rows import csv_rows, declared_delimiter, likely_delimiters, unwrapped, usual_width
from core.spreadsheets.encodings import decode
from core.spreadsheets.tables import MAX_COLUMNS, TOO_HEAVY, ReadError, Row, Table, filled_rows, unreadable
from core.text.lengths import UNSTORABLE

SUFFIXES = (".xlsx", ".csv", ".tsv")
#: What reading an XLSX file may take: processor time and time in all, in seconds, and memory, in bytes.
MAX_CPU, DEADLINE, MAX_MEMORY = 10, 20, 1024**3


def read_tables(data: bytes, suffix: str) -> Iterator[Table]:
    """Yield the tables that a file may mean. `suffix` is one of `SUFFIXES`.

    Those of an XLSX file are its sheets, those of a CSV file its rows by each delimiter, the likely one first: with a
    title in the first line only the caller, who knows the headers, can tell. What `core.spreadsheets.cells` protects
    and escapes is undone. Raise ReadError.
    """
    yield from _xlsx_tables(data) if suffix == ".xlsx" else _csv_tables(data, suffix)


def notices(data: bytes, suffix: str) -> list[str]:
    """Return French sentences about what was guessed to read a file: the encoding of a CSV file. Raise ReadError."""
    return [] if suffix == ".xlsx" else decode(data, suffix).notices


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


def _csv_tables(data: bytes, suffix: str) -> Iterator[Table]:
    text = decode(data, suffix)
    if any("\0" in line for line in text.lines):
        raise ReadError(unreadable(suffix))
    for line, problem in text.problems.items():
        raise ReadError(_problem(line, problem))
    lines = unwrapped(text.lines)
    delimiters = likely_delimiters(lines)
    if declared := declared_delimiter(lines):
        delimiters = [declared, *(delimiter for delimiter in delimiters if delimiter != declared)]
        lines[0] = ""
    problem = ""
    for delimiter in delimiters:
        rows = list(csv_rows(lines, delimiter, usual_width(lines, delimiter)))
        if bad := next((row for row in rows if row.problem), None):
            problem = problem or _problem(bad.line, bad.problem)
        else:
            yield _table((number, row.cells[:MAX_COLUMNS]) for number, row in enumerate(rows, 1))
    if problem:  # the caller has found its headers with no delimiter that reads without problems
        raise ReadError(problem)


def _problem(line: int, problem: str) -> str:
    return f"Ligne {line} du fichier : {problem}."


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
    """Return the lines that `core.spreadsheets.workbook` has written; the last one is missing if it was killed."""
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
