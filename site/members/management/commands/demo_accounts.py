from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from members.accounts.demo import PASSWORD, ensure_accounts


class Command(BaseCommand):
    help = "Crée les comptes de démonstration s’ils manquent, et les affiche. Refusé en production."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO_ACCOUNTS:
            raise CommandError("Les comptes de démonstration ont un mot de passe connu de tous : pas en production.")
        names = ", ".join(ensure_accounts())
        self.stdout.write(f"Comptes de démonstration : {names} – mot de passe « {PASSWORD} ».")
        self.stdout.write(f"Site : {settings.SITE_URL}/   Administration : {settings.SITE_URL}/admin/")
