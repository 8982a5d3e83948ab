"""From the columns of a file to the fields of a place."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from decimal import InvalidOperation
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

from inventory.communes import todays_codes
from inventory.importing.reading import Row
from inventory.importing.records import PlaceRecord
from inventory.points import read_point, write_point
from inventory.validators import compact, validate_insee, validate_postcode, validate_rna, validate_siret
from inventory.vocabulary import Family, Milieu, Precision, State, unknown_code

CGET_FAMILIES = {
    "Tiers lieux à dominante coworking": [Family.COWORKING.value],
    "Tiers lieux à dominante fablab": [Family.FABLAB.value],
}


class MappingError(Exception):
    """The columns do not say which places they tell of; the message is for people."""


@dataclass(frozen=True)
class Mapping:
    """Which column gives which field. `identifier` and `title` are needed; `vocabularies` translate words to codes.

    `communes` gives today's INSEE code by every code that is or was one; where it is empty, every code is taken.
    """

    source: str
    columns: dict[str, str]
    licence: str = ""
    vocabularies: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    communes: dict[str, str] = field(default_factory=dict)

    def record(self, line: int, row: Row, source: str = "") -> PlaceRecord:
        """The place that a row tells of. What cannot be understood is left out and remarked, never guessed."""
        identifier = row.get(self.columns["identifier"], "").strip()
        title = _spaces(row.get(self.columns["title"], ""))[:255]
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
            cell = _spaces(row.get(column, ""))
            if name in ("identifier", "title", "longitude", "latitude") or not cell:
                continue
            if name in self.vocabularies:
                record.values[name] = self.vocabularies[name].get(cell, [])
                continue
            try:
                value = READERS.get(name, _plain)(cell)
                if value := self._todays(value) if name == "insee_code" else value:
                    record.values[name] = value
            except ValidationError as error:
                record.remarks.append(f"{column} « {cell[:60]} » : {' '.join(error.messages)}")
        self._place(record, row)

    def _todays(self, code: str) -> str:
        if not code or not self.communes:
            return code
        if code not in self.communes:
            raise ValidationError("aucune commune n’a ce code")
        return self.communes[code]

    def _place(self, record: PlaceRecord, row: Row) -> None:
        longitude, latitude = (
            row.get(self.columns.get(name, name), "").strip().replace(",", ".") for name in ("longitude", "latitude")
        )
        if not longitude or not latitude:
            return
        try:
            point = write_point(longitude, latitude)
            read_point(point)
        except (ValidationError, InvalidOperation):
            record.remarks.append(f"coordonnées « {latitude}, {longitude} » incomprises")
        else:
            record.values["point"] = point


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


def detect(columns: Iterable[str], mapping_file: Path | None = None) -> Mapping:
    """The mapping of a file: the one given, the CGET's where its columns are there, our own names otherwise.

    A mapping file is TOML: `source`, `licence` and a table `[columns]` of field = "column". Raises MappingError.
    """
    return replace(_detected(set(columns), mapping_file), communes=todays_codes())


def _detected(names: set[str], mapping_file: Path | None) -> Mapping:
    if mapping_file is not None:
        return _checked(_from_file(mapping_file), names)
    if {"ID", "NOM_TL"} <= names:
        return (
            CGET
            if "LONG" in names
            else Mapping(
                CGET.source,
                {**CGET.columns, "longitude": "longitude", "latitude": "latitude"},
                CGET.licence,
                CGET.vocabularies,
            )
        )
    known = {name: name for name in FIELDS if name in names}
    if "identifier" not in known and "id" in names:
        known["identifier"] = "id"
    return _checked(Mapping(source="import", columns=known), names)


def _from_file(path: Path) -> Mapping:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        columns = dict(data["columns"])
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, ValueError) as error:
        raise MappingError(f"Correspondance illisible ({path}) : {error}") from error
    unknown = sorted(set(columns) - set(FIELDS))
    if unknown:
        raise MappingError(f"Champs inconnus dans la correspondance : {', '.join(unknown)}.")
    return Mapping(data.get("source", path.stem), columns, data.get("licence", ""))


def _checked(mapping: Mapping, names: set[str]) -> Mapping:
    for needed in ("identifier", "title"):
        column = mapping.columns.get(needed)
        if column is None or column not in names:
            raise MappingError(
                f"Aucune colonne ne donne « {needed} ». Colonnes du fichier : {', '.join(sorted(names))}. "
                "Indiquez-la avec --mapping."
            )
    return mapping


# --- One reader a field: a clean value, or ValidationError ----------------------------------------------------------


def _spaces(value: str) -> str:
    return " ".join(value.split())


def _plain(value: str) -> str:
    return value


def _limited(length: int) -> Callable[[str], str]:
    return lambda value: value[:length]


def _postcode(value: str) -> str:
    if value == "0":
        return ""
    value = value.zfill(5)
    validate_postcode(value)
    return value


def _insee(value: str) -> str:
    if value == "0":
        return ""
    value = value.upper().zfill(5)
    validate_insee(value)
    return value


def _website(value: str) -> str:
    url = value.split()[-1] if " " in value else value
    url = url if re.match(r"https?://", url) else f"https://{url}"
    URLValidator(schemes=["http", "https"])(url)
    if len(url) > 500:
        raise ValidationError("adresse trop longue")
    return url


def _email(value: str) -> str:
    validate_email(value)
    return value


def _siret(value: str) -> str:
    validate_siret(compact(value))
    return compact(value)


def _rna(value: str) -> str:
    validate_rna(compact(value))
    return compact(value)


def _date(value: str) -> str:
    from core import dates

    try:
        return dates.read(value).edtf
    except dates.DateError as error:
        raise ValidationError(str(error)) from error


def _code(vocabulary: Any) -> Callable[[str], str]:
    def read(value: str) -> str:
        by_label = {str(label).lower(): code for code, label in vocabulary.choices}
        code = value if value in vocabulary.values else by_label.get(value.lower())
        if code is None:
            raise ValidationError(unknown_code(vocabulary.choices))
        return code

    return read


def _families(value: str) -> list[str]:
    read = _code(Family)
    return [read(part.strip()) for part in value.split(",") if part.strip()]


READERS: dict[str, Callable[[str], Any]] = {
    "postcode": _postcode,
    "insee_code": _insee,
    "website": _website,
    "email": _email,
    "siret": _siret,
    "rna": _rna,
    "opened": _date,
    "closed": _date,
    "families": _families,
    "state": _code(State),
    "milieu": _code(Milieu),
    "precision": _code(Precision),
    "summary": _limited(280),
    "other_names": _limited(255),
    "operator": _limited(200),
    "address": _limited(255),
    "address_extra": _limited(255),
    "commune": _limited(100),
    "phone": _limited(30),
    "epci_name": _limited(200),
    "epci_code": _limited(9),
}
