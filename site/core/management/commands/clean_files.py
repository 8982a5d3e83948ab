from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.files import upgrade
from core.models import SillonImage

#: Maximum number of names in each list of the output.
MAX_NAMES = 50


class Command(BaseCommand):
    help = (
        "Retire la position, l’appareil et les autres données cachées des images, des photos de profil, des documents "
        "et des films déjà en place, et refait les images publiques de celles qui ont changé. Peut être interrompue et "
        "relancée : ce qui est propre n’est pas touché."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        images = upgrade.clean_originals(SillonImage.objects.all())
        self._write("Images", images)
        self.stdout.write(f"Images publiques retirées pour être refaites : {upgrade.remove_leaking_renditions()}.")
        avatars = upgrade.clean_avatars()
        self._write("Photos de profil", avatars)
        documents = upgrade.clean_documents()
        self._write("Documents", documents)
        if images.refused or avatars.refused or documents.refused:
            raise CommandError("Des fichiers n’ont pas pu être nettoyés : voir ci-dessus.")

    def _write(self, title: str, report: upgrade.Report) -> None:
        self.stdout.write(f"{title} : {report}.")
        lines = [f"  {key} : {text}" for key, text in report.refused.items()]
        lines += [f"  {key} : fichier absent de ce serveur" for key in report.missing]
        for line in lines[:MAX_NAMES]:
            self.stdout.write(line)
        if len(lines) > MAX_NAMES:
            self.stdout.write(f"  … et {len(lines) - MAX_NAMES} autres")
