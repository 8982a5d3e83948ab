"""What one person has handed in, and what became of it."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe
from wagtail.models import Page

from core.cards import Badge
from core.contributions import Purpose
from core.gate import Gate
from core.views import error
from members import consenting, contributing, filling, summary
from members.models import Contribution, Entry, Managed

PAGE = 20
UNKNOWN = "Cette contribution n’existe pas, ou appartient à un autre compte."
State = Contribution.State
TONES = {
    State.DRAFT: "",
    State.WAITING: "planned",
    State.CHANGES: "warning",
    State.PUBLISHED: "good",
    State.REFUSED: "ended",
    State.WITHDRAWN: "ended",
}
#: The states whose last words of the team are told in the list.
TOLD = (State.CHANGES, State.REFUSED)


@require_safe
@login_required
def contributions(request: HttpRequest) -> HttpResponse:
    """All contributions of a person, the last touched first; the places that are hers stand on top."""
    gate = Gate.for_request(request)
    found = Contribution.objects.of(request.user).select_related("page").defer("typed", "sent")
    paging = Paginator(found, PAGE).get_page(request.GET.get("page"))
    words = _last_words(list(paging.object_list))
    consents = consenting.standing(paging.object_list)
    managed = Managed.objects.filter(user=request.user).select_related("page").order_by("page__title")  # type: ignore[misc]
    context = {
        "rows": [_row(gate, one, words.get(one.pk, ""), consents.get(one.pk)) for one in paging.object_list],
        "paging": paging,
        "managed": [{"title": one.page.title, "url": _way(gate, one.page)} for one in managed],
    }
    return render(request, "members/contributions.html", context)


@require_safe
@login_required
def contribution(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One contribution: where it is, what was answered, and what its author may do."""
    found = _mine(request, pk)
    if found is None:
        return _unknown(request)
    words = found.last_words()
    told = words.words if words and found.state in TOLD else ""
    consent = consenting.standing([found]).get(found.pk)
    context = _row(Gate.for_request(request), found, told, consent) | {
        "entries": found.entries.select_related("by").order_by("-at", "-pk"),
        "uploads": filling.uploads_of(found),
        "first": found.declared.steps[0].slug if found.declared else "",
        "may_withdraw": may_withdraw(found),
        "new": found.purpose == Purpose.NEW,
        "parts": [] if found.is_open else summary.as_sent(found),
        "correction": found.purpose == Purpose.CORRECTION,
        "consent": consent,
    }
    return render(request, "members/contribution.html", context)


@login_required
def withdraw(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a contribution back, once that is confirmed."""
    found = _mine(request, pk)
    if found is None:
        return _unknown(request)
    if request.method == "POST":
        try:
            contributing.withdraw(found, request.user)  # type: ignore[arg-type]
        except contributing.NotOpen as closed:
            messages.error(request, str(closed))
        else:
            messages.success(
                request, "Votre contribution est retirée. Vous pouvez la reprendre et l’envoyer de nouveau."
            )
        return redirect("members_contribution", pk)
    if not may_withdraw(found):
        return redirect("members_contribution", pk)
    return render(request, "members/withdraw.html", {"contribution": found})


@login_required
def withdraw_consent(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take what was published with one's consent off the site, once that is confirmed."""
    found = _mine(request, pk)
    if found is None:
        return _unknown(request)
    if request.method == "POST":
        if consenting.withdraw(found, request.user):  # type: ignore[arg-type]
            messages.success(request, "Votre accord est retiré : le témoignage n’est plus en ligne.")
        else:
            messages.error(request, "Il n’y a pas d’accord à retirer ici, ou il l’est déjà.")
        return redirect("members_contribution", pk)
    if not consenting.standing([found]).get(pk):
        return redirect("members_contribution", pk)
    return render(request, "members/withdraw_consent.html", {"contribution": found})


def may_withdraw(contribution: Contribution) -> bool:
    return contribution.state in (State.DRAFT, State.WAITING, State.CHANGES)


def _mine(request: HttpRequest, pk: uuid.UUID) -> Contribution | None:
    return Contribution.objects.filter(author=request.user, pk=pk).select_related("page").first()  # type: ignore[misc]


def _unknown(request: HttpRequest) -> HttpResponse:
    return error(request, 404, UNKNOWN)


def _row(gate: Gate, contribution: Contribution, words: str, consent: bool | None) -> dict[str, Any]:
    """A contribution as its author sees it; `consent` tells whether the one it rests on stands, if it does on one."""
    return {
        "contribution": contribution,
        "badge": (
            Badge(text="Accord retiré", tone="ended")
            if consent is False
            else Badge(text=_state(contribution), tone=TONES[State(contribution.state)])
        ),
        "words": words,
        # A new page is shown once it is published; a page that something is about, always.
        "url": _way(gate, contribution.page) if contribution.page else "",
        "offered": contribution.declared is not None,
    }


def _state(contribution: Contribution) -> str:
    """Its state, and for how long it has waited: « En attente depuis 3 jours »."""
    days = contribution.days_waiting
    if contribution.state != State.WAITING:
        return contribution.state_label
    since = "depuis aujourd’hui" if days < 1 else f"depuis {days} jour{'s' if days > 1 else ''}"
    return f"{contribution.state_label} {since}"


def _way(gate: Gate, page: Page) -> str:
    """Where a page is read; nowhere while it is not published."""
    return gate.url(page.url_path) if gate.admits(page) else ""


def _last_words(contributions: list[Contribution]) -> dict[uuid.UUID, str]:
    """What the team has said last of each, in one query."""
    told = [one.pk for one in contributions if one.state in TOLD]
    said = (
        Entry.objects.filter(contribution__in=told, what__in=(Entry.What.RETURNED, Entry.What.REFUSED))
        .exclude(words="")
        .order_by("at", "pk")
    )
    return {entry.contribution_id: entry.words for entry in said}
