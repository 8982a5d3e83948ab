"""Does what events need every hour: personal data, seats, reminders, missing reports. `beside` runs it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError
from django.db import OperationalError

from archive.notices.mails import ask_for_reports
from archive.notices.subscriptions import forget_unconfirmed
from archive.registrations import jobs
from core.db.instance import InstanceCommand

#: What is done, with the French name of what it counts.
STEPS = (
    ("inscriptions effacées", jobs.delete_personal_data),
    ("demandes d’abonnement effacées", forget_unconfirmed),
    ("listes d’attente revues", jobs.refresh_all),
    ("rappels", jobs.send_reminders),
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
            except OperationalError:
                raise  # the database cannot be reached, so all others would fail too
            except Exception as error:
                failed.append(label)
                self.stderr.write(f"{label} : {type(error).__name__}: {error}")
            else:
                if number:
                    self.stdout.write(f"{label} : {number}")
        if failed:
            raise CommandError(f"Échec : {', '.join(failed)}.")
