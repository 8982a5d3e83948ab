"""Loads communes from files into the database, which then has exactly the communes of the files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction

from core.db.statistics import analyze
from core.spreadsheets.tables import ReadError
from core.visibility import version
from inventory.communes.lookup import fold_name
from inventory.import_export.readers.files import read_file
from inventory.import_export.readers.source import Layout, Row, SourceRow
from inventory.models import Commune, FormerCommune
from inventory.validators import validate_insee

COMMUNE_COLUMNS = (
    "code_insee", "nom", "departement", "codes_postaux", "population", "epci_siren", "epci_nom", "lon", "lat",
)  # fmt: skip
FORMER_COLUMNS = ("code_insee", "nom", "type", "chef_lieu")
#: INSEE code of Paris, Lyon and Marseille by the prefix of the codes of their arrondissements.
CITIES = {"751": "75056", "6938": "69123", "132": "13055"}
BATCH = 1000

Model = TypeVar("Model", bound=models.Model)


@dataclass(frozen=True)
class Counts:
    """The number of rows that were created, updated, left unchanged or removed in one table."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0

    def __str__(self) -> str:
        return f"créées {self.created}, modifiées {self.updated}, inchangées {self.unchanged}, retirées {self.removed}"


@dataclass(frozen=True)
class LoadResult:
    """The counts of both tables."""

    communes: Counts
    former: Counts

    def __str__(self) -> str:
        return f"communes : {self.communes} ; anciennes communes : {self.former}"


def reference_folder() -> Path | None:
    """Return the folder of communes in the reference data (`SILLON_DATA`); None if there is none."""
    folder = Path(settings.SILLON_DATA) / "communes" if settings.SILLON_DATA else None
    return folder if folder and folder.is_dir() else None


def load_communes(paths: Iterable[Path]) -> LoadResult:
    """Replace the content of the tables with that of these files and folders.

    Raises ReadError without having changed anything.

    Files of former communes have a column « chef_lieu », all others are files of current communes. Without a file of
    one kind, its table stays unchanged, except that arrondissements always come from the files.
    """
    current, former, has_former_file = _read(paths)
    with transaction.atomic():
        communes = _write(Commune, current) if current else Counts(unchanged=Commune.objects.count())
        codes = set(Commune.objects.values_list("pk", flat=True))
        if not has_former_file:
            former = _stored_former_communes() | former
        orphans = sorted(row.code for row in former.values() if row.commune_id not in codes)
        if orphans and has_former_file:
            raise ReadError(f"Communes de rattachement introuvables pour : {', '.join(orphans[:10])}.")
        former = {pk: row for pk, row in former.items() if pk not in orphans}
        result = LoadResult(communes, _write(FormerCommune, former))
        if any(counts.created or counts.updated or counts.removed for counts in (result.communes, result.former)):
            version.bump()
            analyze("inventory")
    return result


def _read(paths: Iterable[Path]) -> tuple[dict[str, Commune], dict[str, FormerCommune], bool]:
    """Return current communes and former ones by code, and whether there is a file of former communes."""
    current: dict[str, Commune] = {}
    former: dict[str, FormerCommune] = {}
    has_former_file = False
    for path, rows in _files(paths):
        if "chef_lieu" in rows[0].cells:
            has_former_file = True
            communes = (_former(path, row.line, row.cells) for row in rows)
            former.update((commune.code, commune) for commune in communes)
            continue
        for row in rows:
            if city := _city(_code(path, row.line, row.cells)):
                cells = row.cells | {"type": "arrondissement", "chef_lieu": city}
                arrondissement = _former(path, row.line, cells)
                former[arrondissement.code] = arrondissement
            else:
                commune = _commune(path, row.line, row.cells)
                current[commune.insee_code] = commune
    return current, former, has_former_file


def _files(paths: Iterable[Path]) -> Iterator[tuple[Path, list[SourceRow]]]:
    """Yield each file with its rows; for a folder, each of its CSV files."""
    for path in paths:
        files = sorted(path.glob("*.csv")) if path.is_dir() else [path]
        if not files:
            raise ReadError(f"Aucun fichier CSV dans {path}")
        for file in files:
            try:
                source = read_file(file, Layout(lambda titles: "code_insee" in titles))
            except ReadError as error:
                raise ReadError(f"{file.name} : {error}") from error
            for row in source.rows:
                if row.problem:
                    raise ReadError(f"{file.name}, ligne {row.line} : {row.problem}.")
            names = source.columns
            missing = [
                name for name in (FORMER_COLUMNS if "chef_lieu" in names else COMMUNE_COLUMNS) if name not in names
            ]
            if missing:
                raise ReadError(
                    f"{file.name} : il manque {', '.join(missing)}. "
                    f"Colonnes attendues : {', '.join(COMMUNE_COLUMNS)} ; "
                    f"pour d’anciennes communes : {', '.join(FORMER_COLUMNS)}."
                )
            yield file, source.rows


def _city(code: str) -> str:
    return next((city for start, city in CITIES.items() if code.startswith(start)), "")


def _code(path: Path, line: int, row: Row, column: str = "code_insee") -> str:
    code = row[column].upper().zfill(5)
    try:
        validate_insee(code)
    except ValidationError as error:
        raise _problem(path, line, column, row, " ".join(error.messages)) from error
    return code


def _commune(path: Path, line: int, row: Row) -> Commune:
    name = _name(row)
    return Commune(
        insee_code=_code(path, line, row),
        name=name,
        folded=fold_name(name),
        department=row["departement"][:3],
        postcodes=sorted(set(filter(None, row["codes_postaux"].split("|")))),
        population=_number(path, line, row, "population", int),
        epci_code=row["epci_siren"][:9],
        epci_name=_with_apostrophes(row["epci_nom"])[:200],
        longitude=_number(path, line, row, "lon", Decimal),
        latitude=_number(path, line, row, "lat", Decimal),
    )


def _former(path: Path, line: int, row: Row) -> FormerCommune:
    name = _name(row)
    return FormerCommune(
        code=_code(path, line, row),
        name=name,
        folded=fold_name(name),
        kind=row["type"][:20],
        commune_id=_code(path, line, row, "chef_lieu"),
    )


def _number(path: Path, line: int, row: Row, column: str, read: Any) -> Any:
    """Parse a cell with `read` (int or Decimal); None if it is empty."""
    try:
        return read(row[column]) if row[column] else None
    except (ValueError, InvalidOperation) as error:
        raise _problem(path, line, column, row, "un nombre est attendu.") from error


def _problem(path: Path, line: int, column: str, row: Row, message: str) -> ReadError:
    return ReadError(f"{path.name}, ligne {line} : {column} « {row[column][:40]} » : {message}")


def _name(row: Row) -> str:
    return _with_apostrophes(row["nom"])[:100]


def _with_apostrophes(name: str) -> str:
    return name.replace("'", "’")


def _stored_former_communes() -> dict[str, FormerCommune]:
    return {row.code: row for row in FormerCommune.objects.exclude(kind="arrondissement")}


def _write(model: type[Model], rows: dict[str, Model]) -> Counts:
    """Create, update and remove rows in bulk, so that the table has exactly these rows (by primary key)."""
    fields = [field.attname for field in model._meta.concrete_fields]
    key = model._meta.pk.attname
    before = {row[key]: row for row in model._base_manager.values(*fields)}
    created = [row for pk, row in rows.items() if pk not in before]
    updated = [
        row
        for pk, row in rows.items()
        if pk in before and any(getattr(row, name) != before[pk][name] for name in fields)
    ]
    removed = sorted(before.keys() - rows.keys())
    model._base_manager.bulk_create(
        [*created, *updated],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=[key],
        update_fields=[name for name in fields if name != key],
    )
    for start in range(0, len(removed), BATCH):
        model._base_manager.filter(pk__in=removed[start : start + BATCH]).delete()
    return Counts(len(created), len(updated), len(rows) - len(created) - len(updated), len(removed))
