"""The values of cells: how stored values are written, and how a cell is read.

Values are those that revisions store: strings, page ids, and lists of child rows as mappings.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from archive.choices import ESTABLISHED, CommitmentStatus, EvidenceKind
from archive.commitments.spreadsheet.columns import Column
from archive.models import CommitmentLead, CommitmentSource
from core.dates import fuzzy
from core.dates.french import to_edtf
from core.dates.labels import label
from core.dates.words import DateError
from core.text.fold import fold
from core.text.lengths import too_long

Row = dict[str, Any]
#: A semicolon that separates; two in a row are a semicolon of the text.
_NAMES = re.compile(r"(?<!;);(?!;)")
#: A semicolon between sources: addresses may have some.
_SOURCES = re.compile(r"(?<!;);(?!;)(?=\s|\Z|https?://)|\n")
#: What spreadsheets append to a day.
_MIDNIGHT = re.compile(r"(?<=\d)[ T]00:00:00\Z")
_MAX_NAME = CommitmentLead._meta.get_field("name").max_length
_MAX_TITLE, _MAX_URL = (CommitmentSource._meta.get_field(name).max_length for name in ("title", "url"))
_MAX_EDTF = CommitmentSource._meta.get_field("date").max_length
_valid_url = URLValidator(schemes=["http", "https"])
#: Statuses and types by their labels and codes, and the short word of the seeds.
STATUSES = {
    **{fold(text): status.value for status in CommitmentStatus for text in (status.label, status.value)},
    "partiel": CommitmentStatus.PARTIAL.value,
}
KINDS = {fold(text): kind.value for kind in EvidenceKind for text in (kind.label, kind.value)}


class CellProblem(Exception):
    """A cell cannot be read. The message is French."""


# --- Writing ---------------------------------------------------------------------------------------------------------


def write(column: Column, value: Any, organisations: Mapping[int, str]) -> str:
    """Return a stored value as the text of a cell. Not for `sous_mesure_de`, which needs the other measures."""
    match column.field:
        case "date" | "due":
            return _shown_date(value) if value else ""
        case "leads":
            return _joined(lead_name(row, organisations) for row in value)
        case "sources":
            return _joined(_source(row) for row in value)
        case "establishes":
            return CommitmentStatus(value).label if value else ""
        case "kind":
            return EvidenceKind(value).label if value in EvidenceKind.values else str(value)
    return str(value or "")


def lead_name(row: Row, organisations: Mapping[int, str]) -> str:
    """Return the name of a lead organisation."""
    return organisations.get(row.get("organisation") or 0, "") or str(row.get("name") or "")


def _source(row: Row) -> str:
    title, url = row["title"], row.get("url") or ""
    if not url or title == url or title == host(url):
        return url or title
    return f"{title} | {url}"


def _joined(texts: Any) -> str:
    return " ; ".join(text.replace(";", ";;") for text in texts)


def host(url: str) -> str:
    """Return the name of the site of an address, the title of a source that has none."""
    return (urlsplit(url).hostname or url).removeprefix("www.")


def _shown_date(edtf: str) -> str:
    """Return a date in French, if that can be read back. As `FuzzyDateFormField`, without its slow parser."""
    try:
        words = label(edtf)
    except (ValueError, LookupError):
        return edtf
    return words if date_key(words) == edtf else edtf


# --- Reading ---------------------------------------------------------------------------------------------------------


def read(column: Column, text: str, stored: Any, organisations: Mapping[int, str]) -> Any:
    """Return the value of a cell. `stored` are the child rows that it replaces, if it has rows. Raise CellProblem."""
    match column.field:
        case "date" | "due":
            return read_date(text)
        case "leads":
            return _leads(text, stored or [], organisations)
        case "sources":
            return read_sources(text, stored or [])
        case "establishes":
            return _choice(text, STATUSES, "Ce statut n’existe pas", [label for _, label in ESTABLISHED])
        case "kind":
            kind = _choice(text, KINDS, "Ce type de preuve n’existe pas", EvidenceKind.labels)
            return kind or EvidenceKind.OFFICIAL.value
        case "text" | "extract":
            return _within(text, column.max_length)
    return _within(" ".join(text.split()) if "\n" in text else text, column.max_length)


def date_key(text: str) -> str:
    """Return the EDTF of a French date for comparison; other texts as they are. Parsing them takes much longer."""
    text = _MIDNIGHT.sub("", text.strip())
    try:
        return to_edtf(text) or text
    except (DateError, ValueError):
        return text


def read_date(text: str) -> str:
    """Return the EDTF of a date, "" for an empty cell. Raise CellProblem."""
    if not text:
        return ""
    try:
        edtf = fuzzy.read(_MIDNIGHT.sub("", text)).edtf
    except DateError as error:
        raise CellProblem(str(error)) from error
    return _within(edtf, _MAX_EDTF)


def read_sources(text: str, stored: Sequence[Row]) -> list[Row]:
    """Return the sources of a cell. Those that are stored keep their date and note. Raise CellProblem."""
    remaining = list(stored)
    return [_stored_source(title, url, remaining) for title, url in map(_title_and_url, _items(text, _SOURCES))]


def _leads(text: str, stored: Sequence[Row], organisations: Mapping[int, str]) -> list[Row]:
    remaining = {lead_name(row, organisations): row for row in stored}
    by_name = {name: pk for pk, name in organisations.items()}
    rows = []
    for name in _items(text, _NAMES):
        _within(name, _MAX_NAME)
        organisation = by_name.get(name)
        new = {"pk": None, "organisation": organisation, "name": "" if organisation else name}
        rows.append(remaining.pop(name, new))
    return rows


def _items(text: str, separator: re.Pattern[str]) -> list[str]:
    parts = (part.replace(";;", ";").strip() for part in separator.split(text))
    return list(dict.fromkeys(part for part in parts if part))


def _title_and_url(item: str) -> tuple[str, str]:
    """Return the title and the address of a source; either may be ""."""
    title, bar, url = (part.strip() for part in item.rpartition("|"))
    if not (bar and title and _is_address(url)):
        title, url = ("", item) if _is_address(item) else (item, "")
    if url:
        _within(url, _MAX_URL)
        try:
            _valid_url(url)
        except ValidationError:
            raise CellProblem(f"« {url[:80]} » n’est pas une adresse complète.") from None
    return _within(title, _MAX_TITLE), url


def _is_address(text: str) -> bool:
    return "://" in text and " " not in text


def _stored_source(title: str, url: str, remaining: list[Row]) -> Row:
    """Return the stored row of a source, with its new title or address, or else a new row."""
    tests = (
        lambda row: row["url"] == url and row["title"] == title,
        lambda row: url and row["url"] == url,
        lambda row: title and not row["url"] and row["title"] == title,
    )
    row = next((row for test in tests for row in remaining if test(row)), None)
    if row is None:
        return {"pk": None, "title": title or host(url)[:_MAX_TITLE], "url": url, "date": "", "note": ""}
    remaining.remove(row)
    return {**row, "title": title or row["title"], "url": url}


def _choice(text: str, choices: Mapping[str, str], message: str, labels: Sequence[str]) -> str:
    if not text:
        return ""
    try:
        return choices[fold(text)]
    except KeyError:
        known = ", ".join(f"« {label[0].lower()}{label[1:]} »" for label in labels)
        raise CellProblem(f"{message}. Écrivez {known}.") from None


def _within(text: str, limit: int) -> str:
    if len(text) > limit:
        raise CellProblem(too_long(limit, len(text)))
    return text
