"""Presets of new pages: the choice before the form, which fills in some of its fields."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from wagtail.admin.views.pages.create import CreateView

CHOICES_TEMPLATE = "core/admin/choices.html"


@dataclass(frozen=True)
class Preset:
    """What a new page starts with: `values` by field. All of it can be changed in the form."""

    code: str
    label: str
    description: str
    values: dict[str, Any] = field(default_factory=dict)


class PresetCreateView(CreateView):
    """Show the presets before the form of a new page, unless the query string has a `modele`."""

    presets: ClassVar[tuple[Preset, ...]]
    #: French texts above the choice: « Nouvel évènement dans », the question, and a sentence below it.
    heading: ClassVar[str]
    question: ClassVar[str]
    lead: ClassVar[str]

    def get(self, request: HttpRequest) -> HttpResponse:
        code = request.GET.get("modele", "")
        if preset := next((preset for preset in self.presets if preset.code == code), None):
            self.start(request, preset)
            return super().get(request)
        icon = self.page_class.icon
        context = {
            "title": self.heading,
            "subtitle": self.parent_page.get_admin_display_title(),
            "icon": icon,
            "question": self.question,
            "lead": self.lead,
            "choices": [
                {
                    "label": preset.label,
                    "icon": icon,
                    "description": preset.description,
                    "blocks": [],
                    "url": form_url(preset.code, self.next_url),
                }
                for preset in self.presets
            ],
        }
        return TemplateResponse(request, CHOICES_TEMPLATE, context)

    def start(self, request: HttpRequest, preset: Preset) -> None:
        """Fill in the new page. Nothing is saved."""
        for name, value in preset.values.items():
            setattr(self.page, name, value)


def form_url(code: str, next_url: str) -> str:
    """Return the relative URL of the form that starts from a preset; afterwards it goes to `next_url`, unless empty."""
    return f"?{urlencode({'modele': code, **({'next': next_url} if next_url else {})})}"
