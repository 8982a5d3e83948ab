"""Finds which measure and which evidence each line of a table is about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from archive.commitments.spreadsheet import values
from archive.commitments.spreadsheet.columns import MEASURE_COLUMNS
from archive.commitments.spreadsheet.lines import Line, Lines
from archive.commitments.spreadsheet.stored import StoredMeasure, StoredPage, StoredPlan, normal_number
from core.text.fold import fold

K = TypeVar("K")
V = TypeVar("V")


@dataclass
class Group:
    """The lines of one measure; `stored` is None for a new one."""

    stored: StoredMeasure | None
    lines: list[Line] = field(default_factory=list)

    @property
    def head(self) -> Line:
        """The line with the fields of the measure: the first one that does not only repeat its number."""
        return next((line for line in self.lines if not line.repeats), self.lines[0])


class Matching:
    """Matches lines with stored measures: by id, else by number, else by text."""

    def __init__(self, plan: StoredPlan, lines: Lines) -> None:
        self._lines = lines
        self._by_id = {str(measure.page.translation_key): measure for measure in plan.measures}
        self._by_number = _unique(
            (normal_number(number), measure) for measure in plan.measures if (number := measure.values["number"])
        )
        self._by_text = _unique((fold(measure.values["text"] or ""), measure) for measure in plan.measures)

    def groups(self) -> list[Group]:
        """Return the lines by measure, in the order of the table."""
        groups: dict[object, Group] = {}
        for line in self._lines.lines:
            if key := self._key(line):
                stored = key if isinstance(key, StoredMeasure) else None
                groups.setdefault(id(stored) if stored else key, Group(stored)).lines.append(line)
        for group in groups.values():
            self._refuse_contradictions(group)
        return list(groups.values())

    def _key(self, line: Line) -> StoredMeasure | tuple[str, str] | None:
        """Return the stored measure of a line, or a key that identifies a new one; None after an error."""
        number, text = normal_number(line["numero"]), fold(line["intitule"])
        if identifier := line["mesure_id"]:
            if measure := self._by_id.get(identifier.lower()):
                return measure
            message = "Aucune mesure de ce plan n’a cet identifiant : videz la cellule si la mesure est nouvelle."
            self._lines.add_error(line, "mesure_id", message)
            return None
        if number:
            same_text = self._by_text.get(text) if text else None
            by_text = same_text if same_text and not same_text.values["number"] else None
            return self._by_number.get(number) or by_text or ("number", number)
        if not line["intitule"]:
            self._lines.add_error(line, "intitule", "Donnez l’intitulé de la mesure, ou au moins son numéro.")
            return None
        return self._by_text.get(text) or ("text", text)

    def _refuse_contradictions(self, group: Group) -> None:
        head = group.head
        union = "preuve_sources" not in head.cells
        for line in group.lines:
            if line.repeats:
                continue
            for column in MEASURE_COLUMNS:
                name = column.name
                if line[name] != head[name] and not (union and name == "sources"):
                    shown = f"« {head[name][:80]} »" if head[name] else "rien"
                    message = f"La ligne {head.number} dit {shown} de la même mesure : écrivez partout la même chose."
                    self._lines.add_error(line, name, message)


def evidence_of(group: Group, lines: Lines, untitled: str) -> list[tuple[Line, StoredPage | None]]:
    """Return the lines of a measure that have evidence, each with the stored piece of evidence, or None for a new one.

    Evidence is matched by id, else by title and date. `untitled` is the title of evidence without one.
    """
    stored = group.stored.evidence if group.stored else []
    by_id = {str(piece.page.translation_key): piece for piece in stored}
    by_name = _unique((_name(piece.cells["preuve"], piece.cells["preuve_date"]), piece) for piece in stored)
    seen: dict[object, int] = {}
    result = []
    for line in group.lines:
        if not line.has_evidence:
            continue
        name = _name(line["preuve"] or untitled, line["preuve_date"])
        piece = by_id.get(line["preuve_id"].lower()) if line["preuve_id"] else by_name.get(name)
        if line["preuve_id"] and piece is None:
            message = "Aucune preuve de cette mesure n’a cet identifiant : videz la cellule si la preuve est nouvelle."
            lines.add_error(line, "preuve_id", message)
            continue
        key = id(piece) if piece else (*name, line["statut_propose"], line["extrait"])
        if key in seen:
            column = "preuve_id" if line["preuve_id"] else "preuve"
            lines.add_error(line, column, f"Cette preuve est déjà à la ligne {seen[key]}.")
            continue
        seen[key] = line.number
        result.append((line, piece))
    return result


def _name(title: str, date: str) -> tuple[str, str]:
    return fold(title), values.date_key(date)


def _unique(pairs: Iterable[tuple[K, V]]) -> dict[K, V]:
    """Return a mapping without the keys that occur twice."""
    rows = list(pairs)
    counts = Counter(key for key, _ in rows)
    return {key: value for key, value in rows if counts[key] == 1}
