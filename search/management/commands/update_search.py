from __future__ import annotations

from typing import Any

from core.db.instance import InstanceCommand
from search.index import writer


class Command(InstanceCommand):
    help = "Met l’index de la recherche de cette machine à jour ; le construit s’il manque ou s’il est abîmé."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            writer.update()
        except writer.Busy:
            return  # the other process does it
