from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.spreadsheets.tables import ReadError
from inventory.import_export.communes import load_communes, reference_folder

UNREADABLE = 2


class Command(BaseCommand):
    help = (
        "Charge les communes de France, et les anciennes, depuis des fichiers CSV ou les dossiers qui les contiennent. "
        "Ce qui n’y est plus est retiré de la table. Peut être relancé à volonté."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "paths",
            nargs="*",
            type=Path,
            metavar="DOSSIER_OU_FICHIER",
            help="Par défaut, le dossier « communes » de SILLON_DATA.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        folder = reference_folder()
        paths = options["paths"] or ([folder] if folder else [])
        if not paths:
            raise CommandError("Aucun fichier : indiquez-en un, ou réglez SILLON_DATA.", returncode=UNREADABLE)
        try:
            self.stdout.write(str(load_communes(paths)))
        except ReadError as error:
            raise CommandError(str(error), returncode=UNREADABLE) from error
