"""The mapping of a file: from a mapping file, by the columns of the national census, or by the names of fields.

A mapping file is TOML: `source`, `licence`, a table `[columns]` of field = "column", or of field = 2 for the second
column, `header`, which says whether a file whose columns are given by position has one, and a table `[words.field]` of
word = "value" for words of the file that mean values of a field.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError

from core.text.lengths import UNSTORABLE
from inventory.communes.table import CommuneTable
from inventory.import_export.columns import is_exported
from inventory.import_export.damage import repair_row
from inventory.import_export.mapping import CGET, FIELDS, Mapping
from inventory.import_export.readers.source import Layout, SourceFile, SourceRow
from inventory.import_export.records import PlaceRecord
from inventory.import_export.values.fields import READERS, VOCABULARIES
from inventory.import_export.values.rows import APART
from inventory.models import PlaceSource

#: Longest source, and longest licence.
_MAX_SOURCE = min(PlaceSource._meta.get_field(name).max_length or 0 for name in ("source", "licence"))
_REQUIRED = ("identifier", "title")
#: Columns that are named in an error message, and how much of each.
_SHOWN_COLUMNS, _SHOWN_TEXT = 30, 60


class MappingError(Exception):
    """The mapping is invalid, or lacks the identifier or the title. The message is French."""


@dataclass(frozen=True)
class MappingFile:
    """The columns of each field, by name or by position from 1. `header` is None if the file does not say.

    `words` has what is read instead of the text of a cell, by field and text.
    """

    source: str
    columns: dict[str, str | int]
    licence: str = ""
    header: bool | None = None
    words: dict[str, dict[str, str]] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> MappingFile:
        """Read a mapping file. Raises MappingError."""
        try:
            data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        except (OSError, ValueError, RecursionError) as error:
            raise MappingError(f"Correspondance illisible ({path}) : {error}") from error
        columns = data.get("columns")
        if not isinstance(columns, dict) or not columns:
            raise MappingError(f"Correspondance illisible ({path}) : il manque la table [columns].")
        if unknown := sorted(columns.keys() - set(FIELDS)):
            raise MappingError(f"Champs inconnus dans la correspondance : {', '.join(unknown)}.")
        for name, column in columns.items():
            if not _is_column(column):
                raise MappingError(
                    f"Correspondance, « {name} » : un titre de colonne entre guillemets est attendu, ou sa position à "
                    "partir de 1."
                )
        texts = [data.get("source", path.stem), data.get("licence", "")]
        if not all(isinstance(text, str) for text in texts) or not isinstance(data.get("header"), bool | None):
            raise MappingError(
                "Correspondance : « source » et « licence » sont des textes, « header » vaut true ou false."
            )
        check_source("source", texts[0])
        check_source("licence", texts[1])
        return cls(texts[0], columns, texts[1], data.get("header"), _words(data.get("words", {}), columns))

    @property
    def layout(self) -> Layout:
        names = {" ".join(column.split()) for column in self.columns.values() if isinstance(column, str)}
        has_header = self.header if self.header is not None or not names else True
        return Layout(lambda titles: bool(names) and names <= titles, has_header)

    def mapping(self, positions: Sequence[str]) -> Mapping:
        """Return the mapping with column names for positions. `positions` are the names of a table's columns in order.

        Raises MappingError.
        """
        columns = {}
        for name, column in self.columns.items():
            if isinstance(column, str):
                columns[name] = " ".join(column.split())
            elif column <= len(positions):
                columns[name] = positions[column - 1]
            elif positions:
                raise MappingError(f"« {name} » : le tableau n’a pas de colonne {column}, mais {len(positions)}.")
            else:
                raise MappingError(
                    f"« {name} » : dans un fichier JSON les colonnes n’ont pas de position, mais un nom."
                )
        return Mapping(self.source, columns, self.licence, self.words)


def _words(words: Any, columns: dict[str, Any]) -> dict[str, dict[str, str]]:
    """Check the table of words of a mapping file. Raises MappingError."""
    tables = list(words.values()) if isinstance(words, dict) else [None]
    if not all(isinstance(table, dict) and all(isinstance(text, str) for text in table.values()) for table in tables):
        raise MappingError(
            'Correspondance, [words] : une table de mot = "valeur" par champ, [words.families] par exemple.'
        )
    for name, table in words.items():
        if name not in columns:
            raise MappingError(f"Correspondance, [words] : « {name} » n’a pas de colonne dans [columns].")
        if name in APART:
            raise MappingError(f"Correspondance, [words] : « {name} » n’a pas de mots.")
        for word, text in table.items():
            _check_meaning(name, word, text)
    return words


def _check_meaning(name: str, word: str, text: str) -> None:
    """Raise MappingError if a word stands for something that is no value of the field's vocabulary."""
    if name not in VOCABULARIES or not text:
        return
    remarks: list[str] = []
    try:
        READERS[name](text, remarks.append)
    except ValidationError as error:
        remarks += error.messages
    if remarks:
        raise MappingError(f"Correspondance, [words.{name}], « {word} » : {remarks[0]}")


def check_source(name: str, text: str) -> None:
    """Raise MappingError for a source or licence that the database cannot store."""
    if len(text) > _MAX_SOURCE or UNSTORABLE.search(text):
        raise MappingError(f"« {name} » est un texte de {_MAX_SOURCE} caractères au plus.")


def layout(mapping_file: MappingFile | None) -> Layout:
    """Return the options with which a file is read."""
    return mapping_file.layout if mapping_file else Layout(_is_known)


def detect(columns: Iterable[str], mapping_file: MappingFile | None = None, positions: Sequence[str] = ()) -> Mapping:
    """Return the mapping of a file: of `mapping_file`, the CGET's if it has its columns, else by the names of fields.

    `positions` has the name of each column of a table. Raises MappingError.
    """
    return replace(mapping_of(columns, mapping_file, positions), communes=CommuneTable.read())


def mapping_of(
    columns: Iterable[str], mapping_file: MappingFile | None = None, positions: Sequence[str] = ()
) -> Mapping:
    """Return the mapping of a file as `detect` does, but without the communes of the database."""
    names = set(columns)
    if mapping_file:
        return _checked(mapping_file.mapping(positions), names)
    if {"ID", "NOM_TL"} <= names:
        coordinates = {name: name for name in ("longitude", "latitude")}
        return CGET if "LONG" in names else replace(CGET, columns=CGET.columns | coordinates)
    by_field = {name: name for name in FIELDS if name in names}
    if "identifier" not in by_field and "id" in names:
        by_field["identifier"] = "id"
    if "geo_point_2d" in names:  # as open data portals write points
        by_field.setdefault("point", "geo_point_2d")
    return _checked(Mapping(source="import", columns=by_field), names)


def unread_columns(file: SourceFile, mapping: Mapping) -> str:
    """Return a French sentence that names the columns with values that the mapping leaves out; "" without any."""
    used = {*mapping.columns.values(), *(mapping.columns.get(name, name) for name in ("longitude", "latitude"))}
    unread = [name for name in file.columns if name not in used and any(row.cells.get(name) for row in file.rows)]
    return f"Colonnes non lues : {_shown(unread)}." if unread else ""


def record_of(row: SourceRow, mapping: Mapping, source: str = "") -> PlaceRecord:
    """Convert a row of a file to a record, with the remarks about the columns that the mapping has."""
    columns = set(mapping.columns.values())
    row = repair_row(row, columns, mapping.columns["identifier"])
    record = mapping.record(row.line, row.cells, source)
    remarks = row.remarks_on(columns)
    if row.problem:  # its cells may be in the wrong columns
        return replace(record, values={}, remarks=remarks, problem=row.problem)
    record.remarks[:0] = remarks
    return record


def _is_known(titles: set[str]) -> bool:
    """Return whether these are titles of a file that needs no mapping file."""
    by_field = "title" in titles and not titles.isdisjoint(("identifier", "id"))
    return is_exported(titles) or {"ID", "NOM_TL"} <= titles or by_field


def _is_column(value: object) -> bool:
    return bool(value.strip()) if isinstance(value, str) else isinstance(value, int) and value is not True and value > 0


def _checked(mapping: Mapping, names: set[str]) -> Mapping:
    for name in _REQUIRED:
        if mapping.columns.get(name) not in names:
            raise MappingError(
                f"Aucune colonne ne donne « {name} ». Colonnes du fichier : {_shown(names)}. Indiquez-la avec "
                "--mapping, par son titre, ou par sa position (« title = 2 ») si le fichier n’a pas de ligne de titres."
            )
    return mapping


def _shown(columns: Iterable[str]) -> str:
    names = [name[:_SHOWN_TEXT] for name in sorted(columns) if name]
    return ", ".join(names[:_SHOWN_COLUMNS]) + (", …" if len(names) > _SHOWN_COLUMNS else "")
