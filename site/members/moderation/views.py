"""« Contributions » in the admin: the list, one contribution, and the moderator’s decision."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, cast

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from wagtail.admin import messages

from core.admin.pages import edit_url
from core.contributions.kinds import ANSWERED_ALONE, Purpose
from core.text.lengths import limit_lengths
from core.text.typography import french, nested
from core.views import permission_denied
from members.corrections import merge
from members.models import Contribution, Correction, Managed, User
from members.models.contribution import ContributionQuerySet
from members.moderation import comparison as comparison_rows
from members.moderation import decisions
from members.moderation.dashboard import since
from members.permissions import may_decide

PER_PAGE = 25
WAITING, ALL = "attente", "toutes"
FILTERS = {WAITING: "En attente", ALL: "Toutes"}
PURPOSE_LABELS = {
    Purpose.NEW: "Page proposée",
    Purpose.CORRECTION: "Correction",
    Purpose.REPORT: "Erreur signalée",
    Purpose.CLAIM: "Lieu que quelqu’un gère",
}
Effect = Correction.Effect
#: The message for the moderator who has just accepted a correction.
CORRECTION_OUTCOMES = {
    Effect.WHOLE: "La correction de {title} est en ligne.",
    Effect.PART: "La correction de {title} est en ligne en partie ; le reste de la page ne change pas.",
    Effect.NONE: "La correction de {title} est close ; la page en ligne reste comme elle est, selon votre choix.",
    Effect.NOTE: "Ce qui était dit de {title} est marqué comme lu ; la page en ligne reste comme elle est.",
}
ACCEPT, RETURN, REFUSE = "accept", "send_back", "refuse"
#: The decisions that a moderator may take, the most frequent first, with the labels of their buttons.
DECISIONS = {
    Purpose.NEW: {ACCEPT: "Accepter et publier", RETURN: "Demander des changements", REFUSE: "Refuser"},
    Purpose.CORRECTION: {ACCEPT: "Accepter", RETURN: "Demander des changements", REFUSE: "Refuser"},
    Purpose.REPORT: {ACCEPT: "Marquer comme traité", REFUSE: "Classer sans suite"},
    Purpose.CLAIM: {ACCEPT: "Accepter", RETURN: "Demander des précisions", REFUSE: "Refuser"},
}


def for_moderators(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Restrict a view to users who may decide on contributions; others get an error page here instead of a redirect."""

    @wraps(view)
    def checked_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_decide(request.user):
            return permission_denied(request, PermissionDenied())
        return view(request, *args, **kwargs)

    return checked_view


def submitted() -> ContributionQuerySet:
    """Return the contributions that were sent at least once and are not drafts again."""
    return Contribution.objects.filter(submitted_at__isnull=False).exclude(state=Contribution.State.DRAFT)


# --- The list ---------------------------------------------------------------------------------------------------------


class FilterForm(forms.Form):
    """The filter of the list."""

    etat = forms.ChoiceField(choices=list(FILTERS.items()), required=False)


@for_moderators
def index(request: HttpRequest) -> HttpResponse:
    """List the contributions that wait, the longest wait first; or all that were sent, the newest first."""
    form = FilterForm(request.GET)
    if not form.is_valid():
        messages.warning(request, "Ce choix n’existe pas : voici ce qui attend.")
    state = form.cleaned_data.get("etat") or WAITING
    contributions = submitted().waiting() if state == WAITING else submitted().order_by("-submitted_at", "pk")
    paging = Paginator(contributions.select_related("author", "page"), PER_PAGE).get_page(request.GET.get("page"))
    managed = _managed(paging.object_list)
    rows = [
        {
            "url": reverse("moderation_contribution", args=[contribution.pk]),
            "title": str(contribution),
            "purpose": purpose_label(contribution),
            "author": author_label(contribution),
            "manages": (contribution.author_id, contribution.page_id) in managed,
            "state": contribution.state_label,
            "since": since(contribution.submitted_at) if contribution.submitted_at else "",
            "waits": contribution.state == Contribution.State.WAITING,
        }
        for contribution in paging.object_list
    ]
    context = {"rows": rows, "paging": paging, "chosen": state, "choices": FILTERS.items()}
    return render(request, "members/moderation/index.html", context)


def purpose_label(contribution: Contribution) -> str:
    return PURPOSE_LABELS[contribution.purpose] if contribution.purpose else "Contribution"


def author_label(contribution: Contribution) -> str:
    """Return the author's name; without one « sans compte » if the kind is open to all, else « un membre »."""
    if contribution.author:
        return str(contribution.author)
    kind = contribution.declared_kind
    return "sans compte" if kind and kind.open_to_all else "un membre"


def _managed(contributions: Iterable[Contribution]) -> set[tuple[int, int]]:
    """Return the (author, page) ids of the contributions whose author manages their page."""
    authors = {contribution.author_id for contribution in contributions} - {None}
    pages = {contribution.page_id for contribution in contributions} - {None}
    pairs = Managed.objects.filter(user__in=authors, page__in=pages)
    return set(pairs.values_list("user_id", "page_id"))


# --- One contribution -------------------------------------------------------------------------------------------------


class ContributionDecisionForm(forms.Form):
    """The decision of a moderator.

    `seen` is the digest of the comparison they saw (`merge.Comparison.digest`); each field in conflict has a choice.
    """

    decision = forms.ChoiceField(label="Votre réponse", error_messages={"required": "Choisissez une réponse."})
    words = forms.CharField(
        label="Quelques mots",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    seen = forms.CharField(required=False, max_length=255)

    def __init__(self, contribution: Contribution, comparison: merge.Comparison | None, *args: Any) -> None:
        super().__init__(*args)
        limit_lengths(self.fields.values())
        self.contribution = contribution
        self.fields["decision"].choices = list(DECISIONS[contribution.purpose].items()) if contribution.purpose else []  # type: ignore[attr-defined]
        self.conflicts = comparison.conflicts if comparison else ()
        for name in self.conflicts:
            self.fields[f"choice_{name}"] = forms.ChoiceField(
                choices=[(merge.LIVE, "Garder ce qui est en ligne"), (merge.PROPOSED, "Prendre la correction")],
                required=False,
                widget=forms.RadioSelect,
            )

    def label_choices(self, rows: Iterable[comparison_rows.FieldRow]) -> None:
        """Name the fields in conflict as the comparison does, for the list of errors."""
        for row in rows:
            if row.conflict and f"choice_{row.name}" in self.fields:
                self[f"choice_{row.name}"].label = row.label

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        decision = data.get("decision")
        if decision in (RETURN, REFUSE) and not data.get("words", "").strip() and "words" not in self.errors:
            topic = "ce qu’il faut changer" if decision == RETURN else "pourquoi"
            self.add_error("words", f"Dites {topic} : la personne qui a écrit ceci le lira.")
        if decision == ACCEPT:
            for name in self.conflicts:
                if not data.get(f"choice_{name}"):
                    self.add_error(f"choice_{name}", "Choisissez ce qui doit être en ligne.")
        return data

    def choices(self) -> dict[str, str]:
        """Return the choice of each field in conflict: `merge.LIVE` or `merge.PROPOSED`."""
        return {name: self.cleaned_data[f"choice_{name}"] for name in self.conflicts}


@for_moderators
def detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show one contribution, and decide on it."""
    contribution = get_object_or_404(submitted().select_related("author", "page"), pk=pk)
    page, comparison, problem = compare_with_page(contribution)
    waits = contribution.state == Contribution.State.WAITING and contribution.purpose is not None
    form = ContributionDecisionForm(
        contribution, comparison, request.POST if request.method == "POST" and waits else None
    )
    if request.method == "POST" and not waits:
        messages.error(request, decisions.AlreadyDecided(contribution).message)
        return redirect(request.path)
    if comparison and request.POST.get("decision") == ACCEPT and request.POST.get("seen") != comparison.digest:
        form = _form_for_new_comparison(request, contribution, comparison)
    elif request.method == "POST" and form.is_valid():
        try:
            return _decide(request, contribution, form)
        except merge.Stale:
            page, comparison, problem = compare_with_page(contribution)
            form = _form_for_new_comparison(request, contribution, comparison)
        except decisions.AlreadyDecided as decided:
            messages.error(request, decided.message)
            return redirect(request.path)
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
        except PermissionDenied as refusal:
            form.add_error(None, str(refusal) or "Vous ne pouvez pas décider de ceci.")
    rows = comparison_rows.field_rows(request, contribution, page, comparison) if comparison else []
    form.label_choices(rows)
    return render(
        request, "members/moderation/contribution.html", _context(contribution, rows, comparison, problem, form)
    )


def _form_for_new_comparison(
    request: HttpRequest, contribution: Contribution, comparison: merge.Comparison | None
) -> ContributionDecisionForm:
    """Build a new form if the page or the correction has changed: keep the words, drop the choices."""
    messages.error(request, merge.Stale().message)
    form = ContributionDecisionForm(contribution, comparison)
    form.initial["words"] = request.POST.get("words", "")
    return form


def compare_with_page(contribution: Contribution) -> tuple[Any, merge.Comparison | None, str]:
    """Return the live page of a correction, its comparison, and a message if the page is offline.

    The first two are None if there is nothing to compare.
    """
    correction = Correction.objects.filter(contribution=contribution).first()
    if correction is None or contribution.state != Contribution.State.WAITING:
        return None, None, ""
    page = correction.page.specific
    if not page.live:
        return None, None, "Cette page n’est plus en ligne : il n’y a rien à corriger. Refusez, en disant pourquoi."
    return page, merge.compare(correction, page), ""


def _context(
    contribution: Contribution,
    rows: list[comparison_rows.FieldRow],
    comparison: merge.Comparison | None,
    problem: str,
    form: ContributionDecisionForm,
) -> dict[str, Any]:
    page, waits = contribution.page, contribution.state == Contribution.State.WAITING
    is_new = contribution.purpose == Purpose.NEW
    return {
        "contribution": contribution,
        "purpose": purpose_label(contribution),
        "author": author_label(contribution),
        "manages": bool(_managed([contribution])),
        "page": page,
        "editor_url": edit_url(page.pk) if page else "",
        "public_url": page.get_url() if page and page.live else "",
        "is_new": is_new,
        "rows": [(row, form[f"choice_{row.name}"] if row.conflict else None) for row in rows],
        "seen": comparison.digest if comparison else "",
        "conflicts": len(comparison.conflicts) if comparison else 0,
        "problem": problem,
        "typed": comparison_rows.form_texts(contribution) if contribution.purpose in ANSWERED_ALONE else [],
        "written": comparison_rows.sent_texts(contribution) if is_new else [],
        "contacts": comparison_rows.contact_texts(contribution) if is_new else [],
        "words_help": words_help(contribution),
        "note": note(contribution),
        "files": list(contribution.uploads.order_by("created_at", "pk")),
        "journal": list(contribution.entries.select_related("by")),
        "form": form,
        "words": form["words"].value() or "",
        "decisions": DECISIONS[contribution.purpose].items() if waits and contribution.purpose else (),
    }


def words_help(contribution: Contribution) -> str:
    """Explain in French whether the message is sent, and when it is required."""
    if not (contribution.author or contribution.contact):
        return "Personne ne peut les recevoir : ils restent dans le journal."
    if contribution.purpose == Purpose.REPORT:
        return "Dites ce que vous avez fait : la personne vous lira. Pour classer sans suite, dites pourquoi."
    return "La personne les lira. Ils sont nécessaires, sauf pour accepter."


def note(contribution: Contribution) -> str:
    """Return the author's note to the moderators."""
    return "\n".join(contribution.typed.get("note", [])).strip()


def _decide(request: HttpRequest, contribution: Contribution, form: ContributionDecisionForm) -> HttpResponse:
    data, user = form.cleaned_data, cast(User, request.user)
    if data["decision"] == ACCEPT:
        contribution = decisions.accept(contribution, user, data["words"], data["seen"] or None, form.choices())
    else:
        decide = decisions.send_back if data["decision"] == RETURN else decisions.refuse
        contribution = decide(contribution, user, data["words"])
    buttons = []
    if contribution.page and contribution.page.live and (url := contribution.page.get_url()):
        buttons.append(messages.button(url, "Voir la page"))
    messages.success(request, french(outcome(contribution)), buttons=buttons)
    return redirect("moderation")


def outcome(contribution: Contribution) -> str:
    """Return the message for the moderator who has just decided, in French."""
    title = f"« {nested(str(contribution))} »"
    unreachable = "" if contribution.author or contribution.contact else " Personne ne peut en être averti."
    match contribution.state, contribution.purpose:
        case Contribution.State.CHANGES, _:
            return f"{title} revient à {author_label(contribution)}, avec vos remarques."
        case Contribution.State.REFUSED, Purpose.NEW:
            return f"{title} est refusé. Le brouillon reste dans le site, non publié : supprimez-le si vous voulez."
        case Contribution.State.REFUSED, _:
            return f"Votre réponse sur {title} est enregistrée.{unreachable}"
        case Contribution.State.WAITING, _:
            return f"Votre décision sur {title} est enregistrée ; la publication ou la relecture suit son cours."
        case _, Purpose.REPORT:
            return f"L’erreur signalée sur {title} est marquée comme traitée.{unreachable}"
        case _, Purpose.CLAIM:
            return f"{author_label(contribution)} gère maintenant {title}."
        case _, Purpose.CORRECTION:
            return CORRECTION_OUTCOMES[Effect(contribution.effect)].format(title=title)
    return f"{title} est en ligne."
