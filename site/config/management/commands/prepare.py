from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

import inventory.setup
from core.db.instance import is_migrated
from home.models import HomePage
from inventory.models import Commune
from inventory.quality.check import update_flaws


class Command(BaseCommand):
    help = "Met la base à jour et la remplit si elle est vide ; ne fait rien de plus quand tout est en place."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--demo-when-empty", action="store_true", help="Charger la démonstration dans une base vide."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not is_migrated():
            self.stdout.write("Mise à jour de la base de données…")
            call_command("migrate", verbosity=0, interactive=False)
            call_command("move_private_files", stdout=self.stdout)
            update_flaws()  # of places from before the column, or from before a rule
        if not HomePage.objects.exists():
            call_command("setup_site", stdout=self.stdout)
            if options["demo_when_empty"]:
                self.stdout.write("Contenu de démonstration…")
                call_command("load_demo", stdout=self.stdout)
            return
        if not Commune.objects.exists():
            inventory.setup.ensure_communes()
        if options["demo_when_empty"]:
            call_command("demo_accounts", stdout=self.stdout)
