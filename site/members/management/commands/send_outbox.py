from typing import Any

from django.core.management.base import BaseCommand

from members.outbox import send_due


class Command(BaseCommand):
    help = "Envoie les courriels en attente ; à lancer toutes les minutes (`make run` le fait)."

    def handle(self, *args: Any, **options: Any) -> None:
        sent, failed = send_due()
        if sent or failed:
            self.stdout.write(f"envoyés {sent}, à réessayer {failed}")
