"""Runs the commands of import and export, and reads what they wrote."""

from __future__ import annotations

from datetime import datetime
from io import StringIO
from pathlib import Path

from django.core.management import call_command

from inventory.import_export.readers.files import read_file
from inventory.models import SiteProfilePage

#: Columns that depend on the instance and the moment of an export.
VARIABLE = ("url", "updated")


def import_file(path: Path, *options: str) -> dict[str, int]:
    """Import a file; return how many rows had which outcome."""
    out = StringIO()
    call_command("import_places", str(path), *options, stdout=out, stderr=StringIO())
    pairs = [part.rpartition(" ") for part in out.getvalue().strip().splitlines()[-1].split(", ")]
    return {name: int(number) for name, _, number in pairs}


def import_remarks(path: Path, *options: str) -> list[str]:
    """Import a file; return the lines of its error output."""
    errors = StringIO()
    call_command("import_places", str(path), *options, stdout=StringIO(), stderr=errors)
    return errors.getvalue().splitlines()


def counts(created: int = 0, updated: int = 0, unchanged: int = 0, rejected: int = 0, duplicates: int = 0):
    """What `import_file` returns for these outcomes."""
    return {
        "créés": created, "modifiés": updated, "inchangés": unchanged, "rejetés": rejected,
        "doublons possibles": duplicates,
    }  # fmt: skip


def export_file(path: Path, *options: str) -> str:
    """Export places to a file; return the command's output."""
    out = StringIO()
    call_command("export_places", str(path), *options, stdout=out)
    return out.getvalue().strip()


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of a file, without the columns that vary."""
    return [{name: cell for name, cell in row.cells.items() if name not in VARIABLE} for row in read_file(path).rows]


def set_publication_date(place: SiteProfilePage, moment: datetime) -> None:
    """Pretend that a place was last published then."""
    SiteProfilePage.objects.filter(pk=place.pk).update(last_published_at=moment)
