"""Queues the PDFs that were not read. `beside` runs it every hour."""

from __future__ import annotations

from typing import Any

from core.db.instance import InstanceCommand
from core.files.pdf.queue import queue_unread
from core.text.typography import french, quantity


class Command(InstanceCommand):
    help = (
        "Fait lire les PDF qui ne l’ont pas encore été, par exemple ceux d’avant une mise à jour, ou dont la lecture a "
        "été interrompue."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        queued, given_up = queue_unread()
        if queued:
            self.stdout.write(french(f"PDF à lire : {queued}"))
        if given_up:
            self.stderr.write(french(f"{quantity(given_up, 'lecture')} de PDF en échec"))
