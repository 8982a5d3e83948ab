"""The form of a new event, which starts from a preset: type, hours, participation, audience."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from wagtail.admin.views.pages.create import CreateView

from archive.choices import EventKind
from archive.models import EventReportPage


@dataclass(frozen=True)
class Preset:
    """What a new event starts with: `values` by field. All of it can be changed in the form."""

    code: str
    label: str
    description: str
    values: dict[str, Any] = field(default_factory=dict)


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
_BY_CODE = {preset.code: preset for preset in PRESETS}


class EventCreateView(CreateView):
    """Show the presets before the form, unless the query string has a `modele`."""

    def get(self, request: HttpRequest) -> HttpResponse:
        preset = _BY_CODE.get(request.GET.get("modele", ""))
        if preset:
            self.page.organiser = request.user
            for name, value in preset.values.items():
                setattr(self.page, name, value)
            return super().get(request)
        context = {
            "title": "Nouvel évènement dans",
            "subtitle": self.parent_page.get_admin_display_title(),
            "icon": EventReportPage.icon,
            "question": "Quelle rencontre annoncer ?",
            "lead": "Un modèle remplit le type et les heures ; tout se modifie ensuite.",
            "choices": [
                {
                    "label": preset.label,
                    "icon": EventReportPage.icon,
                    "description": preset.description,
                    "blocks": [],
                    "url": self.form_url(preset.code),
                }
                for preset in PRESETS
            ],
        }
        return TemplateResponse(request, "core/admin/choices.html", context)

    def form_url(self, code: str) -> str:
        return f"?{urlencode({'modele': code, **({'next': self.next_url} if self.next_url else {})})}"
