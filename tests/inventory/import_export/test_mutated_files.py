"""Five hundred files as other networks write them, each damaged at random: read, or refused with a sentence.

The seed is fixed. Nothing here needs a database.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from io import BytesIO, StringIO
from pathlib import Path
from random import Random
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest

from core.spreadsheets.tables import ReadError
from inventory.import_export.damage import without_halves
from inventory.import_export.diff import ExportedRow
from inventory.import_export.file_mapping import MappingError, MappingFile, layout, mapping_of, record_of
from inventory.import_export.readers.files import read_file
from inventory.import_export.readers.source import SourceFile

FILES, SEED = 500, 21
TITLES = (
    "Forêt", "Café de l’Étoile", "Hôtel d’entreprises", "Où ça", "Noël", "Le cœur", "École", "La Bâtie", "À côté", "Un",
)  # fmt: skip
HEADERS = (
    ("identifier", "title", "commune", "postcode", "opened", "phone", "website", "latitude", "longitude"),
    ("ID", "NOM_TL", "NOMCOM", "CP", "OUVERT", "TEL", "WEB", "LAT", "LONG"),
    ("uid", "title", "commune", "postcode", "opened", "phone", "website", "latitude", "longitude"),
    ("Clé", "Nom", "Ville", "CP", "Date", "Tél", "Site", "Y", "X"),
)  # fmt: skip
ODD = (
    "", "0", "#N/A", "NaN", "Non renseigné", "=1+1", "38000.0", "2014-09-01 00:00:00", "01/09/2014", "à" * 400, "\0",
    "�", "ForÃªt", "a@b.fr ; c@d.fr", "x\ny", '"', ";", "\t", "1e999", "-0", "٣", "𐍈", "\u202e", "12" * 3000, "http://",
    "[]",
)  # fmt: skip
ENCODINGS = ("utf-8", "utf-8-sig", "cp1252", "cp850", "mac_roman", "utf-16", "utf-16-le", "utf-32")
#: Bytes that change how a file is read.
SIGNS = (b'"', b";", b",", b"\r", b"\n", b"\0", b"\xe9", b"\xc3", b"\\", b"{", b"]", b"\xff\xfe", b"'", b"<", b"\x1a")

Table = list[list[str]]


def table(chance: Random) -> Table:
    """A header and rows of usual values, some of which are odd."""
    rows = [list(chance.choice(HEADERS))]
    for number in range(chance.randint(1, 12)):
        row = [
            f"L{number}", chance.choice(TITLES), "Laon", "02000", "2014", "03 23 00 00 00", "https://a.example/",
            "49.56", "3.62",
        ]  # fmt: skip
        if chance.random() < 0.4:
            row[chance.randrange(len(row))] = chance.choice(ODD)
        rows.append(row)
    return rows


def as_csv(chance: Random, rows: Table) -> bytes:
    text = StringIO(newline="")
    quoting = chance.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL))
    writer = csv.writer(
        text, delimiter=chance.choice(";,\t|"), quoting=quoting, lineterminator=chance.choice(("\n", "\r\n"))
    )
    writer.writerows(rows)
    return text.getvalue().encode(chance.choice(ENCODINGS), "replace")


def as_xlsx(chance: Random, rows: Table) -> bytes:
    book, content = openpyxl.Workbook(), BytesIO()
    for row in rows:
        book.active.append([openpyxl.cell.cell.ILLEGAL_CHARACTERS_RE.sub("", cell) for cell in row])
    book.save(content)
    return content.getvalue()


def as_json(chance: Random, rows: Table) -> bytes:
    header, *body = rows
    items: list[Any] = [dict(zip(header, row, strict=True)) for row in body]
    point = {"type": "Point", "coordinates": [3.62, 49.56]}
    features = [{"type": "Feature", "geometry": point, "properties": item} for item in items]
    shape = chance.choice(
        (items, rows, {"data": items}, {"records": [{"fields": item} for item in items]},
         {"type": "FeatureCollection", "features": features})
    )  # fmt: skip
    text = json.dumps(shape, ensure_ascii=chance.random() < 0.5, indent=chance.choice((None, 1)))
    return text.encode(chance.choice(ENCODINGS), "replace")


WRITERS: tuple[tuple[str, Callable[[Random, Table], bytes]], ...] = (
    (".csv", as_csv), (".csv", as_csv), (".csv", as_csv), (".xlsx", as_xlsx), (".json", as_json), (".geojson", as_json),
)  # fmt: skip


def damaged(chance: Random, data: bytes) -> bytes:
    """The bytes with some changed, removed, added or repeated."""
    for _ in range(chance.randint(0, 6)):
        start = chance.randrange(len(data) + 1)
        end = min(start + chance.choice((0, 1, 1, 2, 9)), len(data))
        change = chance.random()
        new = chance.choice(SIGNS) if change < 0.6 else chance.randbytes(chance.randint(0, 4))
        data = data[:start] + new + data[end:]
    if chance.random() < 0.1:
        data = data[: chance.randrange(len(data) + 1)]
    return data


def damaged_workbook(chance: Random, data: bytes) -> bytes:
    """A workbook one of whose parts is damaged, or its archive."""
    if chance.random() < 0.3:
        return damaged(chance, data)
    with ZipFile(BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice(sorted(parts))
    parts[name] = damaged(chance, parts[name])
    content = BytesIO()
    with ZipFile(content, "w") as archive:
        for part, text in parts.items():
            archive.writestr(part, text)
    return content.getvalue()


def read(path: Path, mapping_file: MappingFile | None) -> Iterator[list[str]]:
    """Read and map a file; yield the texts of each row that people see. Raises ReadError or MappingError."""
    file: SourceFile = read_file(path, layout(mapping_file))
    yield file.notices
    if mapping_file is None and file.is_exported:
        for row in map(without_halves, file.rows):
            exported = ExportedRow.of(row.line, row.cells)
            yield [exported.title, exported.problem, row.problem, *row.remarks_on(file.columns)]
        return
    mapping = mapping_of(file.columns, mapping_file, file.positions)
    for row in file.rows:
        record = record_of(row, mapping)
        yield [record.title, record.identifier, record.problem, *record.remarks]


@pytest.mark.slow("five hundred damaged files, a sixth of them workbooks")
def test_damaged_file_is_read_or_refused_with_a_sentence(tmp_path):
    (tmp_path / "positions.toml").write_text("[columns]\nidentifier = 1\ntitle = 2\nopened = 5\nphone = 6\n")
    by_position = MappingFile.read(tmp_path / "positions.toml")
    chance, outcomes = Random(SEED), {"read": 0, "refused": 0}
    for number in range(FILES):
        suffix, write = chance.choice(WRITERS)
        data = write(chance, table(chance))
        data = damaged_workbook(chance, data) if suffix == ".xlsx" else damaged(chance, data)
        path = tmp_path / f"{number}{suffix}"
        path.write_bytes(data)
        try:
            texts = list(read(path, chance.choice((None, by_position))))
            outcomes["read"] += 1
        except (ReadError, MappingError) as error:
            texts = [[str(error)]]
            outcomes["refused"] += 1
        for text in (text for line in texts for text in line):
            assert text == text.encode().decode(), number  # no half of a character, which no terminal takes
    assert outcomes["read"] > FILES / 3
    assert outcomes["refused"] > FILES / 10


def test_damage_in_a_line_leaves_the_other_rows_as_they_are(tmp_path):
    """By files without line ends in cells, whose damage has none either: no row takes another one along."""
    chance, path = Random(SEED), tmp_path / "lieux.csv"
    for number in range(FILES):
        rows = [[cell for cell in row if cell not in ODD] for row in table(chance)]
        rows = [list(HEADERS[0]), *([*row, "", "", ""][:9] for row in rows[1:]), ["L98", "Été", *[""] * 7]]
        lines = [";".join(row).encode("cp1252") for row in rows] + [b"L99;Fin;;;;;;;"]
        damage = chance.randrange(1, len(lines))
        before = lines[damage]
        lines[damage] = damaged(chance, before).replace(b"\n", b" ").replace(b"\r", b" ")
        path.write_bytes(b"\r\n".join(lines))
        file = read_file(path, layout(None))
        expected = {line + 1: row[1] for line, row in enumerate([*rows, ["L99", "Fin"]]) if line and line != damage}
        found = {row.line: row.cells.get("title") for row in file.rows if not row.problem}
        assert {line: found.get(line) for line in expected} == expected, (number, lines[damage])
