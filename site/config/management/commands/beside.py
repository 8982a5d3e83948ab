from __future__ import annotations

import time
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import OperationalError, close_old_connections

#: What an instance does all the time, and every how many seconds.
PERIODS = {"send_outbox": 20, "publish_scheduled": 60}


class Command(BaseCommand):
    help = "Envoie les courriels et publie les pages programmées, sans fin, à côté du serveur web."

    def handle(self, *args: Any, **options: Any) -> None:
        due = dict.fromkeys(PERIODS, 0.0)
        while True:
            for name, seconds in PERIODS.items():
                if time.monotonic() >= due[name]:
                    self._run(name)
                    due[name] = time.monotonic() + seconds
            time.sleep(1)

    def _run(self, name: str) -> None:
        try:
            call_command(name, stdout=self.stdout, verbosity=0)
        except OperationalError as error:
            # The database restarts or is busy: the next round will find it again.
            self.stderr.write(f"{name} : {error}")
            close_old_connections()
