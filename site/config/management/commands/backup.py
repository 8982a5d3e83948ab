from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from config.backup import BackupError, backup
from core.db.instance import InstanceCommand, name_of_database

#: Maximum number of missing files that are listed.
MAX_NAMES = 50


class Command(InstanceCommand):
    help = "Sauvegarde la base et tous les fichiers dans un dossier neuf ; le site peut rester ouvert."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DOSSIER")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            result = backup(options["folder"])
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Sauvegarde faite de {settings.SITE_URL} : la base {name_of_database()}, {result.files['media']} fichiers "
            f"publics, {result.files['private']} fichiers privés. Gardez ailleurs la variable SECRET_KEY : elle n’y "
            "est pas."
        )
        if result.missing:
            number = len(result.missing)
            names = "".join(f"\n  {name}" for name in result.missing[:MAX_NAMES])
            rest = f"\n  … et {number - MAX_NAMES} autres" if number > MAX_NAMES else ""
            counted = (
                "1 fichier que la base nomme manque" if number == 1 else f"{number} fichiers que la base nomme manquent"
            )
            self.stderr.write(f"Attention, {counted} sur ce serveur, et donc dans la sauvegarde :{names}{rest}")
