from __future__ import annotations

from time import monotonic
from typing import Any

from django.core.management.base import CommandError

from core.db.instance import InstanceCommand
from search.index import disk, folder, writer
from search.index.failures import Damaged

#: Seconds without an attempt after the index could not be written, as on a full disk.
PAUSE = 60.0

#: The last failure of this process, and when the next attempt is due.
_failure, _next_attempt = "", 0.0


class Command(InstanceCommand):
    help = "Met l’index de la recherche de cette machine à jour ; le construit s’il manque ou s’il est abîmé."

    def handle(self, *args: Any, **options: Any) -> None:
        global _failure, _next_attempt
        if monotonic() < _next_attempt:
            raise CommandError(_failure)
        try:
            writer.update()
        except writer.Busy:
            return  # the other process does it
        except (OSError, Damaged) as error:
            _failure, _next_attempt = disk.explain(error, folder.root().parent), monotonic() + PAUSE
            raise CommandError(_failure) from error
