"""What the cells of a diagnostic refer to: sheets by title, number or address, and codes of the inventory by label."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from core import contracts
from core.bin import tree
from core.text.fold import fold
from memento.diagnostics.spreadsheet.columns import without_decimals
from memento.models import SheetPage

#: How a sheet that was deleted is written: « page 12 ».
_DELETED = re.compile(r"page (\d{1,9})")
_NUMBER = re.compile(r"(?:fiche )?(?:n )?(\d{1,5})")
_EDIT_ADDRESS = re.compile(r"/pages/(\d{1,9})/")
_BETWEEN_SHEETS = re.compile(r"[;\n]")


class Ambiguous(Exception):
    """A text that means several sheets."""


@dataclass(frozen=True)
class Sheet:
    """A sheet that a cell may name. `path` is its address below the home page, without slashes around it."""

    pk: int
    titles: tuple[str, ...]
    number: int | None
    path: str


class Sheets:
    """The sheets of the site, published or not. `stored` are page ids that stay, even if the sheet was deleted."""

    def __init__(self, sheets: Iterable[Sheet], stored: Iterable[int] = ()) -> None:
        self._by_pk = {sheet.pk: sheet for sheet in sheets}
        self._deleted = set(stored) - self._by_pk.keys()
        self._by_title: Mapping[str, set[int]] = defaultdict(set)
        self._by_number: Mapping[int, set[int]] = defaultdict(set)
        self._by_path: Mapping[str, set[int]] = defaultdict(set)
        for sheet in self._by_pk.values():
            for title in sheet.titles:
                self._by_title[fold(title)].add(sheet.pk)
            if sheet.number is not None:
                self._by_number[sheet.number].add(sheet.pk)
            self._by_path[sheet.path].add(sheet.pk)

    def name(self, pk: int) -> str:
        """Return a text that `find` understands: the title if it is unique, else the number or the address."""
        sheet = self._by_pk.get(pk)
        if sheet is None:
            return f"page {pk}"
        number = "" if sheet.number is None else str(sheet.number)
        for text in (*sheet.titles, number, f"/{sheet.path}/"):
            name = " ".join(text.split())
            try:
                if name and self.find(name) == pk and split_sheets(name) == [name]:
                    return name
            except Ambiguous:
                continue
        return f"/admin/pages/{pk}/edit/"

    def find(self, text: str) -> int | None:
        """Return the page id of a sheet, or None. Raise Ambiguous."""
        folded = fold(text)
        pks = (self._by_title.get(folded) if folded else None) or self._by_address(text)
        if not pks and (match := _NUMBER.fullmatch(fold(without_decimals(text)))):
            pks = self._by_number.get(int(match[1]))
        if not pks and (match := _DELETED.fullmatch(folded)):
            pks = {int(match[1])} & self._deleted
        if pks and len(pks) > 1:
            raise Ambiguous
        return next(iter(pks)) if pks else None

    def _by_address(self, text: str) -> set[int] | None:
        try:
            path = unquote(urlsplit(text.strip()).path)
        except ValueError:
            return None
        if match := _EDIT_ADDRESS.search(path):
            return {int(match[1])} & self._by_pk.keys()
        return self._by_path.get(path.strip("/")) if "/" in path else None


def split_sheets(text: str) -> list[str]:
    """Return the names of sheets in a cell."""
    return [name.strip() for name in _BETWEEN_SHEETS.split(text) if name.strip()]


def load_sheets(stored: Iterable[int] = ()) -> Sheets:
    """Load the sheets that are not in the bin. One query."""
    rows = tree.outside(SheetPage.objects.all()).values_list("pk", "title", "draft_title", "number", "url_path")
    return Sheets(
        [
            Sheet(pk, tuple(dict.fromkeys(filter(None, (draft, title)))), number, path.strip("/").partition("/")[2])
            for pk, title, draft, number, path in rows.order_by("pk")
        ],
        stored,
    )


class InventoryCodes:
    """The codes that an answer may give, « criterion:code », by label."""

    def __init__(self) -> None:
        self.labels: dict[str, str] = {}
        #: The labels by the name of their criterion.
        self.groups: dict[str, list[str]] = {}
        self._codes: dict[str, str] = {}
        groups = contracts.comparison_codes()
        folded = [fold(label) for _, choices in groups for _, label in choices]
        for group, choices in groups:
            for code, label in choices:
                full = f"{group} : {label}"
                self.labels[code] = label if folded.count(fold(label)) == 1 else full
                self.groups.setdefault(group, []).append(self.labels[code])
                self._codes |= {fold(self.labels[code]): code, fold(full): code, fold(code): code}

    def find(self, text: str) -> str | None:
        """Return the code that a label or a code means, or None."""
        return self._codes.get(fold(text))
