"""Deletes the pages that have been in the bin for 30 days. `beside` runs it every hour."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError
from django.db import OperationalError
from django.utils import timezone

from core.bin.moves import delete, expired
from core.db.instance import InstanceCommand


class Command(InstanceCommand):
    help = "Supprime pour de bon les pages qui sont dans la corbeille depuis trente jours."

    def handle(self, *args: Any, **options: Any) -> None:
        """Delete each page on its own. Raise CommandError at the end if one could not be deleted."""
        failures = 0
        for entry in expired(timezone.now()):
            try:
                delete(entry)
            except OperationalError:
                raise  # the database cannot be reached, so all others would fail too
            except Exception as error:
                failures += 1
                self.stderr.write(f"page {entry.pk} : {type(error).__name__}: {error}")
        if failures:
            raise CommandError(f"La corbeille n’a pas pu être vidée de {failures} page(s).")
