"""Maps the columns of a foreign file to the fields of a place, and cleans each value."""

from __future__ import annotations

from dataclasses import dataclass, field

from inventory.choices import Family
from inventory.communes.table import CommuneTable
from inventory.import_export.readers.source import Row
from inventory.import_export.records import PlaceRecord
from inventory.import_export.values.points import CoordinateSystem
from inventory.import_export.values.rows import RowReader

CGET_FAMILIES = {
    "Tiers lieux à dominante coworking": Family.COWORKING.value,
    "Tiers lieux à dominante fablab": Family.FABLAB.value,
}


@dataclass(frozen=True)
class Mapping:
    """The column of each field of a place. `identifier` and `title` are required.

    `words` has what is read instead of the text of a cell, by field and text. `communes` are those that the locations
    of rows are compared with, `coordinates` is how the file writes points.
    """

    source: str
    columns: dict[str, str]
    licence: str = ""
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    communes: CommuneTable = field(default_factory=CommuneTable)
    coordinates: CoordinateSystem = field(default_factory=CoordinateSystem)

    def record(self, line: int, row: Row, source: str = "") -> PlaceRecord:
        """Convert a row to a record, with a remark for each value that is refused, cut, guessed or changed."""
        record = PlaceRecord(line, source or self.source, "", "", {}, licence=self.licence)
        RowReader(self, record, row).read()
        return record


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
    words={"families": CGET_FAMILIES},
)
FIELDS = (
    "identifier", "title", "other_names", "summary", "operator", "siret", "rna", "families", "state", "milieu",
    "opened", "closed", "website", "email", "phone", "address", "address_extra", "postcode", "commune", "insee_code",
    "epci_code", "epci_name", "longitude", "latitude", "point", "precision",
)  # fmt: skip
