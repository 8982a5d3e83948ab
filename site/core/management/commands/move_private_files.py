from __future__ import annotations

from typing import Any

from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandError
from wagtail.models import UploadedFile
from wagtail.users.models import UserProfile

from core.files import move, upgrade
from core.models import SillonDocument, SillonImage

#: Maximum number of names in each list of the output.
MAX_NAMES = 50
COLUMNS: move.Columns = [
    (SillonDocument, "file"),
    (SillonImage, "file"),
    (UserProfile, "avatar"),
    (UploadedFile, "file"),
]


class Command(BaseCommand):
    help = (
        "Déplace du dossier public au dossier privé les documents, les originaux des images et les photos de profil, "
        "nettoie les dessins SVG et refait les images publiques qui manquent. Peut être relancée à tout moment."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        report = move.make_private(COLUMNS)
        self.stdout.write(f"Fichiers privés : {report}.")
        drawings = upgrade.clean_originals(SillonImage.objects.filter(upgrade.DRAWING))
        removed = upgrade.remove_leaking_renditions()
        made, failed = upgrade.make_missing_fallbacks()
        self.stdout.write(
            f"Images : dessins nettoyés {drawings.cleaned}, refusés {len(drawings.refused)}, "
            f"copies publiques retirées {removed}, faites {made}, impossibles {failed}."
        )
        self._list("Absents de ce serveur", report.missing)
        self._list("Un autre fichier a ce nom dans le dossier privé", report.conflicts)
        self._list("En échec", report.failed)
        refused = [f"{key} : {text}" for key, text in drawings.refused.items()]
        self._list("Dessins que les pages ne montrent plus", refused)
        leftovers = move.leftover_files(default_storage)
        self._list("Restent publics dans le dossier des médias, à supprimer s’ils ne servent plus", leftovers)
        title = (
            "Dans le dossier privé sans que rien ne les nomme, depuis plus d’un jour, à supprimer s’ils ne servent plus"
        )
        self._list(title, move.unreferenced_files())
        if report.conflicts or report.failed:
            raise CommandError("Des fichiers privés sont encore dans le dossier public : voir ci-dessus.")

    def _list(self, title: str, names: list[str]) -> None:
        if names:
            self.stdout.write(f"{title} :")
            self.stdout.write("\n".join(f"  {name}" for name in names[:MAX_NAMES]))
        if len(names) > MAX_NAMES:
            self.stdout.write(f"  … et {len(names) - MAX_NAMES} autres")
