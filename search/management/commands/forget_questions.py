"""Deletes old questions from the log of the search. `beside` runs it every hour."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from core.db.instance import InstanceCommand
from search.log.store import forget


class Command(InstanceCommand):
    help = "Oublie les recherches faites une seule fois après trente jours, et toutes les autres après quatre cents."

    def handle(self, *args: Any, **options: Any) -> None:
        forget(timezone.localdate())
