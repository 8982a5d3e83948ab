from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction

import inventory.setup
from config.setup import setup_site
from core.files.storage import make_folder


class Command(BaseCommand):
    help = "Crée ce dont toute instance a besoin : arborescence, groupes, droits, circuit de relecture, réglages."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("createcachetable", verbosity=0)
        with transaction.atomic():
            setup_site()
        if loaded := inventory.setup.ensure_communes():
            self.stdout.write(str(loaded))
        for alias in ("default", "private"):
            make_folder(alias)
        self.stdout.write("Le site est prêt.")
