"""The rows of a spreadsheet as text, their limits, and the errors of files that cannot be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

#: The number of a row in the spreadsheet (from 1), and the texts of its cells.
Row = tuple[int, list[str]]
#: The rows that are not empty.
Table = list[Row]

#: The rows that are read below a header, empty ones not counted, the columns, and the last row of spreadsheets.
MAX_ROWS, MAX_COLUMNS, LAST_ROW = 5000, 200, 1_048_576
TOO_HEAVY = (
    "Ce fichier est trop lourd à lire. Copiez le tableau à importer dans un nouveau classeur, sans le reste, ou "
    "enregistrez-le en CSV."
)


class ReadError(Exception):
    """The file could not be read. The message is French."""


def filled_rows(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield the rows that are not empty. Raise ReadError if there are too many."""
    count = 0
    for number, cells in rows:
        is_filled = any(cell.strip() for cell in cells)
        count += is_filled
        if number > LAST_ROW or count > MAX_ROWS + 1:
            raise ReadError(f"Ce tableau a plus de {MAX_ROWS} lignes.")
        if is_filled:
            yield number, cells


def unreadable(suffix: str) -> str:
    """Return the French error for a file that is damaged or not of its format. `suffix` begins with a dot."""
    name = suffix[1:].upper()
    return (
        f"Ce fichier n’est pas un {name} lisible : il est abîmé, protégé par un mot de passe ou d’un autre format. "
        f"Ouvrez-le dans un tableur et enregistrez-le de nouveau en {name}."
    )
