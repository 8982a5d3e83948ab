"""Import of places: read a file, map its columns, find the places again, write in batches."""

from inventory.importing.mapping import Mapping, MappingError, detect
from inventory.importing.reading import ReadError, read_rows
from inventory.importing.records import Outcome, PlaceRecord, Result
from inventory.importing.restoring import Restorer
from inventory.importing.run import import_records

__all__ = [
    "Mapping",
    "MappingError",
    "Outcome",
    "PlaceRecord",
    "ReadError",
    "Restorer",
    "Result",
    "detect",
    "import_records",
    "read_rows",
]
