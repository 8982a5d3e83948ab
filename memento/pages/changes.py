"""The pages of the guide and of its sheets that show what changed since an edition: `?depuis=` is its number."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple, TypedDict

from django.http import HttpRequest, HttpResponse
from wagtail.models import Page

from core.visibility.gate import Gate
from memento.editions.changes import (
    PassageChange,
    RecordedEdition,
    changes_since,
    passage_changes,
    recorded_editions,
    since_last,
    statuses,
)
from memento.editions.text_diff import WordRun, word_runs
from memento.models import MementoPage, SheetPage
from memento.pages.forms import SinceForm
from memento.querysets import guide_of


class SinceRequest(NamedTuple):
    """The edition that a query string asks for, or None with a French message if it cannot be shown."""

    edition: RecordedEdition | None
    message: str


class Difference(TypedDict):
    """A passage that changed, word by word."""

    kind: str
    runs: list[WordRun]


# --- Views ---------------------------------------------------------------------------------------------------------


def serve_guide(page: MementoPage, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Serve the guide, or with `?depuis=` the list of the sheets that changed since an edition."""
    return _serve(page, request, "memento/changes_guide.html")


def serve_sheet(page: SheetPage, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Serve a sheet, or with `?depuis=` its changes since an edition."""
    return _serve(page, request, "memento/changes_sheet.html")


def _serve(page: MementoPage | SheetPage, request: HttpRequest, changes_template: str) -> HttpResponse:
    response = Page.serve(page, request)
    if response.context_data["since"]:
        response.template_name = changes_template
    return response


# --- Contexts ------------------------------------------------------------------------------------------------------


def guide_changes_context(page: MementoPage, request: HttpRequest, gate: Gate) -> dict[str, Any]:
    """Return the context of the comparison of the guide with an edition.

    `since`: the edition or None; `changes`: groups of changed sheets; `problem`: a French message or an empty string.
    """
    since, message = edition_since(request, gate, page.path)
    sheets = changes_since(since, gate, page.path) if since else []
    groups = [
        {"title": title, "change": change, "sheets": group}
        for change, title in (
            ("new", "Fiches nouvelles"),
            ("changed", "Fiches modifiées"),
            ("withdrawn", "Fiches retirées"),
        )
        if (group := [sheet for sheet in sheets if sheet["change"] == change])
    ]
    return {"since": since, "changes": groups, "problem": message, "noindex": bool(since or message)}


def sheet_changes_context(page: SheetPage, request: HttpRequest, gate: Gate) -> dict[str, Any]:
    """Return the context of the comparison of a sheet with an edition.

    `edition`, `edition_change`: the last recorded edition and the status of the sheet since then, or None and "".
    `since`: the edition of `?depuis=` if the sheet has changed since, else None.
    `differences`: the changed passages; `problem`: a French message or an empty string.
    """
    last = since_last(gate, page.path, page.pk)
    since, message = _sheet_since(page, request, gate)
    return {
        "edition": recorded_editions(gate, guide_of(page.path))[0] if last else None,
        "edition_change": last["change"] if last else "",
        "since": since,
        "differences": word_differences(passage_changes(gate, since, [page.pk])[page.pk]) if since else [],
        "problem": message,
        "noindex": bool(since or message),
    }


def edition_since(request: HttpRequest, gate: Gate, guide_path: str) -> SinceRequest:
    """Return the recorded edition of `?depuis=`, or a message if no edition has that number."""
    editions = recorded_editions(gate, guide_path)
    form = SinceForm(request.GET, numbers=[edition.number for edition in editions])
    if not form.is_valid():
        return SinceRequest(None, " ".join(map(str, form.errors["depuis"])))
    number = form.cleaned_data["depuis"]
    return SinceRequest(next((edition for edition in editions if edition.number == number), None), "")


def _sheet_since(page: SheetPage, request: HttpRequest, gate: Gate) -> SinceRequest:
    """Return the edition if the sheet has changed since; otherwise a message that it is new or unchanged."""
    guide = guide_of(page.path)
    since, message = edition_since(request, gate, guide)
    status = statuses(gate, since, guide).get(page.pk) if since else None
    if since is None or status == "changed":
        return SinceRequest(since, message)
    if status == "new":
        return SinceRequest(None, f"Cette fiche est nouvelle : l’édition {since.number} ne l’avait pas.")
    return SinceRequest(None, f"Cette fiche n’a pas changé depuis l’édition {since.number}.")


def word_differences(changes: Iterable[PassageChange]) -> list[Difference]:
    """Compare changed passages word by word. If only a picture changed, all words are unchanged."""
    return [
        Difference(kind=change["kind"], runs=word_runs(change["before"] or "", change["after"] or ""))
        for change in changes
    ]
