"""Contributions and their kinds as plain data, as the API shows them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from wagtail.models import Page

from core import contributions
from core.contributions import ContributionForm, Files, Kind
from core.gate import Gate
from core.typography import french
from members import contributing, files, values
from members.models import Contribution, Upload

MAX_CHOICES = 500


# --- Kinds ------------------------------------------------------------------------------------------------------


def kinds() -> list[dict[str, Any]]:
    return [_kind(kind) for kind in contributions.kinds()]


def _kind(kind: Kind) -> dict[str, Any]:
    form = kind.form()
    return {
        "code": kind.code,
        "purpose": str(kind.purpose),
        "label": french(kind.label),
        "introduction": french(kind.introduction),
        "about_a_page": kind.about_a_page,
        "fields": [_field(name, field) for name, field in form.fields.items()],
        "files": [_files(declared) for declared in kind.files],
        "steps": [
            {
                "title": french(step.title),
                "help": french(step.help),
                "fields": list(step.fields),
                "files": list(step.files),
            }
            for step in kind.steps
        ],
    }


def _field(name: str, field: forms.Field) -> dict[str, Any]:
    choices = list(_choices(getattr(field, "choices", ())))[: MAX_CHOICES + 1]
    return {
        "name": name,
        "label": french(str(field.label or name)),
        "type": values.type_of(field),
        "required": field.required,
        "help": french(str(field.help_text)),
        "max_length": getattr(field, "max_length", None),
        "choices": choices if hasattr(field, "choices") and len(choices) <= MAX_CHOICES else None,
    }


def _choices(choices: Iterable[Any]) -> Iterable[dict[str, str]]:
    """The choices of all groups; the empty one is `null`."""
    for code, label in choices:
        if isinstance(label, (list, tuple)):
            yield from _choices(label)
        elif str(code):
            yield {"value": str(code), "label": french(str(label))}


def _files(declared: Files) -> dict[str, Any]:
    return {
        "name": declared.name,
        "label": french(declared.label),
        "type": declared.kind,
        "maximum": declared.maximum,
        "rules": files.rules(declared),
        "help": french(declared.help),
        "words": french(declared.words),
    }


# --- Contributions ----------------------------------------------------------------------------------------------


def items(found: QuerySet[Contribution], gate: Gate) -> list[dict[str, Any]]:
    """Contributions of a list, in two queries."""
    rows = list(found)
    pages = _pages(rows, gate)
    return [_item(one, pages) for one in rows]


def detail(contribution: Contribution, gate: Gate) -> dict[str, Any]:
    """Everything about one contribution, as its author may see it."""
    kind = contribution.declared
    form: Any = contributing.bind(contribution) if kind and contribution.is_open else None
    uploads = contribution.uploads.order_by("created_at", "pk")
    return {
        **_item(contribution, _pages([contribution], gate)),
        "values": values.tell(kind, contribution.typed) if kind else {},
        "files": [file(upload, gate) for upload in uploads],
        "journal": [
            {"at": entry.at, "what": entry.what, "label": entry.get_what_display(), "words": entry.words}
            for entry in contribution.entries.all()
        ],
        "problems": list(_problems(form)) if form else [],
        "notices": [
            {"text": french(notice.text), "url": whole(gate, notice.url) if notice.url else None}
            for notice in (form.notices() if isinstance(form, ContributionForm) else [])
        ],
    }


def file(upload: Upload, gate: Gate) -> dict[str, Any]:
    return {
        "id": upload.pk,
        "name": upload.field,
        "type": upload.kind,
        "words": upload.title,
        "url": whole(gate, f"/api/v3/contributions/{upload.contribution_id}/files/{upload.pk}/"),
    }


def errors(form: forms.BaseForm) -> list[dict[str, Any]]:
    """What is wrong in a form, as problems of the API tell it."""
    return [
        {"type": error.code or "invalid", "loc": ["values", name] if name else ["values"], "msg": message}
        for name, error, message in _wrong(form)
    ]


def _problems(form: forms.BaseForm) -> Iterable[dict[str, Any]]:
    for name, _, message in _wrong(form):
        label = french(str(form.fields[name].label or name)) if name else ""
        yield {"field": name, "label": label, "message": message}


def _wrong(form: forms.BaseForm) -> Iterable[tuple[str | None, Any, str]]:
    """Field or None, error and message, in the order of the form."""
    found = form.errors.as_data()
    order = [forms.forms.NON_FIELD_ERRORS, *form.fields]
    for name in sorted(found, key=order.index):
        for error in found[name]:
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
    """The pages of contributions that this reader may see, by primary key."""
    found = gate.pages(Page).filter(pk__in=[row.page_id for row in rows if row.page_id])
    return {
        row["pk"]: {
            "id": row["translation_key"],
            "slug": row["slug"],
            "title": row["title"],
            "url": gate.full_url(row["url_path"]),
        }
        for row in found.values("pk", "translation_key", "slug", "title", "url_path")
    }


def whole(gate: Gate, url: str) -> str:
    """A whole address from one that may start at the host's root."""
    return f"{gate.site.base_url if gate.site else ''}{url}" if url.startswith("/") else url
