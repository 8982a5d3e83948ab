"""The last screen of a contribution: everything that was typed, what lacks, a preview, and the button that sends it."""

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

from core.contributions import ContributionForm, Kind, Purpose
from members import contributing, filling, guarding, summary
from members.contribute import closed_door, to_login
from members.models import Contribution
from members.progress import stepper

SENT = "Merci ! Votre contribution est envoyée."
PREVIEWED = (Purpose.NEW, Purpose.CORRECTION)


class Problem(TypedDict):
    """Something that lacks or is wrong, and where it is to be put right."""

    label: str
    text: str
    url: str


@csrf_exempt  # checked by hand, to say what to do in its place
def send(request: HttpRequest, code: str, pk: UUID) -> HttpResponse:
    """Look over what was typed, and send it."""
    kind = filling.kind_or_404(code)
    contribution, elsewhere = _opened(request, kind, pk)
    if contribution is None:
        return elsewhere
    if request.method != "POST":
        return _look_over(request, kind, contribution)
    if guarding.forged(request):
        return _look_over(request, kind, contribution, told=guarding.EXPIRED, status=403)
    try:
        contributing.submit(contribution, filling.person(request))
    except contributing.Incomplete as incomplete:
        return _look_over(request, kind, contribution, refused=incomplete.form)
    except contributing.NotOpen:
        return after_sending(kind, contribution)
    except PermissionDenied as denied:
        return _look_over(request, kind, contribution, told=str(denied), status=403)
    if contribution.author_id:
        messages.success(request, SENT)
    return after_sending(kind, contribution)


@require_safe
def preview(request: HttpRequest, code: str, pk: UUID) -> HttpResponse:
    """The page as readers would see it, by its own template; what lacks is said in its place."""
    kind = filling.kind_or_404(code)
    if kind.purpose not in PREVIEWED:
        raise Http404
    contribution, elsewhere = _opened(request, kind, pk)
    if contribution is None:
        return elsewhere
    form = contributing.bind(contribution)
    if not form.is_valid():
        return _look_over(request, kind, contribution, told="L’aperçu sera possible quand rien ne manquera plus.")
    page = _previewed(kind, contribution, form)
    told = {"contribution_preview": reverse("contribute_send", args=[kind.code, pk])}
    return page.make_preview_request(request, page.default_preview_mode, told)


def _previewed(kind: Kind, contribution: Contribution, form: Any) -> Page:
    """The page that would be published, in memory."""
    page = form.instance
    if page.pk is None:
        parent = kind.parent() if kind.parent else None
        if parent is None:
            raise Http404
        page.depth = parent.depth + 1
        # Where it might stand, so that its breadcrumb is found.
        page.path = Page._get_children_path_interval(parent.path)[1]
        page.slug = page.slug or "apercu"
        page.set_url_path(parent)
    form.write(page)
    return page


def _opened(request: HttpRequest, kind: Kind, pk: UUID) -> tuple[Contribution | None, HttpResponse]:
    """A contribution that its author may still change; else None and where to go instead."""
    if not request.user.is_authenticated and not kind.open_to_all:
        return None, to_login(request)
    contribution = filling.begun(request, kind, pk)
    if contribution is None:
        return None, redirect("contribute_step", kind.code, pk, kind.steps[0].slug)
    if contribution.author_id is None and not contribution.is_open and request.method != "POST":
        return None, render(request, "members/contribute_thanks.html", {"kind": kind, "contribution": contribution})
    if not contribution.is_open:
        return None, after_sending(kind, contribution)
    if (refusal := closed_door(request, kind)) is not None:
        return None, refusal
    return contribution, HttpResponse()


def after_sending(kind: Kind, contribution: Contribution) -> HttpResponse:
    """Where one sees what became of a contribution: its own page, or thanks to who has no account."""
    if contribution.author_id is None:
        return redirect("contribute_send", kind.code, contribution.pk)
    return redirect("members_contribution", contribution.pk)


def _look_over(
    request: HttpRequest,
    kind: Kind,
    contribution: Contribution,
    refused: forms.BaseForm | None = None,
    told: str = "",
    status: int = 200,
) -> HttpResponse:
    form: Any = contributing.bind(contribution) if refused is None else refused
    uploads = filling.uploads_of(contribution)
    correction = kind.purpose == Purpose.CORRECTION
    parts = []
    for part in summary.as_typed(kind, contribution):
        step = part["step"]
        parts.append(
            {
                **part,
                "url": reverse("contribute_step", args=[kind.code, contribution.pk, step.slug]),
                "uploads": [upload for upload in uploads if upload["field"] in step.files],
            }
        )
    problems = problems_of(kind, contribution, form)
    context = {
        "kind": kind,
        "contribution": contribution,
        "parts": parts,
        "correction": correction,
        "changed": any(part["answers"] or part["uploads"] for part in parts),
        "problems": problems,
        "refused": refused is not None,
        "notices": form.notices() if isinstance(form, ContributionForm) else [],
        "told": told,
        "previewed": kind.purpose in PREVIEWED and not problems,
        "words": words_for(contribution),
        "stepper": stepper(kind, contribution, None),
    }
    return render(request, "members/contribute_send.html", context, status=status)


def words_for(contribution: Contribution) -> Any:
    """What a moderator asked for, where the contribution waits for its author."""
    return contribution.last_words() if contribution.state == Contribution.State.CHANGES else None


def problems_of(kind: Kind, contribution: Contribution, form: forms.BaseForm) -> list[Problem]:
    """What keeps a form from being sent, each with the way to its field."""
    found = [Problem(label="", text=str(text), url="") for text in form.non_field_errors()]
    for step in kind.steps:
        way = reverse("contribute_step", args=[kind.code, contribution.pk, step.slug])
        for name in step.fields:
            if name in form.fields:
                bound = form[name]
                url = f"{way}?revoir=tout#{bound.id_for_label or bound.auto_id}"
                problems = form.errors.as_data().get(name, [])
                found += [Problem(label=str(bound.label), text=_told(one), url=url) for one in problems]
    return found


def _told(problem: ValidationError) -> str:
    """What is wrong in a list of all problems, where « Ce champ est obligatoire » tells little."""
    usual = forms.Field.default_error_messages["required"]
    return "à remplir" if problem.code == "required" and problem.message == usual else " ".join(problem.messages)
