"""The export: places of the catalogue, read in batches, written into a file that appears once it is whole."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from core import version
from core.gate import Audience, Gate, Reader
from inventory.catalogue import select
from inventory.criteria import Criteria
from inventory.exporting.columns import columns
from inventory.exporting.kinds import AUDIENCES
from inventory.exporting.writers import WRITERS
from inventory.reading import read_places
from inventory.visibility import FIELD_GROUPS, visible

BATCH = 250


class ExportError(Exception):
    """The file could not be written; the message is for people."""


def export_places(path: Path, criteria: Criteria, audience: Audience = Audience.TEAM) -> int:
    """Write the live places that criteria leave, as this audience may know them; return how many there are.

    One query a batch. The file is replaced when all is written, and left as it was where that fails: ExportError.
    """
    writer_of = WRITERS.get(path.suffix.lower())
    if writer_of is None:
        raise ExportError(f"Format inconnu : « {path.suffix} ». Formats écrits : {', '.join(WRITERS)}.")
    target = path.resolve()
    if target.exists() and not target.is_file():
        raise ExportError(f"{path} n’est pas un fichier.")
    if not target.parent.is_dir():
        raise ExportError(f"Le dossier {target.parent} n’existe pas.")
    gate = gate_of(audience)
    kept = {name: column for name, column in columns().items() if audience == Audience.TEAM or name not in FIELD_GROUPS}
    count = 0
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.stem}-", suffix=target.suffix, dir=target.parent)
        part = Path(name)
        try:
            with open(handle, "wb") as file:
                writer = writer_of(file, kept)
                for values in _places(gate, criteria, audience):
                    row = {name: column.value(values) for name, column in kept.items()}
                    url, updated = gate.full_url(values["url_path"]), _moment(values["last_published_at"])
                    writer.write(row, (url, AUDIENCES[audience], values["department"], updated))
                    count += 1
                writer.end()
            part.chmod(0o666 & ~_umask())
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise ExportError(f"Impossible d’écrire {path} : {error.strerror or error}.") from error
    return count


def gate_of(audience: Audience) -> Gate:
    """The gate of the default site for an audience; nothing of the site is closed to the team."""
    gate = Gate.public()
    if audience < Audience.TEAM:
        return Gate(gate.snapshot, gate.site, Reader(audience))
    every = frozenset(restriction.id for restriction in version.current().restrictions)
    return Gate(gate.snapshot, gate.site, Reader(audience, is_superuser=True, passed=every))


def _places(gate: Gate, criteria: Criteria, audience: Audience) -> Iterator[Mapping[str, Any]]:
    selection = select(gate, criteria)
    entries = selection.catalogue.entries
    for start in range(0, len(selection), BATCH):
        pks = [entries[position].pk for position in selection.positions[start : start + BATCH]]
        found = read_places(pks)
        for pk in pks:
            if pk in found and found[pk]["live"]:  # still, since the catalogue was read
                yield found[pk] if audience == Audience.TEAM else visible(found[pk], audience)


def _moment(value: datetime | None) -> str:
    return value.astimezone(UTC).isoformat() if value else ""


def _umask() -> int:
    found = os.umask(0)
    os.umask(found)
    return found
