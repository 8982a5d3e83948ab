"""Compares a table with the stored plan: the pages that it creates or changes, and the errors in its cells."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from archive.commitments.spreadsheet import values
from archive.commitments.spreadsheet.columns import BY_NAME, EVIDENCE_COLUMNS, MEASURE_COLUMNS, Column
from archive.commitments.spreadsheet.lines import CellError, Line, Lines, read_lines
from archive.commitments.spreadsheet.matching import Group, Matching, evidence_of
from archive.commitments.spreadsheet.stored import StoredMeasure, StoredPage, StoredPlan, normal_number
from archive.commitments.spreadsheet.values import CellProblem
from archive.models.commitments.pages import name_of
from core.publishing.live_pages import lock_reason
from core.spreadsheets.cells import normalise_newlines
from core.spreadsheets.tables import Table
from core.text.typography import french

#: The pages that one import may create and change: each takes about a tenth of a second.
MAX_CHANGES = 200
TOO_MANY = f"Ce tableau crée ou change plus de {MAX_CHANGES} pages : importez-le en plusieurs fois."
#: Maximum length, in characters, of a title that is made from the text of a measure.
_TITLE_LENGTH = 120
WHOLE = BY_NAME["sous_mesure_de"]


@dataclass(frozen=True)
class Difference:
    """A changed cell: the texts before and after."""

    column: str
    old: str
    new: str


@dataclass
class PageChange:
    """What an import does to one page. `values` has the new values only, as revisions store them."""

    line: Line | None
    stored: StoredPage | None
    values: dict[str, Any] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)
    #: The page, once it is created.
    page: Any = None

    @property
    def is_new(self) -> bool:
        return self.stored is None

    @property
    def is_change(self) -> bool:
        return self.is_new or bool(self.differences)

    def value(self, name: str) -> Any:
        """Return the value that a field will have; None for one that a new page does not get."""
        return self.values.get(name) if name in self.values or self.stored is None else self.stored.values[name]


@dataclass
class MeasureChange(PageChange):
    """What an import does to a measure. `whole` is the measure that it will be a part of."""

    evidence: list[PageChange] = field(default_factory=list)
    whole: MeasureChange | None = None

    @property
    def number(self) -> str:
        return str(self.value("number") or "")

    @property
    def name(self) -> str:
        return name_of(self.number, str(self.value("title")))


@dataclass
class Import:
    """The changes that a table makes to a plan. If there are `errors`, nothing may be stored."""

    measures: list[MeasureChange]
    errors: list[CellError]
    remarks: list[str]

    def changes(self) -> Iterator[PageChange]:
        """Yield the pages that are created or changed."""
        for measure in self.measures:
            for change in (measure, *measure.evidence):
                if change.is_change:
                    yield change


def compare(table: Table, plan: StoredPlan, user: Any, file_name: str) -> Import:
    """Compare a table with the measures and evidence of a plan, for the user who imports it. Stores nothing."""
    lines = read_lines(table, plan.page.title)
    comparison = _Comparison(plan, lines, file_name)
    measures = comparison.measures() if lines.lines else []
    result = Import(measures, lines.errors, lines.remarks)
    _check_rights(result, plan, lines, user)
    _remark_on_axes(result, plan)
    lines.errors.sort(key=lambda error: (error.row, list(BY_NAME).index(error.column) if error.column else 0))
    return result


class _Comparison:
    def __init__(self, plan: StoredPlan, lines: Lines, file_name: str) -> None:
        self._plan, self._lines, self._untitled = plan, lines, f"Statut proposé par {file_name}"
        self._changed = 0

    def measures(self) -> list[MeasureChange]:
        """Return all measures of the plan: those in the table, in its order, then those that are not in it."""
        groups = Matching(self._plan, self._lines).groups()
        changes: list[MeasureChange] = []
        for group in groups:
            changes.append(self._measure(group))
            if self._refuse_too_many(changes[-1:]):
                return changes
        in_table = {id(change.stored) for change in changes}
        changes += [MeasureChange(None, stored) for stored in self._plan.measures if id(stored) not in in_table]
        self._set_wholes(changes)
        self._refuse_twin_numbers(changes)
        self._changed = 0
        self._refuse_too_many(changes)  # with those that only become a part of another measure
        return changes

    def _refuse_too_many(self, changes: list[MeasureChange]) -> bool:
        """Count the changed pages and return whether there are too many: then the rest of the table is not read."""
        self._changed += sum(row.is_change for change in changes for row in (change, *change.evidence))
        if self._changed > MAX_CHANGES:
            self._lines.errors.append(CellError(0, "", "", TOO_MANY))
        return self._changed > MAX_CHANGES

    # --- A measure ---------------------------------------------------------------------------------------------------

    def _measure(self, group: Group) -> MeasureChange:
        head = group.head
        change = MeasureChange(head, group.stored)
        cells = head.cells
        if "preuve_sources" not in cells and "sources" in cells:
            # Each row has the sources of its evidence; the measure has all of them.
            cells = {**cells, "sources": "\n".join(dict.fromkeys(line["sources"] for line in group.lines))}
        if not head.repeats:
            self._read(change, MEASURE_COLUMNS, cells)
            self._complete_measure(change, head)
        elif group.stored is None:
            self._lines.add_error(head, "intitule", "Cette mesure est nouvelle : donnez son intitulé.")
        change.evidence = [
            self._evidence(line, stored) for line, stored in evidence_of(group, self._lines, self._untitled)
        ]
        return change

    def _complete_measure(self, change: MeasureChange, line: Line) -> None:
        if not change.value("text") and not line["intitule"]:
            self._lines.add_error(line, "intitule", "Une mesure a un intitulé : son texte exact.")
        if not change.value("title"):
            title = textwrap.shorten(str(change.value("text")), _TITLE_LENGTH, placeholder="…")
            self._set(change, BY_NAME["titre"], title)

    # --- A piece of evidence -----------------------------------------------------------------------------------------

    def _evidence(self, line: Line, stored: StoredPage | None) -> PageChange:
        change = PageChange(line, stored)
        self._read(change, EVIDENCE_COLUMNS, line.cells)
        if stored is None and "preuve_sources" not in line.cells and line["sources"]:
            with suppress(CellProblem):  # the error is reported at the measure
                self._set(change, BY_NAME["preuve_sources"], values.read_sources(line["sources"], ()))
        if change.value("establishes") == "undocumented":
            message = "« Non documenté » n’est pas ce qu’une preuve établit : videz les autres cellules de la preuve."
            self._lines.add_error(line, "statut_propose", message)
        if not change.value("title"):
            if stored:
                self._lines.add_error(line, "preuve", "Une preuve a un intitulé.")
            self._set(change, BY_NAME["preuve"], self._untitled)
        return change

    # --- Cells -------------------------------------------------------------------------------------------------------

    def _read(self, change: PageChange, columns: tuple[Column, ...], cells: Mapping[str, str]) -> None:
        for column in columns:
            if column is WHOLE or column.name not in cells:
                continue
            text, before = cells[column.name], change.stored.cells[column.name] if change.stored else ""
            old = change.stored.values[column.field] if change.stored else None
            if change.stored and (_same(text, before) or (column.is_date and values.date_key(text) == old)):
                continue
            try:
                new = values.read(column, text, old, self._plan.organisations)
            except CellProblem as problem:
                self._lines.add_error(change.line, column.name, str(problem))
                continue
            if column.name == "date_engagement" and new == self._plan.page.date:
                new = ""  # a measure without a date of its own has that of its plan
            self._set(change, column, new)

    def _set(self, change: PageChange, column: Column, new: Any) -> None:
        """Set a new value, unless it is the same as the stored one."""
        if change.stored and change.stored.values[column.field] == new:
            return
        change.values[column.field] = new
        old = change.stored.cells[column.name] if change.stored else ""
        text = values.write(column, new, self._plan.organisations)
        if change.stored is None or text != old:
            change.differences.append(Difference(column.name, old, text))

    # --- The plan as a whole -----------------------------------------------------------------------------------------

    def _set_wholes(self, changes: list[MeasureChange]) -> None:
        by_page = {change.stored.page.pk: change for change in changes if change.stored}
        by_name: dict[str, list[MeasureChange]] = {}
        for change in changes:
            if change.stored:
                change.whole = by_page.get(change.stored.values["part_of"])
                by_name.setdefault(str(change.stored.page.translation_key), []).append(change)
            if change.number:
                by_name.setdefault(normal_number(change.number), []).append(change)
        changed = [change for change in changes if self._set_whole(change, by_name)]
        wholes = {id(change.whole) for change in changes if change.whole}
        for change in changed:
            if change.whole is None:
                continue
            if change.whole.whole:
                self._add_whole_error(
                    change, "Cette mesure est elle-même une sous-mesure : donnez celle qu’elle précise."
                )
            elif id(change) in wholes:
                self._add_whole_error(change, "D’autres mesures précisent celle-ci : elle n’en précise donc aucune.")

    def _set_whole(self, change: MeasureChange, by_name: Mapping[str, list[MeasureChange]]) -> bool:
        """Set the whole of a measure; return whether it changes."""
        line = change.line
        if line is None or line.repeats or WHOLE.name not in line.cells:
            return False
        text = line[WHOLE.name]
        before = change.stored.cells[WHOLE.name] if change.stored else ""
        if normal_number(text) == normal_number(before):
            return False
        matches = by_name.get(normal_number(text), []) if text else []
        change.whole = matches[0] if len(matches) == 1 else None
        change.differences.append(Difference(WHOLE.name, before, text))
        if text and not matches:
            self._add_whole_error(change, "Aucune mesure de ce plan n’a ce numéro.")
        elif len(matches) > 1:
            self._add_whole_error(change, "Plusieurs mesures de ce plan ont ce numéro.")
        elif change.whole is change:
            self._add_whole_error(change, "Une mesure n’est pas sa propre sous-mesure.")
            change.whole = None
        return True

    def _add_whole_error(self, change: MeasureChange, message: str) -> None:
        self._lines.add_error(change.line, WHOLE.name, message)

    def _refuse_twin_numbers(self, changes: list[MeasureChange]) -> None:
        by_number: dict[str, list[MeasureChange]] = {}
        for change in changes:
            if change.number:
                by_number.setdefault(normal_number(change.number), []).append(change)
        for twins in by_number.values():
            for change in twins:
                others = [other for other in twins if other is not change]
                if others and "number" in change.values and change.line:
                    other = others[0]
                    where = f"à la ligne {other.line.number}" if other.line else "dans le plan, hors de ce tableau"
                    message = f"Une autre mesure a déjà ce numéro, {where} : un numéro n’en désigne qu’une."
                    self._lines.add_error(change.line, "numero", message)


def _same(text: str, stored: str) -> bool:
    """Whether two texts look the same to readers: apostrophes and spaces may differ in kind."""
    stored = normalise_newlines(stored).strip()
    return text == stored or french(text) == french(stored)


def _check_rights(result: Import, plan: StoredPlan, lines: Lines, user: Any) -> None:
    """Report the pages that the user may not create or change."""
    may_add = plan.page.permissions_for_user(user).can_add_subpage()
    for change in result.changes():
        column = "preuve" if not isinstance(change, MeasureChange) else "intitule"
        if change.stored is None:
            message = "" if may_add else "Vous n’avez pas le droit d’ajouter de pages à ce plan."
        else:
            message = _obstacle(change.stored, user)
        if message:
            row, text = (change.line.number, change.line[column]) if change.line else (0, "")
            lines.errors.append(CellError(row, "", text, message))


def _obstacle(stored: StoredPage, user: Any) -> str:
    """Return why the user cannot change a page, in French; "" if they can."""
    noun = "mesure" if isinstance(stored, StoredMeasure) else "preuve"
    if reason := lock_reason(stored.page, user):
        return f"Cette {noun} est {reason} : rien ne peut y changer avant qu’elle soit déverrouillée."
    if stored.page.alias_of_id:
        return f"Cette {noun} est un alias : changez-la dans la page d’origine."
    if not stored.page.permissions_for_user(user).can_edit():
        return f"Vous n’avez pas le droit de modifier cette {noun}."
    return ""


def _remark_on_axes(result: Import, plan: StoredPlan) -> None:
    titles = {row.title for row in plan.page.get_latest_revision_as_object().axes.all()}
    new = {measure.values["axis"]: None for measure in result.measures if measure.values.get("axis")}
    for axis in [axis for axis in new if axis not in titles][:10]:
        result.remarks.append(f"L’axe « {axis} » n’est pas de ceux du plan : ajoutez-le à la page du plan.")
