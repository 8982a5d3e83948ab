"""How each kind of value is written in a cell and in JSON, and read again."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models

from core import dates
from core.gate import Audience
from inventory.exporting.blocks import fits_one
from inventory.exporting.cells import even
from inventory.reading import LISTS
from inventory.vocabulary import unknown_code

AUDIENCES = {Audience.PUBLIC: "public", Audience.MEMBERS: "members", Audience.TEAM: "team"}
#: Told where something was left out of a row.
Remark = Callable[[str], None]


@dataclass(frozen=True)
class Column:
    """A text. `key` names the value in `inventory.reading` and the attribute of a place."""

    name: str
    key: str
    field: Any = None
    #: Whether a cell holds a plain number, which needs no protection from spreadsheets.
    is_number = False

    def value(self, values: Mapping[str, Any]) -> Any:
        """What the place has, in the shape that `read` gives."""
        return values[self.key]

    def text(self, value: Any) -> str:
        """The value in one cell; nothing is an empty cell."""
        return "" if value is None else str(value)

    def plain(self, value: Any) -> Any:
        """The value for JSON."""
        return self.text(value)

    def says(self, text: str, value: Any) -> bool:
        """Whether a cell is this very value, valid or not: what is there already needs no reading.

        Editors on other systems end lines otherwise when they save a file: that is no difference.
        """
        return even(text) == even(self.text(value))

    def read(self, text: str, remark: Remark) -> Any:
        """The value that a cell says. Raises ValidationError; parts that are left out are remarked."""
        return clean(self.field, storable(text))


class Number(Column):
    is_number = True

    def plain(self, value: Any) -> Any:
        return value if value is None or isinstance(value, int) else float(value)

    def read(self, text: str, remark: Remark) -> Any:
        bare = "".join(text.split()).replace(",", ".")
        return self.field.clean(bare or None, None)


class Day(Column):
    def read(self, text: str, remark: Remark) -> date | None:
        text = text.strip()
        try:
            return datetime.fromisoformat(text).date() if text else None
        except ValueError:
            return self.field.clean(text, None)


class FuzzyDate(Column):
    def read(self, text: str, remark: Remark) -> str:
        try:
            return dates.read(storable(text)).edtf if text.strip() else ""
        except dates.DateError as error:
            raise ValidationError(str(error)) from error


class Level(Column):
    """Who may see a group of fields."""

    def text(self, value: Any) -> str:
        return AUDIENCES[Audience(value)]

    def read(self, text: str, remark: Remark) -> Audience:
        for level, code in AUDIENCES.items():
            if text.strip().lower() == code:
                return level
        raise ValidationError(f"{', '.join(AUDIENCES.values())} sont attendus")


class Codes(Column):
    """Codes of a closed vocabulary, separated by commas."""

    def value(self, values: Mapping[str, Any]) -> list[str]:
        return self._ordered(values[self.key])

    def text(self, value: Any) -> str:
        return ",".join(value)

    def plain(self, value: Any) -> Any:
        return value

    def read(self, text: str, remark: Remark) -> list[str]:
        codes = [code.strip() for code in text.split(",") if code.strip()]
        for code in codes:
            if code not in self.field.vocabulary.values:
                remark(f"« {code[:60]} » : {unknown_code(self.field.vocabulary.choices)}")
        return self._ordered([code for code in codes if code in self.field.vocabulary.values])

    def _ordered(self, codes: list[str]) -> list[str]:
        known = self.field.vocabulary.values
        return sorted(set(codes), key=lambda code: (code not in known, known.index(code) if code in known else code))


class Themes(Column):
    """Slugs of themes, separated by commas; whether there are such themes is the importer's to know."""

    def value(self, values: Mapping[str, Any]) -> list[str]:
        return [row["slug"] for row in values["themes"]]

    def text(self, value: Any) -> str:
        return ",".join(value)

    def plain(self, value: Any) -> Any:
        return value

    def read(self, text: str, remark: Remark) -> list[str]:
        return list(dict.fromkeys(slug.strip() for slug in storable(text).split(",") if slug.strip()))


class Picture(Column):
    """The number of an image of this instance."""

    is_number = True

    def plain(self, value: Any) -> Any:
        return value

    def read(self, text: str, remark: Remark) -> int | None:
        if not text.strip():
            return None
        if not text.strip().isdecimal() or len(text.strip()) > 9:
            raise ValidationError("le numéro d’une image est attendu")
        return int(text)


class Listed(Column):
    """A JSON list."""

    def text(self, value: Any) -> str:
        return _json(self.plain(value)) if value else ""

    def says(self, text: str, value: Any) -> bool:
        if text == self.text(value):
            return True
        try:
            return bool(_list(text) == self.plain(value))
        except ValidationError:
            return False


class Rows(Listed):
    """A list within the sheet, as objects."""

    def value(self, values: Mapping[str, Any]) -> list[dict[str, Any]]:
        fields = row_fields(self.name)
        return [{name: fields[name].to_python(row[name]) for name in fields} for row in values[self.key]]

    def plain(self, value: Any) -> Any:
        return [{name: _scalar(part) for name, part in row.items()} for row in value]

    def read(self, text: str, remark: Remark) -> list[dict[str, Any]]:
        found = []
        for number, row in enumerate(_list(text), 1):
            try:
                found.append(self._row(row))
            except ValidationError as error:
                remark(f"{number}e de « {self.name} » laissé de côté : {' '.join(error.messages)}")
        return found

    def _row(self, row: Any) -> dict[str, Any]:
        fields = row_fields(self.name)
        if not isinstance(row, dict) or not set(row) <= set(fields):
            raise ValidationError(f"un objet est attendu, avec {', '.join(fields)}")
        clean_row = {}
        for name, field in fields.items():
            value = row.get(name)
            if isinstance(value, dict | list):
                raise ValidationError(f"« {name} » : un texte ou un nombre est attendu")
            if value is None and not field.null:
                value = field.get_default()
            elif isinstance(value, float):
                value = repr(value)  # which Django reads as it is written, and a float as it is stored
            try:
                clean_row[name] = clean(field, storable(value) if isinstance(value, str) else value)
            except (ValidationError, OverflowError) as error:
                said = " ".join(error.messages) if isinstance(error, ValidationError) else "nombre trop grand"
                raise ValidationError(f"« {name} » : {said}") from error
        return clean_row


class Body(Listed):
    """The blocks of the description, as they are stored."""

    def plain(self, value: Any) -> Any:
        return value

    def read(self, text: str, remark: Remark) -> list[dict[str, Any]]:
        stream, kept = self.field.stream_block, []
        for number, block in enumerate(_list(text), 1):
            try:
                if not fits_one(stream, block):
                    raise ValueError
                child = stream.child_blocks[block["type"]]
                child.get_prep_value(child.to_python(block["value"]))
            except (TypeError, ValueError, AttributeError, LookupError, ValidationError):
                remark(f"{number}e bloc de la description laissé de côté : contenu incompris")
            else:
                kept.append(block)
        return kept


@cache
def row_fields(name: str) -> dict[str, models.Field]:
    """The fields of a list within the sheet, by the names that `inventory.reading` gives."""
    from inventory.models import SiteProfilePage

    model = SiteProfilePage._meta.get_field(name).related_model
    return {column: _plain_field(model, column) for column in LISTS[name]}  # type: ignore[arg-type]


def clean(field: models.Field, value: Any) -> Any:
    """The value as a field takes it; of a code that is none, the message names those there are."""
    if field.choices and value not in ("", None) and value not in dict(field.flatchoices):
        raise ValidationError(unknown_code(field.flatchoices))
    return field.clean(value, None)


def storable(text: str) -> str:
    """The text, if a database can hold it. Raises ValidationError."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ValidationError("caractères illisibles") from error
    if "\0" in text:
        raise ValidationError("caractères illisibles")
    return text


def _plain_field(model: type[models.Model], column: str) -> models.Field:
    try:
        field = model._meta.get_field(column)
    except FieldDoesNotExist:
        field = model._meta.get_field(column.removesuffix("_id"))
    return models.PositiveIntegerField() if isinstance(field, models.ForeignKey) else field  # type: ignore[return-value]


def _scalar(value: Any) -> Any:
    if value is None or isinstance(value, str | bool | int):
        return value
    return value.isoformat() if isinstance(value, date) else float(value)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _list(text: str) -> list[Any]:
    """A JSON list that a database can hold; an empty cell is an empty one. Raises ValidationError."""
    if not text.strip():
        return []
    try:
        found = json.loads(text, parse_constant=_refused)
        stored = json.dumps(found, ensure_ascii=False, allow_nan=False)
    except (ValueError, RecursionError) as error:
        raise ValidationError("ce JSON n’est pas lisible") from error
    if not isinstance(found, list) or r"\u0000" in stored.replace(r"\\", ""):
        raise ValidationError("une liste JSON est attendue")
    storable(stored)
    return found


def _refused(constant: str) -> None:
    raise ValueError(constant)
