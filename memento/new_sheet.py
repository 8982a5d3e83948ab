"""The making of a sheet in the admin: first a model is chosen, then its form opens with the model's blocks."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from wagtail.admin.views.pages.choose_parent import GenericChooseParentView
from wagtail.admin.views.pages.create import CreateView

from memento.models import ChapterPage
from memento.presets import BLANK, PRESETS, all_hints, preset_of

TEMPLATE = "memento/admin/choices.html"


class ChooseChapterView(GenericChooseParentView):
    """The choice of the chapter that a new sheet goes in, by a click on it."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        allowed = self.get_valid_parent_pages(request.user)
        chapters = ChapterPage.objects.filter(pk__in=allowed.values("pk")).order_by("path")
        found = list(chapters.values("pk", "draft_title", "introduction"))
        if len(found) < 2:
            return super().get(request, *args, **kwargs)
        context = {
            "title": "Nouvelle fiche",
            "subtitle": "",
            "question": "Dans quel chapitre ?",
            "lead": "",
            "choices": [
                {
                    "label": chapter["draft_title"],
                    "icon": ChapterPage.icon,
                    "description": Truncator(chapter["introduction"]).chars(140),
                    "blocks": [],
                    "url": reverse("wagtailadmin_pages:add", args=["memento", "sheetpage", chapter["pk"]]),
                }
                for chapter in found
            ],
        }
        return TemplateResponse(request, TEMPLATE, context)


class SheetCreateView(CreateView):
    """Asks « Par quoi commencer ? » before the form. What is sent, saved by itself or previewed is the form alone."""

    def get(self, request: HttpRequest) -> HttpResponse:
        wanted = request.GET.get("modele", "")
        if wanted == BLANK:
            return super().get(request)
        if preset := preset_of(wanted):
            self.page.body = preset.body()
            return super().get(request)
        context = {
            "title": "Nouvelle fiche dans",
            "subtitle": self.parent_page.get_admin_display_title(),
            "question": "Par quoi commencer ?",
            "lead": "Un modèle apporte des blocs déjà rangés ; tous se modifient, se déplacent et se retirent.",
            "choices": self.choices(),
        }
        return TemplateResponse(request, TEMPLATE, context)

    def choices(self) -> list[dict[str, Any]]:
        """The models and the empty sheet, each with the address of its form."""
        models = [
            {
                "label": preset.label,
                "icon": preset.icon,
                "description": preset.description,
                "blocks": preset.block_labels(),
                "url": self.form_url(preset.code),
            }
            for preset in PRESETS
        ]
        blank = {
            "label": "Page blanche",
            "icon": "doc-empty",
            "description": "Une fiche sans aucun bloc : vous composez tout vous-même.",
            "blocks": [],
            "url": self.form_url(BLANK),
        }
        return [*models, blank]

    def form_url(self, code: str) -> str:
        return f"?{urlencode({'modele': code, **({'next': self.next_url} if self.next_url else {})})}"


def hints_script() -> SafeString:
    """The hints of all models, and the script that shows each beside its block."""
    return format_html(
        '{}<script src="{}" defer></script>', json_script(all_hints(), "sillon-hints"), static("js/admin-hints.js")
    )
