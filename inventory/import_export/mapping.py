"""Maps the columns of a foreign file to the fields of a place, and cleans each value."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

from core.choices import unknown_code
from core.dates import fuzzy
from core.dates.words import DateError
from core.geo.points import read_columns
from inventory.choices import Family, Milieu, Precision, State
from inventory.import_export.readers.source import Row
from inventory.import_export.records import PlaceRecord
from inventory.models import SiteProfilePage
from inventory.validators import compact, validate_insee, validate_postcode, validate_rna, validate_siret

CGET_FAMILIES = {
    "Tiers lieux à dominante coworking": [Family.COWORKING.value],
    "Tiers lieux à dominante fablab": [Family.FABLAB.value],
}


@dataclass(frozen=True)
class Mapping:
    """The column of each field of a place. `identifier` and `title` are required.

    `vocabularies` has codes by field and text of a cell. `communes` has the current INSEE code by each current or
    former code; if it is empty, codes are not checked.
    """

    source: str
    columns: dict[str, str]
    licence: str = ""
    vocabularies: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    communes: dict[str, str] = field(default_factory=dict)

    def record(self, line: int, row: Row, source: str = "") -> PlaceRecord:
        """Convert a row to a record. Invalid values are left out with a remark."""
        identifier = row.get(self.columns["identifier"], "").strip()
        title = _squeeze(row.get(self.columns["title"], ""))[:255]
        record = PlaceRecord(line, source or self.source, identifier, title, {}, licence=self.licence)
        if not title:
            record.problem = "pas de nom"
        elif not identifier:
            record.problem = "pas d’identifiant : un second import ne retrouverait pas ce lieu"
        else:
            self._fill(record, row)
        return record

    def _fill(self, record: PlaceRecord, row: Row) -> None:
        for name, column in self.columns.items():
            cell = _squeeze(row.get(column, ""))
            if name in ("identifier", "title", "longitude", "latitude") or not cell:
                continue
            if name in self.vocabularies:
                record.values[name] = self.vocabularies[name].get(cell, [])
                continue
            try:
                value = PARSERS[name](cell) if name in PARSERS else cell[: _length(name)]
                if value := self._current_code(value) if name == "insee_code" else value:
                    record.values[name] = value
            except ValidationError as error:
                record.remarks.append(f"{column} « {cell[:60]} » : {' '.join(error.messages)}")
        self._set_point(record, row)

    def _current_code(self, code: str) -> str:
        if not code or not self.communes:
            return code
        if code not in self.communes:
            raise ValidationError("aucune commune n’a ce code")
        return self.communes[code]

    def _set_point(self, record: PlaceRecord, row: Row) -> None:
        cells = [row.get(self.columns.get(name, name), "") for name in ("longitude", "latitude")]
        if not all(cell.strip() for cell in cells):
            return
        try:
            record.values["point"] = read_columns(*cells)
        except ValidationError as error:
            record.remarks += error.messages


CGET = Mapping(
    source="CGET 2019",
    licence="Licence Ouverte 2.0",
    columns={
        "identifier": "ID",
        "title": "NOM_TL",
        "address": "ADRESSE",
        "postcode": "CP",
        "commune": "NOMCOM",
        "insee_code": "INSEECOM",
        "website": "WEB",
        "families": "TYPO",
        "longitude": "LONG",
        "latitude": "LAT",
    },
    vocabularies={"families": CGET_FAMILIES},
)
FIELDS = (
    "identifier", "title", "other_names", "summary", "operator", "siret", "rna", "families", "state", "milieu",
    "opened", "closed", "website", "email", "phone", "address", "address_extra", "postcode", "commune", "insee_code",
    "epci_code", "epci_name", "longitude", "latitude", "precision",
)  # fmt: skip


# --- Parsers of the fields that are not plain texts: they return a clean value or raise ValidationError --------------


def _squeeze(value: str) -> str:
    return " ".join(value.split())


def _length(name: str) -> int | None:
    """Return the maximum length of a text field."""
    field: Any = SiteProfilePage._meta.get_field(name)
    return field.max_length


def _padded(validate: Callable[[str], None]) -> Callable[[str], str]:
    """Return a parser of five-character codes that may have lost their leading zeros; « 0 » means none."""

    def parse(value: str) -> str:
        if value == "0":
            return ""
        value = value.upper().zfill(5)
        validate(value)
        return value

    return parse


def _compact(validate: Callable[[str], None]) -> Callable[[str], str]:
    """Return a parser of numbers that people write with spaces or dots."""

    def parse(value: str) -> str:
        value = compact(value)
        validate(value)
        return value

    return parse


_WEB_SCHEME = re.compile(r"https?://")


def _website(value: str) -> str:
    url = value.split()[-1] if " " in value else value
    url = url if _WEB_SCHEME.match(url) else f"https://{url}"
    URLValidator(schemes=["http", "https"])(url)
    if len(url) > 500:
        raise ValidationError("adresse trop longue")
    return url


def _email(value: str) -> str:
    validate_email(value)
    return value


def _date(value: str) -> str:
    try:
        return fuzzy.read(value).edtf
    except DateError as error:
        raise ValidationError(str(error)) from error


def _code(vocabulary: Any) -> Callable[[str], str]:
    """Return a parser of the codes or labels of a vocabulary."""

    def parse(value: str) -> str:
        by_label = {str(label).lower(): code for code, label in vocabulary.choices}
        code = value if value in vocabulary.values else by_label.get(value.lower())
        if code is None:
            raise ValidationError(unknown_code(vocabulary.choices))
        return code

    return parse


def _families(value: str) -> list[str]:
    parse = _code(Family)
    return [parse(part.strip()) for part in value.split(",") if part.strip()]


PARSERS: dict[str, Callable[[str], Any]] = {
    "postcode": _padded(validate_postcode),
    "insee_code": _padded(validate_insee),
    "website": _website,
    "email": _email,
    "siret": _compact(validate_siret),
    "rna": _compact(validate_rna),
    "opened": _date,
    "closed": _date,
    "families": _families,
    "state": _code(State),
    "milieu": _code(Milieu),
    "precision": _code(Precision),
}
