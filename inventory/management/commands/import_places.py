from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.db.statistics import analyze
from core.spreadsheets.tables import ReadError
from core.spreadsheets.writing import to_csv
from core.text.typography import quantity
from inventory.import_export.diff import unknown_columns
from inventory.import_export.file_mapping import (
    MappingError,
    MappingFile,
    check_source,
    detect,
    layout,
    record_of,
    unread_columns,
)
from inventory.import_export.importer import RecordImporter
from inventory.import_export.readers.files import read_file
from inventory.import_export.readers.source import SourceFile
from inventory.import_export.records import Outcome, Result
from inventory.import_export.reimporter import Reimporter
from inventory.import_export.values.coordinates import better_options
from inventory.import_export.values.points import PROJECTIONS, CoordinateSystem
from inventory.models import InventoryIndexPage

UNREADABLE = 2
#: Remarks printed on the screen.
MAX_REMARKS = 50


class Command(BaseCommand):
    help = (
        "Importe des lieux depuis un fichier CSV, XLSX, JSON ou GeoJSON. Un lieu déjà importé est retrouvé par sa "
        "source et son identifiant ; ce que l’équipe a corrigé est gardé. Un lieu qui ressemble à un autre est "
        "mis de côté. Un fichier d’export_places est relu en entier : une case changée change la fiche."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", default="", help="Nom de la source, par exemple « CGET 2019 ».")
        parser.add_argument(
            "--mapping", type=Path, help="Fichier TOML : quelle colonne donne quel champ, par son titre ou sa position."
        )
        parser.add_argument("--dry-run", action="store_true", help="Dire ce qui se passerait, sans rien écrire.")
        parser.add_argument(
            "--publish", action="store_true", help="Publier les lieux ; sans cela ce sont des brouillons."
        )
        parser.add_argument(
            "--overwrite",
            action="store_true",
            help="Remettre ce que dit un fichier d’export_places, même dans une fiche publiée depuis cet export.",
        )
        parser.add_argument(
            "--swap-axes", action="store_true", help="Échanger latitude et longitude, que le fichier a confondues."
        )
        parser.add_argument(
            "--projection", choices=PROJECTIONS, default="", help="Lire des coordonnées projetées, en mètres."
        )
        parser.add_argument("--report", type=Path, help="Écrire le sort de chaque ligne dans ce fichier CSV.")

    def handle(self, *args: Any, **options: Any) -> None:
        parent = InventoryIndexPage.objects.order_by("path").first()
        if parent is None:
            raise CommandError("Aucun inventaire : lancez d’abord setup_site.")
        _check_report(options["report"])
        try:
            mapping_file = MappingFile.read(options["mapping"]) if options["mapping"] else None
            file = read_file(options["file"], layout(mapping_file))
            for notice in file.notices:
                self.stderr.write(notice)
            if mapping_file is None and file.is_exported:
                results = self._reimport(file, parent, options)
            else:
                results = self._import(file, mapping_file, parent, options)
        except (ReadError, MappingError) as error:
            raise CommandError(str(error), returncode=UNREADABLE) from error
        if not options["dry_run"]:
            analyze("inventory")
        if options["report"]:
            _write_report(options["report"], results)
        self._print(results)

    def _import(
        self, file: SourceFile, mapping_file: MappingFile | None, parent: InventoryIndexPage, options: dict[str, Any]
    ) -> list[Result]:
        check_source("--source", options["source"])
        coordinates = CoordinateSystem(options["swap_axes"], options["projection"])
        mapping = replace(detect(file.columns, mapping_file, file.positions), coordinates=coordinates)
        if message := unread_columns(file, mapping):
            self.stderr.write(message)
        records = [record_of(row, mapping, options["source"]) for row in file.rows]
        if message := better_options(records, coordinates):
            raise MappingError(message)
        importer = RecordImporter(parent, publish=options["publish"], dry_run=options["dry_run"])
        return importer.run(records, self._bar(len(file.rows)))

    def _reimport(self, file: SourceFile, parent: InventoryIndexPage, options: dict[str, Any]) -> list[Result]:
        if options["swap_axes"] or options["projection"]:
            raise MappingError("--swap-axes et --projection ne valent que pour les fichiers d’autres réseaux.")
        if unknown := unknown_columns(file.columns):
            self.stderr.write(f"Colonnes inconnues, non lues : {', '.join(unknown)}")
        reimporter = Reimporter(parent, **{name: options[name] for name in ("publish", "dry_run", "overwrite")})
        return reimporter.run(file.rows, self._bar(len(file.rows)))

    def _bar(self, total: int) -> Callable[[int], None]:
        """Return a callback that draws a progress bar on a terminal."""

        def show(done: int) -> None:
            if sys.stderr.isatty():
                filled = 40 * done // total
                end = "\n" if done == total else ""
                self.stderr.write(f"\r[{'█' * filled}{'·' * (40 - filled)}] {done}/{total}", ending=end)

        return show

    def _print(self, results: list[Result]) -> None:
        count = Counter(result.outcome for result in results)
        remarked = [result for result in results if result.remark]
        for result in remarked[:MAX_REMARKS]:
            self.stderr.write(
                f"ligne {result.line} : {result.outcome} – {result.title or '(sans nom)'} – {result.remark}"
            )
        if len(remarked) > MAX_REMARKS:
            self.stderr.write(f"… et {quantity(len(remarked) - MAX_REMARKS, 'autre')} : --report les écrit toutes")
        if remarked:
            self.stderr.write(f"{quantity(len(remarked), 'ligne')} avec des remarques")
        self.stdout.write(
            f"créés {count[Outcome.CREATED]}, modifiés {count[Outcome.UPDATED]}, inchangés {count[Outcome.UNCHANGED]}, "
            f"rejetés {count[Outcome.REJECTED]}, doublons possibles {count[Outcome.DUPLICATE]}"
        )


def _check_report(path: Path | None) -> None:
    """Raise CommandError if the report could not be written once the places are imported."""
    if path is None:
        return
    try:
        path.open("a").close()
    except OSError as error:
        raise CommandError(f"Impossible d’écrire {path} : {error.strerror or error}.") from error


def _write_report(path: Path, results: list[Result]) -> None:
    rows = [
        [str(r.line), r.identifier, r.title, r.outcome.value, " ; ".join(filter(None, (r.changed, r.remark)))]
        for r in results
    ]
    path.write_bytes(to_csv([["ligne", "identifiant", "nom", "résultat", "remarque"], *rows]))
