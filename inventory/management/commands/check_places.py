from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.urls import reverse

from core.db.instance import InstanceCommand
from core.spreadsheets.writing import Cell, to_csv
from core.text.damage import visible
from core.text.typography import quantity
from inventory.quality.check import CheckedPlace, check_places

UNWRITTEN = 2
HEADER = ("lieu", "fiche", "champ", "valeur", "raison")
#: Instead of a value that not everybody may see: a report is passed on.
RESERVED = "(réservé)"


class Command(InstanceCommand):
    help = (
        "Liste les valeurs des fiches lieux que le formulaire refuserait aujourd’hui, ou qui ont été abîmées : points "
        "ailleurs que dans leur commune, numéros et adresses inutilisables, textes coupés ou mal lus… Met à jour le "
        "filtre « À revoir » de l’administration et ne change rien d’autre. Finit avec le code 0 s’il n’y a rien à "
        "revoir, 1 sinon, 2 si le fichier de --report n’a pas pu être écrit."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--report",
            type=Path,
            help="Écrire la liste dans ce fichier CSV, sans les valeurs que tout le monde ne peut pas voir.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        rows: list[tuple[Cell, ...]] = [HEADER]
        total = to_review = 0
        for checked in check_places():
            total += 1
            if checked.flaws:
                to_review += 1
                self._print(checked)
                rows += _rows(checked)
        if options["report"]:
            _write(options["report"], rows)
        if to_review:
            raise CommandError(f"{quantity(total, 'fiche')} : {to_review} à revoir.")
        self.stdout.write(f"{quantity(total, 'fiche')} : rien à revoir.")

    def _print(self, checked: CheckedPlace) -> None:
        self.stdout.write(f"{visible(checked.place.title)} – {_url(checked)}")
        for flaw in checked.flaws:
            self.stdout.write(f"  {flaw.label} « {flaw.shown_value} » : {flaw.message}")


def _rows(checked: CheckedPlace) -> list[tuple[Cell, ...]]:
    title, url, reserved = visible(checked.place.title), _url(checked), checked.reserved
    return [
        (title, url, flaw.label, RESERVED if flaw.name in reserved else flaw.shown_value, flaw.message)
        for flaw in checked.flaws
    ]


def _url(checked: CheckedPlace) -> str:
    return settings.WAGTAILADMIN_BASE_URL + reverse("wagtailadmin_pages:edit", args=[checked.place.pk])


def _write(path: Path, rows: list[tuple[Cell, ...]]) -> None:
    try:
        path.write_bytes(to_csv(rows))
    except OSError as error:
        raise CommandError(
            f"Le fichier {path} n’a pas pu être écrit : {error.strerror}.", returncode=UNWRITTEN
        ) from error
