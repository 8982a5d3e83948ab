"""The measures of a plan as spreadsheets in the admin: export, and import in two steps, a file and then its summary."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from archive.commitments.spreadsheet.columns import COLUMNS
from archive.commitments.spreadsheet.compare import compare
from archive.commitments.spreadsheet.export import export
from archive.commitments.spreadsheet.files import read_file, to_xlsx
from archive.commitments.spreadsheet.save import IMPORTED, Refused, publishes_new, save
from archive.commitments.spreadsheet.stored import load
from archive.commitments.spreadsheet.summary import summarise
from archive.models import CommitmentPlanPage
from core.admin.table_import import TableForm, download, form_args, import_in_two_steps
from core.bin import tree
from core.publishing.live_pages import lock_rows
from core.spreadsheets.tables import Table
from core.spreadsheets.writing import to_csv

#: Maximum number of errors on the page; the others are only counted.
MAX_SHOWN = 50
STORED = "Le tableau est importé. Une preuve nouvelle attend sa validation dans la liste « Preuves »."


class FileForm(TableForm):
    """The file of a plan."""

    def read(self, data: bytes, suffix: str) -> Table:
        return read_file(data, suffix)


def export_page(request: HttpRequest, page_id: int, suffix: str) -> HttpResponse:
    """Send the measures of a plan as XLSX or CSV."""
    plan = _editable_plan(request, page_id)
    rows = export(load(plan, request.user))
    return download(f"{plan.slug}.{suffix}", to_csv(rows) if suffix == "csv" else to_xlsx(rows))


def import_page(request: HttpRequest, page_id: int) -> HttpResponse:
    """« Importer un tableau »: ask for a file, show its errors or what it changes, then store it."""
    plan = _editable_plan(request, page_id)
    edit_url = reverse("wagtailadmin_pages:edit", args=[plan.pk])
    if plan.alias_of_id:
        messages.error(request, "Cette page est un alias : importez le tableau dans la page d’origine.")
        return redirect(edit_url)
    form = FileForm(*form_args(request))

    def compared() -> tuple[dict[str, Any], dict[str, Any] | None]:
        stored = load(plan, request.user)
        result = compare(form.table, stored, request.user, form.file_name)
        if result.errors:
            more = max(len(result.errors) - MAX_SHOWN, 0)
            return {"errors": result.errors[:MAX_SHOWN], "more_errors": more}, None
        summary = summarise(result, publishes_new(plan, request.user))
        accepted = {"table": form.table, "name": form.file_name, "digest": stored.digest}
        return {"summary": summary, "remarks": result.remarks}, accepted

    def store(accepted: dict[str, Any]) -> str:
        try:
            with transaction.atomic():
                remarks = _store(plan, request.user, accepted)
        except Refused as refused:
            messages.error(request, str(refused))
            return request.path
        if remarks is None:
            return ""
        messages.success(
            request,
            " ".join(
                [
                    STORED,
                    *remarks,
                ]
            ),
        )
        return reverse("wagtailadmin_explore", args=[plan.pk])

    context = {"page": plan, "back": edit_url, "columns": COLUMNS}
    return import_in_two_steps(
        request, "archive/admin/commitment_import.html", form, context, salt=IMPORTED, compare=compared, save=store
    )


def _store(plan: CommitmentPlanPage, user: Any, accepted: dict[str, Any]) -> list[str] | None:
    """Store a confirmed table; return remarks, or None if the plan has changed since its summary. Raise Refused."""
    # The plan first: whoever adds or moves a measure waits for it.
    current = lock_rows([plan.pk]).get(plan.pk)
    if current is None or tree.is_in(current):
        return None
    pages = lock_rows(load(current, user).page_ids)
    stored = load(current, user)
    if stored.digest != accepted["digest"]:
        return None
    table = [(number, texts) for number, texts in accepted["table"]]
    result = compare(table, stored, user, accepted["name"])
    if result.errors:
        return None  # somebody has locked a page or lost a right since
    return save(result, pages[current.pk], pages, user)


def _editable_plan(request: HttpRequest, page_id: int) -> CommitmentPlanPage:
    """Return a plan. Raise PermissionDenied unless the user may edit it."""
    plan = get_object_or_404(tree.outside(CommitmentPlanPage.objects.all()), pk=page_id)
    if not plan.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    return plan


# --- Hooks -----------------------------------------------------------------------------------------------------------


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    exports = [
        path(
            f"engagements/<int:page_id>/tableau.{suffix}",
            export_page,
            {"suffix": suffix},
            name=f"archive_commitments_{suffix}",
        )
        for suffix in ("xlsx", "csv")
    ]
    return [*exports, path("engagements/<int:page_id>/importer/", import_page, name="archive_commitments_import")]


@hooks.register("register_page_header_buttons")
def buttons(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    if isinstance(page, CommitmentPlanPage) and page.permissions_for_user(user).can_edit():
        for name, label, icon, priority in (
            ("archive_commitments_xlsx", "Exporter (XLSX)", "download", 62),
            ("archive_commitments_csv", "Exporter (CSV)", "download", 63),
            ("archive_commitments_import", "Importer un tableau", "upload", 64),
        ):
            yield Button(label, reverse(name, args=[page.pk]), icon_name=icon, priority=priority)


@hooks.register("register_log_actions")
def actions(registry: Any) -> None:
    registry.register_action(IMPORTED, "Importer un tableau", "Tableau importé")
