"""Reads the rows of a foreign file: the reader of a field parses its value, and remarks what it changes or refuses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Protocol

from django.core.exceptions import ValidationError

from core.geo.points import as_typed
from core.text.lengths import UNSTORABLE, printable, too_long
from core.text.placeholders import is_written_by_people
from inventory.communes.table import CommuneTable
from inventory.geo.names import with_de
from inventory.import_export.readers.source import Row
from inventory.import_export.records import MisplacedPoint, PlaceRecord
from inventory.import_export.values.cells import (
    is_nothing,
    plain,
    quoted,
    without_invisible,
)
from inventory.import_export.values.contacts import CONTACT_READERS, read_contacts
from inventory.import_export.values.dates import are_reversed, check_date
from inventory.import_export.values.fields import READERS, VOCABULARIES, checked, place_field
from inventory.import_export.values.location import (
    Location,
    are_exchanged,
    check_location,
    split_address,
    split_name,
)
from inventory.import_export.values.points import INVALID, CoordinateSystem, Misplaced, Pair, is_usual, read_pair
from inventory.import_export.values.texts import read_text
from inventory.import_export.values.vocabularies import translated
from inventory.models import PlaceSource
from inventory.validators import compact

#: The fields that are not read cell by cell.
APART = frozenset({"identifier", "title", "longitude", "latitude", "point"})
#: The fields whose lines are joined with commas, since each is a part of an address.
_LINES = frozenset({"address", "address_extra"})
_DATES = ("opened", "closed")
_MAX_IDENTIFIER = PlaceSource._meta.get_field("identifier").max_length or 0
#: A whole number that a program has written with a decimal.
_DECIMAL_ID = re.compile(r"\d{1,20}[.,]0")


class Format(Protocol):
    """What is known of a file (see `inventory.import_export.mapping.Mapping`)."""

    @property
    def columns(self) -> Mapping[str, str]: ...
    @property
    def words(self) -> Mapping[str, Mapping[str, str]]: ...
    @property
    def communes(self) -> CommuneTable: ...
    @property
    def coordinates(self) -> CoordinateSystem: ...


class RowReader:
    """Fills a record with the values of a row."""

    def __init__(self, file_format: Format, record: PlaceRecord, row: Row) -> None:
        self._format, self._record, self._row = file_format, record, row

    def read(self) -> None:
        """Fill the record, or set its `problem`."""
        self._read_title()
        self._read_identifier()
        if self._record.problem:
            return
        cells = dict(self._cells())
        self._read_contacts({name: cells.pop(name).lstrip("'") for name in CONTACT_READERS if name in cells})
        self._prepare_location(cells)
        for name, text in cells.items():
            self._read(name, text)
        self._check_dates()
        self._read_point(self._check_location())

    # --- Cells --------------------------------------------------------------------------------------------------------

    def _column(self, name: str) -> str:
        return self._format.columns.get(name, name)

    def _cell(self, name: str) -> str:
        return self._row.get(self._column(name), "")

    def _remark(self, name: str, reason: str) -> None:
        self._record.remarks.append(f"{self._column(name)} {quoted(self._cell(name))} : {reason}")

    def _remark_of(self, name: str) -> Callable[[str], None]:
        return partial(self._remark, name)

    def _plain(self, name: str) -> str:
        separator = ", " if name in _LINES else " "
        return plain(self._cell(name), self._remark_of(name), links=name in CONTACT_READERS, separator=separator)

    def _cells(self) -> Iterator[tuple[str, str]]:
        """Yield the name and the text of each field that has a value."""
        for name in self._format.columns:
            if name in APART or not (text := translated(self._format.words.get(name, {}), self._plain(name))):
                continue
            # The words of a vocabulary are looked for first: « Inconnu » is a state.
            if name in VOCABULARIES or not is_nothing(text, name):
                yield name, text
            elif is_written_by_people(text):
                self._remark(name, "lu comme vide")

    def _read(self, name: str, text: str) -> None:
        try:
            self._set(name, self._value(name, text))
        except ValidationError as error:
            if not is_nothing(text, name):
                self._remark(name, " ".join(error.messages))

    def _value(self, name: str, text: str) -> Any:
        if name in READERS:
            value = READERS[name](text.lstrip("'"), self._remark_of(name))
            if name == "postcode" and value not in compact(text):
                self._check_restored(value)
            return value
        if name == "commune" and not any(map(str.isalpha, text)):
            raise ValidationError("ce n’est pas le nom d’une commune")
        return read_text(name, text, place_field(name).max_length, self._remark_of(name))

    def _check_restored(self, postcode: str) -> None:
        """Refuse a postcode that no commune has with its zero: « 1204 » is that of Geneva. Raises ValidationError."""
        if postcode and self._format.communes and not self._format.communes.has_postcode(postcode):
            raise ValidationError(f"aucune commune n’a le code postal {postcode}")

    def _set(self, name: str, value: Any) -> None:
        """Store a value if the form accepts it. Raises ValidationError."""
        if value:
            self._record.values[name] = checked(name, value)

    # --- Name and identifier ------------------------------------------------------------------------------------------

    def _read_title(self) -> None:
        title = self._plain("title")
        if is_nothing(title, "title"):
            self._record.problem = "pas de nom"
            return
        try:
            self._record.title = read_text("title", title, place_field("title").max_length, self._remark_of("title"))
        except ValidationError as error:
            self._record.problem = f"pas de nom : {error.message}"

    def _read_identifier(self) -> None:
        """Set the identifier as it is written: another spelling would not be recognised as the same place."""
        identifier = without_invisible(self._cell("identifier")).strip()
        problem = ""
        if is_nothing(identifier, "identifier"):
            identifier = ""
            problem = "pas d’identifiant : un second import ne retrouverait pas ce lieu"
        elif UNSTORABLE.search(identifier):
            identifier = printable(identifier)
            problem = "identifiant illisible"
        elif len(identifier) > _MAX_IDENTIFIER:
            problem = f"identifiant trop long : {too_long(_MAX_IDENTIFIER, len(identifier))}"
        elif _DECIMAL_ID.fullmatch(identifier):
            self._remark("identifier", "gardé tel quel ; sans sa décimale, ce serait un autre lieu")
        self._record.identifier = identifier
        self._record.problem = self._record.problem or problem

    # --- Fields that belong together ----------------------------------------------------------------------------------

    def _read_contacts(self, cells: Mapping[str, str]) -> None:
        for name, value in read_contacts(cells, self._remark).items():
            try:
                self._set(name, value)
            except ValidationError as error:
                self._remark(name, " ".join(error.messages))

    def _check_dates(self) -> None:
        values = self._record.values
        for name in filter(values.get, _DATES):
            try:
                check_date(values[name], self._remark_of(name))
            except ValidationError as error:
                del values[name]
                self._remark(name, " ".join(error.messages))
        if are_reversed(*(values.get(name, "") for name in _DATES)):
            opened = f"{self._column('opened')} {quoted(self._cell('opened'))}"
            self._remark("closed", f"la fermeture précède l’ouverture, {opened} : aucune des deux dates n’est gardée")
            for name in _DATES:
                del values[name]

    def _prepare_location(self, cells: dict[str, str]) -> None:
        """Put postcode and commune, which may be joined, exchanged or within the address, into their own cells."""
        if "commune" in cells:
            name, postcode = split_name(cells["commune"])
            if name and name != cells["commune"]:
                self._remark("commune", f"lu comme {name}")
                cells["commune"] = name
                cells.setdefault("postcode", postcode)
        self._split_address(cells)
        codes = cells.get("postcode", ""), cells.get("insee_code", "")
        if all(codes) and are_exchanged(self._format.communes, *codes, cells.get("commune", "")):
            self._remark("postcode", "code postal et code INSEE étaient échangés")
            cells["postcode"], cells["insee_code"] = cells["insee_code"], cells["postcode"]

    def _split_address(self, cells: dict[str, str]) -> None:
        """Take postcode and commune off the end of the address, since pages show them behind it."""
        given = cells.get("postcode", ""), cells.get("commune", "")
        end = split_address(self._format.communes, cells.get("address", ""), *given)
        if end is None:
            return
        if all(given):
            self._remark("address", "le code postal et la commune n’y sont pas répétés")
        else:
            self._remark("address", f"{end.postcode} {end.commune} est mis à sa place")
            cells["postcode"], cells["commune"] = end.postcode, end.commune
        cells["address"] = end.street

    def _check_location(self) -> Location:
        """Compare the values of the location with one another."""
        values = self._record.values
        names = ("postcode", "insee_code", "commune")
        postcode, insee_code, name = (values.get(name, "") for name in names)
        location = check_location(self._format.communes, postcode, insee_code, name, self._remark)
        for name, value in zip(names, location, strict=False):
            if value:
                values[name] = value
            else:
                values.pop(name, None)
        return location

    # --- The point ----------------------------------------------------------------------------------------------------

    def _read_point(self, location: Location) -> None:
        cells = self._filled("latitude", "longitude")
        if not cells and "point" in self._format.columns:
            cells = self._filled("point")
        if not cells:
            return
        value = quoted(", ".join(cells.values()))
        columns = ", ".join(map(self._column, cells))
        try:
            point = self._point(read_pair(**cells), location)
        except ValidationError as error:
            self._record.values.pop("precision", None)  # which says what the point stands for
            reason = (
                f"coordonnées {value} incomprises" if error.code == INVALID else f"{columns} {value} : {error.message}"
            )
            self._record.remarks.append(reason)
            return
        self._record.values["point"] = point
        if not is_usual(**cells):
            self._record.remarks.append(f"{columns} {value} : lu comme {as_typed(point)}")

    def _point(self, pair: Pair, location: Location) -> str:
        """Return the stored point of a pair. Raises ValidationError."""
        system = self._format.coordinates
        if location.commune and location.is_doubtful and not system.accepts(pair, location.commune):
            point = system.point(pair, None)
            self._record.values.pop("insee_code", None)
            self._remark(
                "insee_code", f"ni le nom de la commune ni le point ne sont ceux {with_de(location.commune.name)}"
            )
            return point
        try:
            return system.point(pair, location.commune)
        except Misplaced:
            self._record.misplaced = MisplacedPoint(pair, location.commune)
            raise

    def _filled(self, *names: str) -> dict[str, str]:
        cells = {name: " ".join(self._cell(name).split()) for name in names}
        return {name: cell for name, cell in cells.items() if not is_nothing(cell, name)}
