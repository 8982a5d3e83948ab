from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction

import archive.demo.load
import home.demo.load
import inventory.demo.load
import memento.demo.load
from config.setup import setup_site
from core.db.statistics import analyze
from core.visibility import version
from members.accounts.demo import ensure_accounts


class Command(BaseCommand):
    help = (
        "Charge la démonstration : contenu et comptes. Rien de ce qui existe déjà n’est touché, sauf l’évènement "
        "à venir donné en exemple : une fois passé, il change de date et perd ses inscrits."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("createcachetable", verbosity=0)
        with transaction.atomic():
            home_page = setup_site()
            if settings.DEMO_ACCOUNTS:
                ensure_accounts()  # before the event that one of them organises
            home.demo.load.load_vocabulary()
            for section, load in (
                ("lieux", inventory.demo.load.load),
                ("ressources", archive.demo.load.load),
                ("mémento", memento.demo.load.load),
                ("pages", home.demo.load.load),
            ):
                self.stdout.write(f"  {section}")
                load(home_page)
            version.bump()
        analyze()
        if settings.DEMO_ACCOUNTS:
            call_command("demo_accounts", stdout=self.stdout)
