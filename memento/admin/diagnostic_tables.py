"""Diagnostics as spreadsheets in the admin: export, and import in two steps, a file and then its summary."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from core.admin.table_import import TableForm, download, form_args, import_in_two_steps
from core.admin.viewsets import TypeListing
from core.bin import tree
from core.blocks.problems import Problem
from core.blocks.walk import RawStream
from core.publishing.live_pages import change_page, lock_rows
from core.spreadsheets.tables import Table
from core.spreadsheets.writing import to_csv
from core.text.typography import french
from memento.diagnostics.spreadsheet.example import example
from memento.diagnostics.spreadsheet.exchange import Import, compare, export
from memento.diagnostics.spreadsheet.files import read_file, to_xlsx
from memento.diagnostics.spreadsheet.references import InventoryCodes
from memento.diagnostics.spreadsheet.summary import sentences
from memento.models import DiagnosticPage, MementoPage

IMPORTED = "memento.diagnostic.import"
#: Maximum number of errors and remarks on the page; the others are only counted.
MAX_ERRORS, MAX_REMARKS = 50, 20


class FileForm(TableForm):
    """The file of a diagnostic."""

    def read(self, data: bytes, suffix: str) -> Table:
        return read_file(data, suffix)


class NewForm(FileForm):
    """The file and the title of a new diagnostic."""

    title = forms.CharField(
        label="Titre",
        max_length=DiagnosticPage._meta.get_field("title").max_length,
        error_messages={"required": "Donnez un titre à ce questionnaire."},
    )
    field_order = ("title", "file")


@dataclass(frozen=True)
class Stored:
    """The blocks of a diagnostic, or none for a new one."""

    axes: RawStream = ()
    questions: RawStream = ()

    @classmethod
    def of(cls, page: DiagnosticPage) -> Stored:
        return cls([*page.axes.raw_data], [*page.questions.raw_data])

    @property
    def digest(self) -> str:
        """A digest that changes with any edit, also with those that the form saves by itself."""
        return hashlib.sha256(json.dumps([self.axes, self.questions], sort_keys=True).encode()).hexdigest()

    @property
    def values(self) -> dict[str, str]:
        """The fields of the page as its revisions store them."""
        return {"axes": json.dumps(self.axes), "questions": json.dumps(self.questions)}


# --- Export ----------------------------------------------------------------------------------------------------------


def export_page(request: HttpRequest, page_id: int, suffix: str) -> HttpResponse:
    """Send the latest draft of a diagnostic as XLSX or CSV."""
    page = _editable_diagnostic(request, page_id)
    stored = Stored.of(page.get_latest_revision_as_object())
    return _file(f"{page.slug}.{suffix}", export([*stored.axes], [*stored.questions]))


def starting_workbook(request: HttpRequest) -> HttpResponse:
    """Send the workbook to start from."""
    return _file("modele-de-questionnaire.xlsx", example())


def _file(name: str, rows: list[list[Any]]) -> HttpResponse:
    return download(name, to_csv(rows) if name.endswith(".csv") else to_xlsx(rows, InventoryCodes()))


# --- Import ----------------------------------------------------------------------------------------------------------


def import_page(request: HttpRequest, page_id: int) -> HttpResponse:
    """« Importer un tableau »: ask for a file, show its errors or what it changes, then save a new draft."""
    page = _editable_diagnostic(request, page_id)
    edit_url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    if (lock := page.get_lock()) and lock.for_user(request.user):
        messages.error(request, lock.get_message(request.user))
        return redirect(edit_url)
    if page.alias_of_id:
        messages.error(request, "Cette page est un alias : importez le tableau dans la page d’origine.")
        return redirect(edit_url)
    stored = Stored.of(page.get_latest_revision_as_object())
    context = {"page": page, "back": edit_url}

    def save(new: Stored, accepted: dict[str, Any]) -> str:
        with transaction.atomic():
            current = lock_rows([page.pk])[page.pk]
            if Stored.of(current.get_latest_revision_as_object()).digest != accepted["digest"]:
                return ""
            change_page(
                current, lambda _: None, user=request.user, publish=False, values=new.values, log_action=IMPORTED
            )
        messages.success(
            request, "Le tableau est importé dans un nouveau brouillon. Le précédent reste dans l’historique."
        )
        return edit_url

    return _import(request, FileForm(*form_args(request)), stored, context, save)


def import_new(request: HttpRequest, parent_id: int) -> HttpResponse:
    """« Nouveau questionnaire depuis un tableau »: the same steps, then create a draft below this guide."""
    parent = get_object_or_404(tree.outside(MementoPage.objects.all()), pk=parent_id)
    if not _may_create_below(parent, request.user):
        raise PermissionDenied
    context = {"page": None, "back": reverse("wagtailadmin_explore", args=[parent.pk])}

    def save(new: Stored, accepted: dict[str, Any]) -> str:
        with transaction.atomic():
            guide = lock_rows([parent.pk])[parent.pk]
            if existing := DiagnosticPage.objects.filter(translation_key=accepted["key"]).first():
                if not tree.outside(DiagnosticPage.objects.filter(pk=existing.pk)).exists():
                    return ""  # nobody may edit it in the bin
                messages.warning(request, "Ce questionnaire est déjà créé : le voici.")
                return reverse("wagtailadmin_pages:edit", args=[existing.pk])
            page = DiagnosticPage(
                title=accepted["title"],
                translation_key=accepted["key"],
                live=False,
                owner=request.user,
                **new.values,
            )
            guide.add_child(instance=page)
            page.save_revision(user=request.user, log_action=IMPORTED, clean=False)
        messages.success(request, "Le questionnaire est créé. C’est un brouillon : relisez-le avant de le publier.")
        return reverse("wagtailadmin_pages:edit", args=[page.pk])

    return _import(request, NewForm(*form_args(request)), Stored(), context, save)


def _import(
    request: HttpRequest,
    form: FileForm,
    stored: Stored,
    context: dict[str, Any],
    save: Callable[[Stored, dict[str, Any]], str],
) -> HttpResponse:
    """Show the form, the errors of a file or its summary; call `save` once the summary is confirmed.

    `save` returns the address to go to, or "" if the summary does not hold any more.
    """

    def compared() -> tuple[dict[str, Any], dict[str, Any] | None]:
        result = compare(form.table, stored.axes, stored.questions)
        if result.errors:
            return _outcome(result), None
        new = {"axes": result.axes, "questions": result.questions, "digest": stored.digest}
        # The `translation_key` of a new page, which no two pages share: a summary makes only one.
        return _outcome(result), {**new, "title": form.cleaned_data.get("title", ""), "key": str(uuid4())}

    return import_in_two_steps(
        request,
        "memento/admin/diagnostic_import.html",
        form,
        {**context, "max_errors": MAX_ERRORS},
        salt=IMPORTED,
        compare=compared,
        save=lambda accepted: save(Stored(accepted["axes"], accepted["questions"]), accepted),
    )


def _outcome(result: Import) -> dict[str, Any]:
    """Return the context of a read file: its errors, or its changes and the problems that prevent publication."""
    if result.errors:
        return {"errors": result.errors[:MAX_ERRORS], "more_errors": max(len(result.errors) - MAX_ERRORS, 0)}
    remarks = _publication_remarks(result)
    return {
        "result": result,
        "sentences": sentences(result),
        "remarks": remarks[:MAX_REMARKS],
        "more_remarks": max(len(remarks) - MAX_REMARKS, 0),
    }


def _publication_remarks(result: Import) -> list[str]:
    """Return the problems that will prevent the publication of the diagnostic, with their rows in the file."""
    problems = DiagnosticPage(**Stored(result.axes, result.questions).values).problems()
    return [
        *(_remark(problem, result.axes, result) for problem in problems.axes),
        *(_remark(problem, result.questions, result) for problem in problems.questions),
    ]


def _remark(problem: Problem, blocks: RawStream, result: Import) -> str:
    row = result.rows.get(str(blocks[problem.block].get("id"))) if problem.block is not None else None
    return french(f"Ligne {row} : {problem.message}" if row else problem.message)


def _editable_diagnostic(request: HttpRequest, page_id: int) -> DiagnosticPage:
    """Return a diagnostic. Raise PermissionDenied unless the user may edit it."""
    page = get_object_or_404(tree.outside(DiagnosticPage.objects.all()), pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    return page


def _may_create_below(guide: Page, user: Any) -> bool:
    return guide.permissions_for_user(user).can_add_subpage() and DiagnosticPage.can_create_at(guide)


def _new_button(guide: Page) -> Button:
    url = reverse("memento_diagnostic_import_new", args=[guide.pk])
    return Button("Nouveau questionnaire depuis un tableau", url, icon_name="upload", priority=62)


class DiagnosticListing(TypeListing):
    """All diagnostics, with a button to create one from a table."""

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        guides = tree.outside(MementoPage.objects.all())
        new = [_new_button(guide) for guide in guides if _may_create_below(guide, self.request.user)]
        return [*super().header_more_buttons, *new]


# --- Hooks -----------------------------------------------------------------------------------------------------------


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    return [
        path("questionnaires/modele.xlsx", starting_workbook, name="memento_diagnostic_model"),
        *(
            path(
                f"questionnaires/<int:page_id>/tableau.{suffix}",
                export_page,
                {"suffix": suffix},
                name=f"memento_diagnostic_{suffix}",
            )
            for suffix in ("xlsx", "csv")
        ),
        path("questionnaires/<int:page_id>/importer/", import_page, name="memento_diagnostic_import"),
        path("questionnaires/sous/<int:parent_id>/importer/", import_new, name="memento_diagnostic_import_new"),
    ]


@hooks.register("register_page_header_buttons")
def buttons(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    if isinstance(page, DiagnosticPage) and page.permissions_for_user(user).can_edit():
        for name, label, icon, priority in (
            ("memento_diagnostic_xlsx", "Exporter (XLSX)", "download", 62),
            ("memento_diagnostic_csv", "Exporter (CSV)", "download", 63),
            ("memento_diagnostic_import", "Importer un tableau", "upload", 64),
        ):
            yield Button(label, reverse(name, args=[page.pk]), icon_name=icon, priority=priority)
    if isinstance(page, MementoPage) and _may_create_below(page, user):
        yield _new_button(page)


@hooks.register("register_log_actions")
def actions(registry: Any) -> None:
    registry.register_action(IMPORTED, "Importer un tableau", "Tableau importé")
