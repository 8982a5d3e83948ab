"""Forms of sheets in the admin. To create a sheet: choose a chapter, then a template, then fill in the form."""

from __future__ import annotations

from typing import Any

from django.forms import Media
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from wagtail.admin.views.pages.choose_parent import GenericChooseParentView
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView

from core.admin.presets import CHOICES_TEMPLATE, form_url
from memento.admin.sheet_templates import BLANK, SHEET_TEMPLATES, all_hints, sheet_template
from memento.models import ChapterPage


class ChooseChapterView(GenericChooseParentView):
    """The page « Dans quel chapitre ? », where one click chooses the parent of a new sheet."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        allowed = self.get_valid_parent_pages(request.user)
        chapters = ChapterPage.objects.filter(pk__in=allowed.values("pk")).order_by("path")
        rows = list(chapters.values("pk", "draft_title", "introduction"))
        if len(rows) < 2:
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
                for chapter in rows
            ],
        }
        return TemplateResponse(request, CHOICES_TEMPLATE, context)


class HintsMixin:
    """A view of the form of a sheet, which loads the hints of the sheet templates."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        return {**context, "media": context["media"] + Media(js=[hints_script()])}


class SheetEditView(HintsMixin, EditView):
    """The form of an existing sheet."""


class SheetCreateView(HintsMixin, CreateView):
    """Show « Par quoi commencer ? » before the form, unless the query string has a `modele`."""

    def get(self, request: HttpRequest) -> HttpResponse:
        code = request.GET.get("modele", "")
        if code == BLANK:
            return super().get(request)
        if template := sheet_template(code):
            self.page.body = template.body()
            return super().get(request)
        context = {
            "title": "Nouvelle fiche dans",
            "subtitle": self.parent_page.get_admin_display_title(),
            "question": "Par quoi commencer ?",
            "lead": "Un modèle apporte des blocs déjà rangés ; tous se modifient, se déplacent et se retirent.",
            "choices": self.choices(),
        }
        return TemplateResponse(request, CHOICES_TEMPLATE, context)

    def choices(self) -> list[dict[str, Any]]:
        """Return the templates and the empty sheet, each with the URL of its form, for `choices.html`."""
        templates = [
            {
                "label": template.label,
                "icon": template.icon,
                "description": template.description,
                "blocks": template.block_labels(),
                "url": form_url(template.code, self.next_url),
            }
            for template in SHEET_TEMPLATES
        ]
        blank = {
            "label": "Page blanche",
            "icon": "doc-empty",
            "description": "Une fiche sans aucun bloc : vous composez tout vous-même.",
            "blocks": [],
            "url": form_url(BLANK, self.next_url),
        }
        return [*templates, blank]


def hints_script() -> SafeString:
    """Return the hints of all templates as JSON, and the script that shows each beside its block."""
    return format_html(
        '{}<script src="{}" defer></script>', json_script(all_hints(), "sillon-hints"), static("js/admin-hints.js")
    )
