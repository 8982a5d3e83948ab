"""Serialize contributions and their kinds for the API."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.choices import flatten_choices
from wagtail.models import Page

from core.contributions import kinds as contribution_kinds
from core.contributions.kinds import ContributionForm, Files, Kind
from core.text.typography import french
from core.visibility.gate import Gate
from members.api import values
from members.contributions import drafts, uploads
from members.models import Contribution, Upload

MAX_CHOICES = 500


# --- Kinds ------------------------------------------------------------------------------------------------------


def kinds() -> list[dict[str, Any]]:
    """Return all kinds as `schemas.KindItem` data."""
    return [_kind(kind) for kind in contribution_kinds.kinds()]


def _kind(kind: Kind) -> dict[str, Any]:
    form = kind.form()
    return {
        "code": kind.code,
        "purpose": str(kind.purpose),
        "label": french(kind.label),
        "introduction": french(kind.introduction),
        "about_a_page": kind.about_a_page,
        "fields": [_field(name, field) for name, field in form.fields.items()],
        "files": [_files(files) for files in kind.files],
        "steps": [
            {
                "title": french(step.title),
                "help": french(step.help),
                "fields": list(step.fields),
                "files": list(step.files),
                "only_for": step.only_for and {"field": step.only_for[0], "values": list(step.only_for[1])},
            }
            for step in kind.steps
        ],
    }


def _field(name: str, field: forms.Field) -> dict[str, Any]:
    choices = [
        {"value": str(code), "label": french(str(label))}
        for code, label in flatten_choices(getattr(field, "choices", ()))
        if str(code)  # clients send null instead of the empty choice
    ]
    return {
        "name": name,
        "label": french(str(field.label or name)),
        "type": values.type_of(field),
        "required": field.required,
        "help": french(str(field.help_text)),
        "max_length": getattr(field, "max_length", None),
        "choices": choices if hasattr(field, "choices") and len(choices) <= MAX_CHOICES else None,
    }


def _files(files: Files) -> dict[str, Any]:
    return {
        "name": files.name,
        "label": french(files.label),
        "type": files.kind,
        "maximum": files.maximum,
        "rules": uploads.rules(files),
        "help": french(files.help),
        "words": french(files.words),
    }


# --- Contributions ----------------------------------------------------------------------------------------------


def items(contributions: QuerySet[Contribution], gate: Gate) -> list[dict[str, Any]]:
    """Return contributions as `schemas.ContributionItem` data. Makes two queries."""
    rows = list(contributions)
    pages = _pages(rows, gate)
    return [_item(row, pages) for row in rows]


def detail(contribution: Contribution, gate: Gate) -> dict[str, Any]:
    """Return one contribution as `schemas.ContributionDetail` data."""
    kind = contribution.declared_kind
    problems: list[dict[str, Any]] = []
    form: Any = None
    if kind and contribution.is_open:
        try:
            drafts.check_page(contribution, gate)
        except drafts.PageOffline as offline:
            problems = [{"field": None, "label": "", "message": french(str(offline))}]
        else:
            form = drafts.bind(contribution)
            problems = list(_problems(form))
    return {
        **_item(contribution, _pages([contribution], gate)),
        "values": values.to_json(kind, contribution.typed) if kind else {},
        "files": [file(upload, gate) for upload in contribution.uploads.order_by("created_at", "pk")],
        "journal": [
            {"at": entry.at, "what": entry.what, "label": entry.get_what_display(), "words": entry.words}
            for entry in contribution.entries.all()
        ],
        "problems": problems,
        "notices": [
            {"text": french(notice.text), "url": gate.absolute(notice.url) if notice.url else None}
            for notice in (form.notices() if isinstance(form, ContributionForm) else [])
        ],
    }


def file(upload: Upload, gate: Gate) -> dict[str, Any]:
    """Return a file as `schemas.ContributionFile` data."""
    return {
        "id": upload.pk,
        "name": upload.field,
        "type": upload.kind,
        "words": upload.title,
        "url": gate.absolute(f"/api/v3/contributions/{upload.contribution_id}/files/{upload.pk}/"),
    }


def errors(form: forms.BaseForm) -> list[dict[str, Any]]:
    """Return the errors of a form as the API's problems: type, location and message."""
    return [
        {"type": error.code or "invalid", "loc": ["values", name] if name else ["values"], "msg": message}
        for name, error, message in _errors_of(form)
    ]


def _problems(form: forms.BaseForm) -> Iterable[dict[str, Any]]:
    for name, _, message in _errors_of(form):
        label = french(str(form.fields[name].label or name)) if name else ""
        yield {"field": name, "label": label, "message": message}


def _errors_of(form: forms.BaseForm) -> Iterable[tuple[str | None, Any, str]]:
    """Yield (field name or None, error, message in French), in the order of the form."""
    errors_by_field = form.errors.as_data()
    order = [forms.forms.NON_FIELD_ERRORS, *form.fields]
    for name in sorted(errors_by_field, key=order.index):
        for error in errors_by_field[name]:
            for message in error.messages:
                yield (name if name in form.fields else None), error, french(message)


def _item(contribution: Contribution, pages: dict[int, dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": contribution.pk,
        "kind": contribution.kind,
        "label": french(contribution.label),
        "title": contribution.title,
        "state": contribution.state,
        "state_label": contribution.state_label,
        "page": pages.get(contribution.page_id or 0),
        "created_at": contribution.created_at,
        "updated_at": contribution.updated_at,
        "submitted_at": contribution.submitted_at,
        "decided_at": contribution.decided_at,
    }


def _pages(rows: Iterable[Contribution], gate: Gate) -> dict[int, dict[str, Any]]:
    """Map the primary keys of the pages that this reader may see to `PageRef` data."""
    pages = gate.pages(Page).filter(pk__in=[row.page_id for row in rows if row.page_id])
    return {
        row["pk"]: {
            "id": row["translation_key"],
            "slug": row["slug"],
            "title": row["title"],
            "url": gate.full_url(row["url_path"]),
        }
        for row in pages.values("pk", "translation_key", "slug", "title", "url_path")
    }
