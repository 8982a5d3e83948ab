"""Exports places to a file in batches. An existing file is replaced only when the new one is complete."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import Any

from core.visibility import version
from core.visibility.gate import Audience, Gate, Reader
from inventory.catalogue.criteria import Criteria
from inventory.catalogue.selection import select
from inventory.import_export.column_types import AUDIENCES
from inventory.import_export.columns import columns
from inventory.import_export.writers import WRITERS
from inventory.places.queries import read_places
from inventory.visibility import FIELD_GROUPS, visible

BATCH = 250


class ExportError(Exception):
    """The file could not be written. The message is French."""


def export_places(path: Path, criteria: Criteria, audience: Audience = Audience.TEAM) -> int:
    """Write the live places that match the criteria, with the values that the audience may see; return their number.

    One query per batch. Raises ExportError and leaves an existing file unchanged if the file cannot be written.
    """
    writer_class = WRITERS.get(path.suffix.lower())
    if writer_class is None:
        raise ExportError(f"Format inconnu : « {path.suffix} ». Formats écrits : {', '.join(WRITERS)}.")
    target = path.resolve()
    if target.exists() and not target.is_file():
        raise ExportError(f"{path} n’est pas un fichier.")
    if not target.parent.is_dir():
        raise ExportError(f"Le dossier {target.parent} n’existe pas.")
    gate = gate_for(audience)
    exported_columns = {
        name: column for name, column in columns().items() if audience == Audience.TEAM or name not in FIELD_GROUPS
    }
    count = 0
    try:
        temporary = target.with_name(f".{target.stem}-{token_hex(4)}{target.suffix}")
        try:
            with temporary.open("xb") as file:
                writer = writer_class(file, exported_columns)
                for values in _places(gate, criteria, audience):
                    row = {name: column.value(values) for name, column in exported_columns.items()}
                    url, updated = gate.full_url(values["url_path"]), _iso_utc(values["last_published_at"])
                    writer.write(row, (url, AUDIENCES[audience], values["department"], updated))
                    count += 1
                writer.end()
            temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise ExportError(f"Impossible d’écrire {path} : {error.strerror or error}.") from error
    return count


def gate_for(audience: Audience) -> Gate:
    """Return the gate of the default site for an audience. The team passes all view restrictions."""
    gate = Gate.public()
    if audience < Audience.TEAM:
        return Gate(gate.snapshot, gate.site, Reader(audience))
    restriction_ids = frozenset(restriction.id for restriction in version.current().restrictions)
    return Gate(gate.snapshot, gate.site, Reader(audience, is_superuser=True, passed=restriction_ids))


def _places(gate: Gate, criteria: Criteria, audience: Audience) -> Iterator[Mapping[str, Any]]:
    selection = select(gate, criteria)
    entries = selection.catalogue.entries
    for start in range(0, len(selection), BATCH):
        pks = [entries[position].pk for position in selection.positions[start : start + BATCH]]
        values_by_pk = read_places(pks)
        for pk in pks:
            if pk in values_by_pk and values_by_pk[pk]["live"]:  # unless unpublished since the catalogue was built
                yield values_by_pk[pk] if audience == Audience.TEAM else visible(values_by_pk[pk], audience)


def _iso_utc(value: datetime | None) -> str:
    return value.astimezone(UTC).isoformat() if value else ""
