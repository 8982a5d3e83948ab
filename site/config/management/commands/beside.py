from __future__ import annotations

import time
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError, close_old_connections


class Command(BaseCommand):
    help = "Répète une commande toutes les n secondes dans un seul processus : publish_scheduled, send_outbox…"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", choices=["publish_scheduled", "send_outbox"])
        parser.add_argument("seconds", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        while True:
            try:
                call_command(options["name"], stdout=self.stdout, verbosity=0)
            except OperationalError as error:
                # The database restarts or is busy: the next round will find it again.
                self.stderr.write(f"{options['name']} : {error}")
                close_old_connections()
            time.sleep(options["seconds"])
