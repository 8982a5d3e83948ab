"""Render the page of a step: its form with stored or typed data, its files and a message."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from core.contributions.kinds import Purpose
from core.guards import antispam
from members.contributions import drafts
from members.contributions.steps import shown_steps
from members.contributions.views import step_files
from members.contributions.views.current_step import CurrentStep
from members.contributions.views.overview import answer_to_changes
from members.contributions.views.step_files import Problems
from members.contributions.views.stepper import stepper


def typed_form(current: CurrentStep, check: bool = False, required: bool = True) -> forms.BaseForm:
    """Build the form of the step with the typed data."""
    return drafts.form_of_fields(
        current.contribution, current.kind, current.step.fields, current.typed, check, required
    )


def not_saved(
    request: HttpRequest,
    current: CurrentStep,
    message: str,
    status: int,
    form: forms.BaseForm | None = None,
    **context: Any,
) -> HttpResponse:
    """Render the step with the typed data and the reason why it is not saved."""
    context = {"digest": current.base_digest, "unsaved": True, **context}
    return page(request, current, form or typed_form(current), message, status, **context)


def page(
    request: HttpRequest,
    current: CurrentStep,
    form: forms.BaseForm,
    message: str = "",
    status: int = 200,
    problems: Problems | None = None,
    **context: Any,
) -> HttpResponse:
    """Render the step with this form; for an automatic save that failed, return only the message, as JSON.

    `context` overrides template variables: `digest` (of the version that the form was made from), `title` (of the error
    summary), `unsaved`, `conflicts`, `warned`, `closed`, `may_reopen`, `stamp`.
    """
    if current.autosaved and status != 200:
        return JsonResponse({"message": message}, status=status)
    kind, step, contribution = current.kind, current.step, current.contribution
    if current.user is not None and kind.open_to_all:
        form.fields.pop("contact", None)  # authors with an account are written to at its address
    for field in form.fields.values():
        if isinstance(field.widget, forms.Textarea):
            field.widget.attrs.pop("maxlength", None)  # browsers silently cut pasted text
    steps = shown_steps(kind, contribution, step)
    number, several = steps.index(step) + 1, len(kind.steps) > 1
    defaults = {
        "title": "",
        "stamp": antispam.stamp(request, contribution.pk),
        "unsaved": False,
        "conflicts": [],
        "warned": "",
        "closed": False,
        "may_reopen": False,
    }
    context = {
        **defaults,
        **context,
        "kind": kind,
        "step": step,
        "number": number,
        "total": len(steps) + 1,  # with the overview
        "first": number == 1,
        "last": number == len(steps),
        "stepper": stepper(kind, contribution, step) if several else [],
        "contribution": contribution,
        "about": current.page,
        "form": form,
        "fields": [(bound, f"{bound.label} *" if bound.field.required else bound.label) for bound in form],
        "starred": any(bound.field.required for bound in form),
        "shown_files": step_files.shown_files(current, problems or {}),
        "file_problem_links": step_files.problem_links(problems or {}),
        "message": message,
        "digest": context.get("digest") or current.stored_digest(),
        "correction": kind.purpose == Purpose.CORRECTION,
        "sent_at_once": current.sent_at_once,
        "words": answer_to_changes(contribution),
        "saves_itself": current.user is not None,
    }
    return render(request, "members/contribute_step.html", context, status=status)
