"""« Contributions » in the admin: what waits for a moderator, one contribution, and the answer to it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from wagtail.admin import messages

from core.contributions import Purpose
from core.typography import french, nested
from core.views import permission_denied
from members import answers, decisions, differences, merging
from members.models import Contribution, Correction, Managed
from members.models.contribution import ContributionQuerySet
from members.panels import edit_url, since

PER_PAGE = 25
WAITING, ALL = "attente", "toutes"
SHOWN = {WAITING: "En attente", ALL: "Toutes"}
WHAT = {
    Purpose.NEW: "Page proposée",
    Purpose.CORRECTION: "Correction",
    Purpose.REPORT: "Erreur signalée",
    Purpose.CLAIM: "Lieu que quelqu’un gère",
}
ACCEPT, RETURN, REFUSE = "accept", "send_back", "refuse"
#: What may be answered, in order; the first is what most need.
ANSWERS = {
    Purpose.NEW: {ACCEPT: "Accepter et publier", RETURN: "Demander des changements", REFUSE: "Refuser"},
    Purpose.CORRECTION: {ACCEPT: "Accepter", RETURN: "Demander des changements", REFUSE: "Refuser"},
    Purpose.REPORT: {ACCEPT: "Marquer comme traité", REFUSE: "Classer sans suite"},
    Purpose.CLAIM: {ACCEPT: "Accepter", RETURN: "Demander des précisions", REFUSE: "Refuser"},
}


def decides(user: Any) -> bool:
    return bool(user.has_perm(decisions.DECIDES))


def for_moderators(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Only who answers contributions; the others are told so, here and not on another screen."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not decides(request.user):
            return permission_denied(request, PermissionDenied())
        return view(request, *args, **kwargs)

    return guarded


def sent() -> ContributionQuerySet:
    """What was handed in. What was never sent is its author's alone."""
    return Contribution.objects.filter(submitted_at__isnull=False).exclude(state=Contribution.State.DRAFT)


# --- The list ---------------------------------------------------------------------------------------------------------


class ListForm(forms.Form):
    """Which contributions to list."""

    etat = forms.ChoiceField(choices=list(SHOWN.items()), required=False)


@for_moderators
def index(request: HttpRequest) -> HttpResponse:
    """What waits, the longest first; or all that was handed in, the newest first."""
    form = ListForm(request.GET)
    if not form.is_valid():
        messages.warning(request, "Ce choix n’existe pas : voici ce qui attend.")
    shown = form.cleaned_data.get("etat") or WAITING
    found = sent().waiting() if shown == WAITING else sent().order_by("-submitted_at", "pk")
    paging = Paginator(found.select_related("author", "page"), PER_PAGE).get_page(request.GET.get("page"))
    managed = _managed(paging.object_list)
    rows = [
        {
            "url": reverse("moderation_contribution", args=[one.pk]),
            "title": str(one),
            "what": what(one),
            "who": who(one),
            "manages": (one.author_id, one.page_id) in managed,
            "state": one.state_label,
            "since": since(one.submitted_at) if one.submitted_at else "",
            "waits": one.state == Contribution.State.WAITING,
        }
        for one in paging.object_list
    ]
    context = {"rows": rows, "paging": paging, "shown": shown, "choices": SHOWN.items()}
    return render(request, "members/moderation/index.html", context)


def what(contribution: Contribution) -> str:
    return WHAT[contribution.purpose] if contribution.purpose else "Contribution"


def who(contribution: Contribution) -> str:
    """Who handed it in: a name, « sans compte » where none is asked for, else somebody who has left."""
    if contribution.author:
        return str(contribution.author)
    kind = contribution.declared
    return "sans compte" if kind and kind.open_to_all else "un membre"


def _managed(found: Any) -> set[tuple[int, int]]:
    """Which of these authors manage the page that they speak of."""
    pairs = Managed.objects.filter(
        user__in={one.author_id for one in found} - {None}, page__in={one.page_id for one in found} - {None}
    )
    return set(pairs.values_list("user_id", "page_id"))


# --- One contribution -------------------------------------------------------------------------------------------------


class DecisionForm(forms.Form):
    """What a moderator answers. `seen` names what they saw; each field in conflict has a choice of its own."""

    decision = forms.ChoiceField(error_messages={"required": "Choisissez une réponse."})
    words = forms.CharField(
        label="Votre réponse",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    seen = forms.CharField(required=False)

    def __init__(self, contribution: Contribution, comparison: merging.Comparison | None, *args: Any) -> None:
        super().__init__(*args)
        self.contribution = contribution
        self.fields["decision"].choices = list(ANSWERS[contribution.purpose].items()) if contribution.purpose else []  # type: ignore[attr-defined]
        self.conflicts = comparison.conflicts if comparison else ()
        for name in self.conflicts:
            self.fields[f"choice_{name}"] = forms.ChoiceField(
                choices=[(merging.LIVE, "Garder ce qui est en ligne"), (merging.PROPOSED, "Prendre la correction")],
                required=False,
                widget=forms.RadioSelect,
            )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        decision = told.get("decision")
        if decision in (RETURN, REFUSE) and not told.get("words", "").strip() and "words" not in self.errors:
            asks = "ce qu’il faut changer" if decision == RETURN else "pourquoi"
            self.add_error("words", f"Dites {asks} : la personne qui a écrit ceci le lira.")
        if decision == ACCEPT:
            for name in self.conflicts:
                if not told.get(f"choice_{name}"):
                    self.add_error(f"choice_{name}", "Choisissez ce qui doit être en ligne.")
        return told

    def choices(self) -> dict[str, str]:
        return {name: self.cleaned_data[f"choice_{name}"] for name in self.conflicts}


@for_moderators
def contribution(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One contribution, and the answer to it."""
    found = get_object_or_404(sent().select_related("author", "page"), pk=pk)
    page, comparison, problem = compared(found)
    waits = found.state == Contribution.State.WAITING and found.purpose is not None
    form = DecisionForm(found, comparison, request.POST if request.method == "POST" and waits else None)
    if request.method == "POST" and not waits:
        messages.error(request, decisions.AlreadyDecided(found).message)
        return redirect(request.path)
    if comparison and request.POST.get("decision") == ACCEPT and request.POST.get("seen") != comparison.seen:
        form = _asked_again(request, found, comparison)
    elif request.method == "POST" and form.is_valid():
        try:
            return _decide(request, found, form)
        except merging.Stale:
            page, comparison, problem = compared(found)
            form = _asked_again(request, found, comparison)
        except decisions.AlreadyDecided as decided:
            messages.error(request, decided.message)
            return redirect(request.path)
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
        except PermissionDenied as refusal:
            form.add_error(None, str(refusal) or "Vous ne pouvez pas décider de ceci.")
    rows = differences.rows(request, found, page, comparison) if comparison else []
    return render(request, "members/moderation/contribution.html", _context(found, rows, comparison, problem, form))


def _asked_again(request: HttpRequest, found: Contribution, comparison: merging.Comparison | None) -> DecisionForm:
    """The form for what has changed since it was shown: the choices were about something else, the words stay."""
    messages.error(request, merging.Stale().message)
    form = DecisionForm(found, comparison)
    form.initial["words"] = request.POST.get("words", "")
    return form


def compared(found: Contribution) -> tuple[Any, merging.Comparison | None, str]:
    """The live page of a correction and how it compares; or why there is nothing to compare with."""
    correction = Correction.objects.filter(contribution=found).first()
    if correction is None or found.state != Contribution.State.WAITING:
        return None, None, ""
    page = correction.page.specific
    if not page.live:
        return None, None, "Cette page n’est plus en ligne : il n’y a rien à corriger. Refusez, en disant pourquoi."
    return page, merging.compare(correction, page), ""


def _context(
    found: Contribution,
    rows: list[differences.Row],
    comparison: merging.Comparison | None,
    problem: str,
    form: DecisionForm,
) -> dict[str, Any]:
    page, waits = found.page, found.state == Contribution.State.WAITING
    about_itself = found.purpose in (Purpose.REPORT, Purpose.CLAIM)
    return {
        "contribution": found,
        "what": what(found),
        "who": who(found),
        "manages": bool(_managed([found])),
        "page": page,
        "editor_url": edit_url(page.pk) if page else "",
        "public_url": page.get_url() if page and page.live else "",
        "is_new": found.purpose == Purpose.NEW,
        "rows": [(row, form[f"choice_{row.name}"] if row.conflict else None) for row in rows],
        "seen": comparison.seen if comparison else "",
        "conflicts": len(comparison.conflicts) if comparison else 0,
        "problem": problem,
        "typed": differences.answers(found) if about_itself else [],
        "written": differences.written(found) if found.purpose == Purpose.NEW else [],
        "words_help": words_help(found),
        "note": note(found),
        "files": list(found.uploads.order_by("created_at", "pk")),
        "journal": list(found.entries.select_related("by")),
        "form": form,
        "words": form["words"].value() or "",
        "answers": ANSWERS[found.purpose].items() if waits and found.purpose else (),
    }


def words_help(found: Contribution) -> str:
    """What the words of an answer are for, and when it needs some."""
    if not (found.author or found.contact):
        return "Personne ne peut les recevoir : ils restent dans le journal."
    if found.purpose == Purpose.REPORT:
        return "Dites ce que vous avez fait : la personne vous lira. Pour classer sans suite, dites pourquoi."
    return "La personne les lira. Ils sont nécessaires, sauf pour accepter."


def note(found: Contribution) -> str:
    """What its author wrote to the moderators beside the form."""
    return "\n".join(found.typed.get("note", [])).strip()


def _decide(request: HttpRequest, found: Contribution, form: DecisionForm) -> HttpResponse:
    told, user = form.cleaned_data, request.user
    match told["decision"]:
        case "accept":
            seen = told["seen"] or None
            found = decisions.accept(found, user, told["words"], seen=seen, choices=form.choices())  # type: ignore[arg-type]
        case "send_back":
            found = decisions.send_back(found, user, told["words"])  # type: ignore[arg-type]
        case _:
            found = decisions.refuse(found, user, told["words"])  # type: ignore[arg-type]
    buttons = []
    if found.page and found.page.live and (url := found.page.get_url()):
        buttons.append(messages.button(url, "Voir la page"))
    messages.success(request, french(outcome(found)), buttons=buttons)
    return redirect("moderation")


def outcome(found: Contribution) -> str:
    """What became of a contribution, to the moderator who has just answered it."""
    title = f"« {nested(str(found))} »"
    told = "" if found.author or found.contact else " Personne ne peut en être averti."
    match found.state, found.purpose:
        case Contribution.State.CHANGES, _:
            return f"{title} revient à {who(found)}, avec vos remarques."
        case Contribution.State.REFUSED, Purpose.NEW:
            return f"{title} est refusé. Le brouillon reste dans le site, non publié : supprimez-le si vous voulez."
        case Contribution.State.REFUSED, _:
            return f"Votre réponse sur {title} est enregistrée.{told}"
        case Contribution.State.WAITING, _:
            return f"Votre décision sur {title} est enregistrée ; la publication ou la relecture suit son cours."
        case _, Purpose.REPORT:
            return f"L’erreur signalée sur {title} est marquée comme traitée.{told}"
        case _, Purpose.CLAIM:
            return f"{who(found)} gère maintenant {title}."
        case _, Purpose.CORRECTION if answers.only_read(found):
            return f"Ce qui était dit de {title} est marqué comme lu ; la page en ligne reste comme elle est."
        case _, Purpose.CORRECTION:
            return f"La correction de {title} est en ligne."
    return f"{title} est en ligne."
