from collections.abc import Callable
from typing import Any

from core.db.instance import InstanceCommand
from members.mail.outbox import forget_old, send_due


class Command(InstanceCommand):
    help = (
        "Envoie les courriels en attente et oublie ceux d’il y a trente jours ; à lancer toutes les minutes "
        "(`make run` le fait)."
    )

    stealth_options = ("stopping",)

    def handle(self, *args: Any, stopping: Callable[[], bool] = lambda: False, **options: Any) -> None:
        """Send the mails that are due. Stops between two mails once `stopping()` is true."""
        sent, failed = send_due(stopping)
        if sent or failed:
            self.stdout.write(f"envoyés {sent}, non envoyés {failed}")
        forget_old()
