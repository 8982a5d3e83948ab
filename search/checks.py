"""Checks of `check --deploy` for the folder of the index."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from search.index import disk


@register(Tags.security, deploy=True)
def index_has_a_local_folder(app_configs: Any, **_: Any) -> list[CheckMessage]:
    return list(_folder(Path(settings.SEARCH_FOLDER))) if settings.SEARCH_FOLDER else []


def _folder(folder: Path) -> Iterator[CheckMessage]:
    if kind := disk.network_type(folder):
        yield Error(
            f"SEARCH_FOLDER : {folder} est sur un disque du réseau ({kind}) ; l’index de la recherche s’y abîme.",
            hint="Chaque machine a le sien, sur un disque local : il se reconstruit tout seul.",
            id="sillon.E110",
        )
    if not disk.is_writable(folder):
        yield Error(f"SEARCH_FOLDER : Sillon ne peut pas écrire dans {folder}.", id="sillon.E111")
