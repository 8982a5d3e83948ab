"""The form of a new event, which starts from a preset: type, hours, participation, audience."""

from __future__ import annotations

from datetime import time

from django.http import HttpRequest

from archive.choices import EventKind
from core.admin.presets import Preset, PresetCreateView

PRESETS = (
    Preset(
        "table-ronde-legere",
        "Table ronde légère",
        "Une soirée de 17 h 15 à 19 h 30, ouverte à tous.",
        {
            "kind": EventKind.LIGHT_ROUND_TABLE,
            "start_time": time(17, 15),
            "end_time": time(19, 30),
            "audience": "Ouvert à tous",
        },
    ),
    Preset("reunion", "Réunion", "Un groupe de travail ou de pilotage.", {"kind": EventKind.MEETING}),
    Preset(
        "restitution",
        "Restitution",
        "Des travaux présentés au public.",
        {"kind": EventKind.RESTITUTION, "audience": "Ouvert à tous"},
    ),
    Preset("visite", "Visite", "La visite d’un lieu de l’inventaire.", {"kind": EventKind.VISIT}),
    Preset(
        "a-la-demande",
        "À la demande",
        "Une rencontre organisée avec les partenaires directement concernés.",
        {"kind": EventKind.ON_DEMAND},
    ),
    Preset("libre", "Autre évènement", "Rien n’est rempli d’avance."),
)


class EventCreateView(PresetCreateView):
    """Show the presets before the form. Whoever makes the event organises it at first."""

    presets = PRESETS
    heading = "Nouvel évènement dans"
    question = "Quelle rencontre annoncer ?"
    lead = "Un modèle remplit le type et les heures ; tout se modifie ensuite."

    def start(self, request: HttpRequest, preset: Preset) -> None:
        self.page.organiser = request.user
        super().start(request, preset)
