"""The overview of a contribution: all stored data, the errors, a preview and the button that sends it."""

from __future__ import annotations

from typing import Any, TypedDict
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from wagtail.models import Page

from core.contributions.kinds import ANSWERED_ALONE, ContributionForm, Kind, Purpose
from core.guards import antispam
from core.visibility.gate import Gate
from members.contributions import drafts, summary
from members.contributions.uploads import uploads_of
from members.contributions.views.current_step import find_contribution, kind_or_404, user_of
from members.contributions.views.start import no_access, offline_page, to_login
from members.contributions.views.stepper import stepper
from members.models import Contribution

SENT = "Merci ! Votre contribution est envoyée."


class Problem(TypedDict):
    """An error of a field, and the URL of that field."""

    label: str
    text: str
    url: str


@csrf_exempt  # the view checks the token and shows its own page on failure
def send(request: HttpRequest, code: str, pk: UUID) -> HttpResponse:
    """Show the overview, or send the contribution."""
    kind = kind_or_404(code)
    contribution = _open_contribution(request, kind, pk)
    if isinstance(contribution, HttpResponse):
        return contribution
    if request.method != "POST":
        return _overview(request, kind, contribution)
    if antispam.fails_csrf_check(request):
        return _overview(request, kind, contribution, message=antispam.EXPIRED, status=403)
    try:
        drafts.submit(contribution, user_of(request))
    except drafts.Incomplete as incomplete:
        return _overview(request, kind, contribution, refused=incomplete.form)
    except drafts.NotOpen:
        return after_sending(kind, contribution)
    except PermissionDenied as denied:
        return _overview(request, kind, contribution, message=str(denied), status=403)
    if contribution.author_id:
        messages.success(request, SENT)
    return after_sending(kind, contribution)


@require_safe
def preview(request: HttpRequest, code: str, pk: UUID) -> HttpResponse:
    """Render the page with its own template; show the overview if the form has errors."""
    kind = kind_or_404(code)
    if kind.purpose in ANSWERED_ALONE:
        raise Http404
    contribution = _open_contribution(request, kind, pk)
    if isinstance(contribution, HttpResponse):
        return contribution
    form = drafts.bind(contribution)
    if not form.is_valid():
        return _overview(request, kind, contribution, message="L’aperçu sera possible quand rien ne manquera plus.")
    page = _preview_page(kind, contribution, form)
    extra = {"contribution_preview": reverse("contribute_send", args=[kind.code, pk])}
    return page.make_preview_request(request, page.default_preview_mode, extra)


def _preview_page(kind: Kind, contribution: Contribution, form: Any) -> Page:
    """Build the page as it would be published, without saving it."""
    page = form.instance
    if page.pk is None:
        parent = kind.parent_page(form)
        if parent is None:
            raise Http404
        page.depth = parent.depth + 1
        # The breadcrumb needs a path below the parent.
        page.path = f"{parent.path}{Page.alphabet[-1] * Page.steplen}"
        page.slug = page.slug or "apercu"
        page.set_url_path(parent)
    form.write(page)
    return page


def _open_contribution(request: HttpRequest, kind: Kind, pk: UUID) -> Contribution | HttpResponse:
    """Return the contribution if its author may change it, else the response to send instead."""
    if not request.user.is_authenticated and not kind.open_to_all:
        return to_login(request)
    contribution = find_contribution(request, kind, pk)
    if contribution is None:
        return redirect("contribute_step", kind.code, pk, kind.steps[0].slug)
    if contribution.author_id is None and not contribution.is_open and request.method != "POST":
        gate = Gate.for_request(request)
        back = contribution.page if contribution.page and gate.admits(contribution.page) else None
        context = {"kind": kind, "contribution": contribution, "back": back}
        return render(request, "members/contribute_thanks.html", context)
    if not contribution.is_open:
        return after_sending(kind, contribution)
    return no_access(request, kind) or offline_page(request, contribution) or contribution


def after_sending(kind: Kind, contribution: Contribution) -> HttpResponse:
    """Redirect to the contribution's page, or to the thanks if its author has no account."""
    if contribution.author_id is None:
        return redirect("contribute_send", kind.code, contribution.pk)
    return redirect("members_contribution", contribution.pk)


def _overview(
    request: HttpRequest,
    kind: Kind,
    contribution: Contribution,
    refused: forms.BaseForm | None = None,
    message: str = "",
    status: int = 200,
) -> HttpResponse:
    """Render the overview. `refused` is the invalid form of an attempt to send."""
    form: Any = drafts.bind(contribution) if refused is None else refused
    uploads = uploads_of(contribution)
    correction = kind.purpose == Purpose.CORRECTION
    steps = []
    for step_text in summary.as_typed(kind, contribution):
        step = step_text["step"]
        steps.append(
            {
                **step_text,
                "url": reverse("contribute_step", args=[kind.code, contribution.pk, step.slug]),
                "uploads": [upload for upload in uploads if upload["field"] in step.files],
            }
        )
    problems = problems_of(kind, contribution, form)
    context = {
        "kind": kind,
        "contribution": contribution,
        "steps": steps,
        "correction": correction,
        "changed": any(step["fields"] or step["uploads"] for step in steps),
        "problems": problems,
        "refused": refused is not None,
        "notices": form.notices() if isinstance(form, ContributionForm) else [],
        "message": message,
        "previewed": kind.purpose not in ANSWERED_ALONE and not problems,
        "words": answer_to_changes(contribution),
        "stepper": stepper(kind, contribution, None),
    }
    return render(request, "members/contribute_send.html", context, status=status)


def answer_to_changes(contribution: Contribution) -> Any:
    """Return the moderator's last journal entry if the contribution was sent back to its author."""
    return contribution.last_answer() if contribution.state == Contribution.State.CHANGES else None


def problems_of(kind: Kind, contribution: Contribution, form: forms.BaseForm) -> list[Problem]:
    """List the errors of a form, each with the URL of its field."""
    problems = [Problem(label="", text=str(text), url="") for text in form.non_field_errors()]
    for step in kind.steps:
        address = reverse("contribute_step", args=[kind.code, contribution.pk, step.slug])
        for name in step.fields:
            if name in form.fields:
                bound = form[name]
                url = f"{address}?revoir=tout#{bound.id_for_label or bound.auto_id}"
                errors = form.errors.as_data().get(name, [])
                problems += [Problem(label=str(bound.label), text=_text(error), url=url) for error in errors]
    return problems


def _text(error: ValidationError) -> str:
    """Return the message of an error for the list of problems; « à remplir » for Django's `required` message."""
    usual = forms.Field.default_error_messages["required"]
    return "à remplir" if error.code == "required" and error.message == usual else " ".join(error.messages)
