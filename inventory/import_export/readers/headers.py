"""Finds the header of a table: the row that has the names of its columns. People write titles above it, or none."""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.spreadsheets.csv_rows import HEADER_ROWS
from core.text.fold import fold
from inventory.import_export.readers.source import Layout, TableRow

#: What people call the columns of an inventory, folded: a row with one of these words is a header, not a place.
_WORDS = frozenset((
    "id", "identifiant", "identifier", "uid", "ref", "reference", "code", "numero", "nom", "nom du lieu", "name",
    "title", "titre", "intitule", "raison sociale", "lieu", "structure", "adresse", "address", "rue", "ville",
    "commune", "city", "cp", "code postal", "postcode", "code insee", "departement", "region", "latitude", "longitude",
    "lat", "lon", "lng", "long", "x", "y", "tel", "telephone", "phone", "mail", "email", "e mail", "courriel", "site",
    "site web", "website", "web", "url", "type", "categorie", "description",
))  # fmt: skip
_DATA = re.compile(r"\d|@|https?:|www\.")


def titles_of(row: TableRow) -> list[str]:
    """Return the titles that the cells of a header give, without empty ones at the end."""
    titles = [" ".join(cell.split()).lstrip("\ufeff") for cell in row.cells]
    while titles and not titles[-1]:
        titles.pop()
    return titles


def known_header(rows: Sequence[TableRow], layout: Layout) -> int | None:
    """Return the position of the header that the layout knows among the first rows; None without one."""
    first = enumerate(rows[:HEADER_ROWS])
    return next((position for position, row in first if layout.is_header(set(titles_of(row)))), None)


def likely_header(rows: Sequence[TableRow]) -> int:
    """Return the position of the first row that fills more than half of the columns; titles above fill one or two."""
    columns = len({position for row in rows for position in row.filled})
    first = enumerate(rows[:HEADER_ROWS])
    return next((position for position, row in first if len(row.filled) * 2 > columns), 0)


def looks_like_header(row: TableRow, others: Sequence[TableRow]) -> bool:
    """Return whether a row has titles: common ones, or words where the other rows have numbers and addresses."""
    cells = {position: row.cells[position] for position in row.filled}
    if any(_DATA.search(cell) for cell in cells.values()):
        return False
    if any(fold(cell) in _WORDS for cell in cells.values()):
        return True
    for position in cells:
        column = [other.cells[position] for other in others if position in other.filled]
        if column and sum(bool(_DATA.search(cell)) for cell in column) * 4 >= len(column) * 3:
            return True
    return False
