"""The doors of the inventory: what a reader can do there, which the search finds like a page."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse

from core.contributions.doors import contribution_url
from core.search.doors import Door, open_door
from core.visibility.gate import Gate
from inventory.models import InventoryIndexPage


def _with_inventory(view: str) -> Callable[[Gate], str]:
    """Return a function that returns the URL of a view for readers who may see the inventory."""
    return lambda gate: reverse(view) if gate.first_url(InventoryIndexPage) else ""


DOORS = (
    Door(
        "places", "Trouver un lieu", "L’inventaire des tiers-lieux, avec ses filtres.",
        "trouver un lieu, chercher un tiers-lieu, liste des lieux, annuaire, inventaire, répertoire, "
        "lieux près de chez moi, tous les lieux, recensement",
        lambda gate: gate.first_url(InventoryIndexPage),
    ),
    Door(
        "map", "La carte des lieux", "Les tiers-lieux sur une carte, avec les mêmes filtres que la liste.",
        "carte, carte des tiers-lieux, plan, cartographie, autour de moi, à proximité, géolocalisation",
        lambda gate: gate.first_url(InventoryIndexPage),
    ),
    Door(
        "propose-place", "Proposer un lieu", "Un tiers-lieu qui n’est pas encore dans l’inventaire.",
        "ajouter un lieu, ajouter mon lieu, ajouter mon espace, référencer un lieu, inscrire mon tiers-lieu, "
        "déclarer un lieu, recenser un lieu, proposer un tiers-lieu, mon lieu n’y est pas, lieu manquant",
        contribution_url("lieu"),
    ),
    Door(
        "correct-place", "Corriger la fiche d’un lieu", "Changez ce qui n’est plus vrai, complétez ce qui manque.",
        "corriger une fiche, modifier une fiche, mettre à jour un lieu, changer les horaires, compléter une fiche, "
        "actualiser, modifier mon lieu, lieu fermé",
        contribution_url("corriger-un-lieu"),
    ),
    Door(
        "export-places", "Télécharger l’inventaire", "Tous les lieux en GeoJSON, en données ouvertes.",
        "données ouvertes, open data, export, exporter, télécharger les données, geojson, csv, jeu de données, sig, "
        "fichier des lieux, base de données",
        _with_inventory("wagtailapi_v3:place_geojson"),
    ),
    Door(
        "embed", "Intégrer la carte dans votre site", "Le code à copier pour montrer l’inventaire ailleurs.",
        "intégrer la carte, widget, iframe, code à copier, mettre la carte sur mon site, embarquer, embed",
        _with_inventory("inventory:embed"),
    ),
)  # fmt: skip


def open_doors() -> None:
    """Add the doors; called in `AppConfig.ready()`."""
    for door in DOORS:
        open_door(door)
