"""Deletes the rows of changes that are older than 90 days. `beside` runs it every hour."""

from __future__ import annotations

from typing import Any

from core.db.instance import InstanceCommand
from core.visibility.changes import forget_older_than


class Command(InstanceCommand):
    help = "Oublie les changements de plus de quatre-vingt-dix jours, que les autres programmes ont suivis."

    def handle(self, *args: Any, **options: Any) -> None:
        forget_older_than()
