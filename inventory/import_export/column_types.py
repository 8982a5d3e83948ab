"""The column types of an exported file: how each formats values for a cell and for JSON, and parses them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models

from core.blocks.validation import is_storable_child
from core.choices import unknown_code
from core.dates.typed import read_moment
from core.dates.words import DateError
from core.spreadsheets.cells import normalise_newlines
from core.text.lengths import UNSTORABLE
from core.visibility.gate import Audience
from inventory.import_export.values.cells import AddRemark, plain, quoted
from inventory.import_export.values.contacts import CONTACT_READERS
from inventory.import_export.values.fields import READERS
from inventory.import_export.values.vocabularies import read_code, read_codes
from inventory.places.queries import CHILD_LISTS, row_model

AUDIENCES = {Audience.PUBLIC: "public", Audience.MEMBERS: "members", Audience.TEAM: "team"}
#: The decimals of a whole number, as spreadsheets write it.
_WHOLE_NUMBER = re.compile(r"(?<=\d)\.0{1,6}\Z")


@dataclass(frozen=True)
class Column:
    """A text column. `key` is the key in the values of `inventory.places.queries` and the attribute of a place."""

    name: str
    key: str
    field: Any = None
    #: Whether cells are numbers, which need no escaping.
    is_number = False

    def value(self, values: Mapping[str, Any]) -> Any:
        """Return the value of a place, in the same type as `parse` returns."""
        return values[self.key]

    def text(self, value: Any) -> str:
        """Format a value for a cell; "" for None."""
        return "" if value is None else str(value)

    def to_json(self, value: Any) -> Any:
        """Convert a value for JSON."""
        return self.text(value)

    def equals(self, text: str, value: Any) -> bool:
        """Return whether a cell already has this value, which is then not parsed, even if it is invalid.

        Line ends are ignored, because spreadsheet programs change them.
        """
        return normalise_newlines(text) == normalise_newlines(self.text(value))

    def parse(self, text: str, remark: AddRemark) -> Any:
        """Parse a cell. Raises ValidationError. Calls `remark` for each part that is left out, with the part."""
        return clean(self.field, storable(text))


class Number(Column):
    is_number = True

    def to_json(self, value: Any) -> Any:
        return value if value is None or isinstance(value, int) else float(value)

    def parse(self, text: str, remark: AddRemark) -> Any:
        number = "".join(text.split()).replace(",", ".")
        if isinstance(self.field, models.IntegerField):
            number = _WHOLE_NUMBER.sub("", number)
        return self.field.clean(number or None, None)


class Day(Column):
    def parse(self, text: str, remark: AddRemark) -> date | None:
        try:
            return read_moment(text).date() if text.strip() else None
        except DateError as error:
            raise ValidationError(str(error)) from error


class Choice(Column):
    """A code of a closed vocabulary, or none. Its label is accepted too."""

    def parse(self, text: str, remark: AddRemark) -> str:
        return read_code(self.field.flatchoices, text) if text.strip() else ""


class FieldValue(Column):
    """A value that is parsed as in foreign files: a contact, a code, a fuzzy date (`values.fields.READERS`)."""

    def parse(self, text: str, remark: AddRemark) -> Any:
        def remark_cell(reason: str) -> None:
            remark(f"{quoted(text)} : {reason}")

        visible = plain(text, remark_cell, links=self.name in CONTACT_READERS)
        return clean(self.field, READERS[self.name](visible, remark_cell) if visible else "")


class Level(Column):
    """The audience that may see a group of fields."""

    def text(self, value: Any) -> str:
        return AUDIENCES[Audience(value)]

    def parse(self, text: str, remark: AddRemark) -> Audience:
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

    def to_json(self, value: Any) -> Any:
        return value

    def parse(self, text: str, remark: AddRemark) -> list[str]:
        return read_codes(self.field.vocabulary.choices, storable(text), remark)

    def _ordered(self, codes: list[str]) -> list[str]:
        valid = self.field.vocabulary.values
        return sorted(set(codes), key=lambda code: (code not in valid, valid.index(code) if code in valid else code))


class Themes(Codes):
    """Slugs of themes, separated by commas. Whether these themes exist is not checked here."""

    def value(self, values: Mapping[str, Any]) -> list[str]:
        return [row["slug"] for row in values["themes"]]

    def parse(self, text: str, remark: AddRemark) -> list[str]:
        return list(dict.fromkeys(slug.strip() for slug in storable(text).split(",") if slug.strip()))


class Picture(Column):
    """The primary key of an image of this instance."""

    is_number = True

    def to_json(self, value: Any) -> Any:
        return value

    def parse(self, text: str, remark: AddRemark) -> int | None:
        if not text.strip():
            return None
        if not text.strip().isdecimal() or len(text.strip()) > 9:
            raise ValidationError("le numéro d’une image est attendu")
        return int(text)


class JsonList(Column):
    """A JSON list."""

    def text(self, value: Any) -> str:
        return _json(self.to_json(value)) if value else ""

    def equals(self, text: str, value: Any) -> bool:
        if text == self.text(value):
            return True
        try:
            return bool(_parse_list(text) == self.to_json(value))
        except ValidationError:
            return False


class ChildList(JsonList):
    """A child list, as objects."""

    def value(self, values: Mapping[str, Any]) -> list[dict[str, Any]]:
        fields = child_fields(self.name)
        return [{name: fields[name].to_python(row[name]) for name in fields} for row in values[self.key]]

    def to_json(self, value: Any) -> Any:
        return [{name: _scalar(item) for name, item in row.items()} for row in value]

    def parse(self, text: str, remark: AddRemark) -> list[dict[str, Any]]:
        rows = []
        for number, row in enumerate(_parse_list(text), 1):
            try:
                rows.append(self._row(row))
            except ValidationError as error:
                remark(f"élément {number} de « {self.name} » laissé de côté : {' '.join(error.messages)}")
        return rows

    def _row(self, row: Any) -> dict[str, Any]:
        fields = child_fields(self.name)
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
                value = repr(value)  # Django parses the decimal digits; from a float it would take the binary value
            try:
                clean_row[name] = clean(field, storable(value) if isinstance(value, str) else value)
            except (ValidationError, OverflowError) as error:
                message = " ".join(error.messages) if isinstance(error, ValidationError) else "nombre trop grand"
                raise ValidationError(f"« {name} » : {message}") from error
        if self.name != "photos":  # whose check needs the image
            row_model(self.name)(**clean_row).clean()
        return clean_row


class Body(JsonList):
    """The stored blocks of the description."""

    def to_json(self, value: Any) -> Any:
        return value

    def parse(self, text: str, remark: AddRemark) -> list[dict[str, Any]]:
        stream, accepted = self.field.stream_block, []
        for number, block in enumerate(_parse_list(text), 1):
            try:
                if not is_storable_child(stream, block):
                    raise ValueError
                child = stream.child_blocks[block["type"]]
                child.get_prep_value(child.to_python(block["value"]))
            except (TypeError, ValueError, AttributeError, LookupError, ValidationError):
                remark(f"bloc {number} de la description laissé de côté : contenu illisible")
            else:
                accepted.append(block)
        return accepted


@cache
def child_fields(name: str) -> dict[str, models.Field]:
    """Return the model fields of a child list, by their keys in `inventory.places.queries.CHILD_LISTS`."""
    return {column: _scalar_field(row_model(name), column) for column in CHILD_LISTS[name]}


def clean(field: models.Field, value: Any) -> Any:
    """Clean a value with a model field. For an unknown code the error lists the valid codes."""
    if field.choices and value not in ("", None) and value not in dict(field.flatchoices):
        raise ValidationError(unknown_code(field.flatchoices))
    return field.clean(value, None)


def storable(text: str) -> str:
    """Return the text if a database can store it. Raises ValidationError."""
    if UNSTORABLE.search(text):
        raise ValidationError("caractères illisibles")
    return text


def _scalar_field(model: type[models.Model], column: str) -> models.Field:
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


def _parse_list(text: str) -> list[Any]:
    """Parse a JSON list that a database can store; an empty cell is an empty list. Raises ValidationError."""
    if not text.strip():
        return []
    try:
        items = json.loads(text, parse_constant=_refuse)
        stored = json.dumps(items, ensure_ascii=False, allow_nan=False)
    except (ValueError, RecursionError) as error:
        raise ValidationError("ce JSON n’est pas lisible") from error
    if not isinstance(items, list) or r"\u0000" in stored.replace(r"\\", ""):
        raise ValidationError("une liste JSON est attendue")
    storable(stored)
    return items


def _refuse(constant: str) -> None:
    raise ValueError(constant)
