from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.backup import BackupError, has_same_secret, restore
from core.db.instance import name_of_database

OTHER_SECRET = (
    "SECRET_KEY n’est pas celle de l’instance sauvegardée : les jetons, les sessions, les liens des courriels et les "
    "secondes étapes de connexion ne valent plus."
)


class Command(BaseCommand):
    help = "Restaure une sauvegarde dans une base vide et des dossiers vides, puis la met à jour."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DOSSIER")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            note = restore(options["folder"])
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Restauré : l’instance {note['site']} telle qu’elle était le {note['made']}, dans {name_of_database()}."
        )
        if not has_same_secret(note):
            self.stderr.write(OTHER_SECRET)
