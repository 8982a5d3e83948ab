from __future__ import annotations

from time import monotonic
from typing import Any

from django.core.management.base import CommandError

from core.db.instance import InstanceCommand
from search.index import disk, folder, writer
from search.index.failures import Damaged


class Command(InstanceCommand):
    help = "Construit l’index de la recherche de cette machine à côté de l’actuel, puis le remplace."

    def handle(self, *args: Any, **options: Any) -> None:
        start = monotonic()
        try:
            count = writer.build()
        except writer.Busy:
            raise CommandError("Un autre processus écrit l’index en ce moment : réessayez.") from None
        except (OSError, Damaged) as error:
            raise CommandError(disk.explain(error, folder.root().parent)) from error
        self.stdout.write(f"{count} documents en {monotonic() - start:.1f} s.")
