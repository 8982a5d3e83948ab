"""The rows of a table as lines of a plan, and the errors in their cells."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from archive.choices import CommitmentStatus
from archive.commitments.spreadsheet.columns import BY_HEADER, EVIDENCE_COLUMNS, IDENTIFYING, MEASURE_COLUMNS
from core.spreadsheets.tables import Table
from core.text.fold import fold
from core.text.typography import quantity

#: The rows in which the headers are looked for; people write a title above them.
_HEADER_ROWS = 20
#: Statuses, folded, that say that there is no evidence.
NO_EVIDENCE = {fold(CommitmentStatus.UNDOCUMENTED.label), fold(CommitmentStatus.UNDOCUMENTED.value)}
#: Maximum number of errors that are collected: a table may have one in each of its cells.
MAX_COLLECTED = 10_000


@dataclass(frozen=True)
class CellError:
    """An error in a cell: its row (0 for the whole table), its column, its text, and a French sentence."""

    row: int
    column: str
    text: str
    message: str

    @property
    def where(self) -> str:
        """« Ligne 7, colonne preuve_date »; "" for the whole table."""
        if not self.row:
            return ""
        return f"Ligne {self.row}, colonne {self.column}" if self.column else f"Ligne {self.row}"


@dataclass(frozen=True)
class Line:
    """A row: its number, and the texts of its cells by column. Columns that are not in the table are not in `cells`."""

    number: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    @property
    def has_evidence(self) -> bool:
        """Whether the row has a piece of evidence. The status « Non documenté » alone does not count."""
        filled = {column.name for column in EVIDENCE_COLUMNS if self[column.name]} - {"preuve_sources"}
        if fold(self["statut_propose"]) in NO_EVIDENCE:
            filled.discard("statut_propose")
        return bool(filled or self["preuve_id"])

    @property
    def repeats(self) -> bool:
        """Whether the row only says which measure its evidence is about."""
        others = (column.name for column in MEASURE_COLUMNS if column.name not in ("numero", "sources"))
        named = self["numero"] or self["mesure_id"]
        return bool(named and "intitule" in self.cells and not any(self[name] for name in others))


@dataclass
class Lines:
    """The lines of a table that are about one plan."""

    lines: list[Line] = field(default_factory=list)
    errors: list[CellError] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def add_error(self, line: Line | None, column: str, message: str) -> None:
        """Add an error at a cell. Without a line there is no cell to correct: a stored page is not reported."""
        if line and len(self.errors) < MAX_COLLECTED:
            self.errors.append(CellError(line.number, column, line[column], message))


def read_lines(table: Table, plan: str) -> Lines:
    """Return the lines of a table that are about the plan of this title."""
    result = Lines()
    position = header_position(table)
    if position is None:
        message = "Il manque la ligne des titres : reprenez ceux du tableau exporté, « numero », « intitule »…"
        result.errors.append(CellError(0, "", "", message))
        return result
    (number, header), rows = table[position], table[position + 1 :]
    columns = _columns(number, header, result)
    others: Counter[str] = Counter()
    for row, texts in rows:
        cells = {name: texts[at].strip() if at < len(texts) else "" for name, at in columns.items()}
        other = cells.get("plan", "")
        if other and fold(other) != fold(plan):
            others[other[:100]] += 1
        elif any(cells[name] for name in cells if name != "plan"):
            result.lines.append(Line(row, cells))
    _remark_on(others, plan, result)
    return result


def header_position(table: Table) -> int | None:
    """Return the index of the header row of a table, or None if it does not look like a plan."""
    for position, (_, texts) in enumerate(table[:_HEADER_ROWS]):
        names = {column.name for text in texts if (column := BY_HEADER.get(fold(text)))}
        if len(names) > 1 and names & IDENTIFYING:
            return position
    return None


def _columns(number: int, header: list[str], result: Lines) -> dict[str, int]:
    columns: dict[str, int] = {}
    unknown = []
    for position, text in enumerate(header):
        column = BY_HEADER.get(fold(text))
        if column is None:
            unknown += [text.strip()[:60]] if text.strip() else []
        elif column.name in columns:
            message = "Deux colonnes portent ce titre : gardez-en une."
            result.errors.append(CellError(number, column.name, text, message))
        else:
            columns[column.name] = position
    if unknown:
        names = ", ".join(f"« {name} »" for name in unknown[:10])
        result.remarks.append(
            f"Ces colonnes ne sont pas lues : {names}." if len(unknown) > 1 else f"La colonne {names} n’est pas lue."
        )
    return columns


def _remark_on(others: Counter[str], plan: str, result: Lines) -> None:
    names = ", ".join(f"« {name} »" for name in list(others)[:5])
    if others and not result.lines:
        result.errors.append(
            CellError(0, "plan", "", f"Aucune ligne n’est du plan « {plan} » : toutes sont de {names}.")
        )
    elif others:
        count = quantity(sum(others.values()), "ligne")
        verb = "est laissée" if others.total() == 1 else "sont laissées"
        result.remarks.append(f"{count} d’un autre plan {verb} de côté : {names}.")
    elif not result.lines and not result.errors:
        result.errors.append(CellError(0, "", "", "Ce tableau n’a aucune ligne sous ses titres."))
