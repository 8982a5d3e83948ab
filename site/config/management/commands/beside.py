from __future__ import annotations

import signal
import sys
import threading
import traceback
from functools import partial
from time import monotonic
from typing import Any

from django.core.management import call_command
from django.db import close_old_connections, connections

from core.db.instance import InstanceCommand
from members.mail.outbox import reason

#: The pause between two runs of a command, in seconds.
PERIODS = {
    "send_outbox": 20.0,
    "publish_scheduled": 60.0,
    "update_search": 2.0,
    "empty_bin": 3600.0,
    "update_events": 3600.0,
    "read_pdfs": 3600.0,
    "forget_questions": 3600.0,
    "forget_changes": 3600.0,
}
#: Seconds after which an error that goes on is written again.
REPEATED = 3600.0
#: Seconds that commands have to finish after SIGTERM. An interrupted mail is sent again after its lease.
GRACE = 5.0


class Command(InstanceCommand):
    help = "Sans fin, à côté du serveur web : courriels, pages programmées, recherche, corbeille, évènements, PDF."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run each command in a thread of its own, so that neither waits for the other or fails with it."""
        stopping = threading.Event()
        others: dict[str, dict[str, Any]] = {
            "send_outbox": {"stopping": stopping.is_set},
            "publish_scheduled": {"verbosity": 0},
        }
        commands = {
            name: partial(call_command, name, stdout=self.stdout, stderr=self.stderr, **others.get(name, {}))
            for name in PERIODS
        }
        threads = [
            threading.Thread(target=self._repeat, args=(name, command, stopping), name=name, daemon=True)
            for name, command in commands.items()
        ]
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        try:
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        except KeyboardInterrupt:
            pass
        finally:
            stopping.set()
            for thread in threads:
                if thread.is_alive():  # an interrupt may come before all are started
                    thread.join(GRACE / len(threads))

    def _repeat(self, name: str, command: partial[Any], stopping: threading.Event) -> None:
        """Run a command repeatedly until `stopping` is set. An error is written to stderr once while it lasts."""
        written, written_at = "", 0.0
        while not stopping.is_set():
            close_old_connections()
            try:
                command()
                written = ""
            except (Exception, SystemExit) as error:
                message = reason(error)
                if message != written or monotonic() - written_at >= REPEATED:
                    place = traceback.extract_tb(error.__traceback__)[-1]
                    self.stderr.write(f"{name} : {message} ({place.filename}:{place.lineno})")
                    written, written_at = message, monotonic()
                connections.close_all()
            stopping.wait(PERIODS[name])
        connections.close_all()
