from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.db.statistics import analyze
from core.spreadsheets.tables import ReadError
from core.text.typography import quantity
from inventory.import_export.columns import is_exported
from inventory.import_export.diff import unknown_columns
from inventory.import_export.importer import RecordImporter
from inventory.import_export.mapping import MappingError, detect
from inventory.import_export.readers import Row, read_rows
from inventory.import_export.records import Outcome, Result
from inventory.import_export.reimporter import Reimporter
from inventory.models import InventoryIndexPage

UNREADABLE = 2
#: Remarks printed on the screen.
MAX_REMARKS = 50
#: Rows with their line numbers.
NumberedRows = list[tuple[int, Row]]


class Command(BaseCommand):
    help = (
        "Importe des lieux depuis un fichier CSV, XLSX, JSON ou GeoJSON. Un lieu déjà importé est retrouvé par sa "
        "source et son identifiant ; ce que l’équipe a corrigé est gardé. Un lieu qui ressemble à un autre est "
        "mis de côté. Un fichier d’export_places est relu en entier : une case changée change la fiche."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", default="", help="Nom de la source, par exemple « CGET 2019 ».")
        parser.add_argument("--mapping", type=Path, help="Fichier TOML : quelle colonne donne quel champ.")
        parser.add_argument("--dry-run", action="store_true", help="Dire ce qui se passerait, sans rien écrire.")
        parser.add_argument(
            "--publish", action="store_true", help="Publier les lieux ; sans cela ce sont des brouillons."
        )
        parser.add_argument(
            "--overwrite",
            action="store_true",
            help="Remettre ce que dit un fichier d’export_places, même dans une fiche publiée depuis cet export.",
        )
        parser.add_argument("--report", type=Path, help="Écrire le sort de chaque ligne dans ce fichier CSV.")

    def handle(self, *args: Any, **options: Any) -> None:
        parent = InventoryIndexPage.objects.order_by("path").first()
        if parent is None:
            raise CommandError("Aucun inventaire : lancez d’abord setup_site.")
        try:
            rows = read_rows(options["file"])
            exported = options["mapping"] is None and is_exported(set(rows[0][1]))
            results = (self._reimport if exported else self._import)(rows, parent, options)
        except (ReadError, MappingError) as error:
            raise CommandError(str(error), returncode=UNREADABLE) from error
        if not options["dry_run"]:
            analyze("inventory")
        if options["report"]:
            _write_report(options["report"], results)
        self._print(results)

    def _import(self, rows: NumberedRows, parent: InventoryIndexPage, options: dict[str, Any]) -> list[Result]:
        mapping = detect(rows[0][1], options["mapping"])
        records = (mapping.record(line, row, options["source"]) for line, row in rows)
        importer = RecordImporter(parent, publish=options["publish"], dry_run=options["dry_run"])
        return importer.run(records, self._bar(len(rows)))

    def _reimport(self, rows: NumberedRows, parent: InventoryIndexPage, options: dict[str, Any]) -> list[Result]:
        if unknown := unknown_columns(rows[0][1]):
            self.stderr.write(f"Colonnes inconnues, non lues : {', '.join(unknown)}")
        reimporter = Reimporter(parent, **{name: options[name] for name in ("publish", "dry_run", "overwrite")})
        return reimporter.run(rows, self._bar(len(rows)))

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


def _write_report(path: Path, results: list[Result]) -> None:
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(["ligne", "identifiant", "nom", "résultat", "remarque"])
        writer.writerows(
            [r.line, r.identifier, r.title, r.outcome, " ; ".join(filter(None, (r.changed, r.remark)))] for r in results
        )
