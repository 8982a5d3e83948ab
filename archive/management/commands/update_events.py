"""Does what events need every hour: personal data, seats, reminders, missing reports. `beside` runs it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError

from archive.notices.subscriptions import forget_unconfirmed
from archive.notices.tasks import ask_for_reports
from archive.registrations import tasks
from core.db.instance import InstanceCommand

#: What is done, with the French name of what it counts.
STEPS = (
    ("inscriptions effacées", tasks.erase_personal_data),
    ("demandes d’abonnement effacées", forget_unconfirmed),
    ("n’attendent plus", tasks.settle_all),
    ("rappels", tasks.send_reminders),
    ("comptes rendus demandés", ask_for_reports),
)


class Command(InstanceCommand):
    help = (
        "Efface les inscriptions anciennes, rend les places qui n’ont pas été confirmées, écrit les rappels et les "
        "demandes de compte rendu ; à lancer toutes les heures (`make run` le fait)."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run each step, whatever happens to the others. Raise CommandError at the end if one failed."""
        failed = []
        for label, step in STEPS:
            try:
                number = step()
            except Exception as error:
                failed.append(label)
                self.stderr.write(f"{label} : {type(error).__name__}: {error}")
            else:
                if number:
                    self.stdout.write(f"{label} : {number}")
        if failed:
            raise CommandError(f"Échec : {', '.join(failed)}.")
