"""The pages of a user's own contributions: the list, one contribution, deleting or withdrawing it or its consent."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe
from wagtail.models import Page

from core.cards import Badge
from core.contributions.kinds import Purpose
from core.text.typography import french, nested, quantity
from core.views import error
from core.visibility.gate import Gate
from members.accounts.views import managed_places
from members.contributions import consent as consent_actions
from members.contributions import drafts, summary
from members.contributions.uploads import uploads_of
from members.models import Contribution, Entry

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
#: The states in which the moderator's last message is shown.
WITH_MESSAGE = (State.CHANGES, State.REFUSED)


@require_safe
@login_required
def contribution_list(request: HttpRequest) -> HttpResponse:
    """List the user's contributions, the last changed first, below the places they manage."""
    gate = Gate.for_request(request)
    rows = Contribution.objects.by_author(request.user).select_related("page").defer("typed", "sent")
    paging = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    messages_by_pk = _last_messages(list(paging.object_list))
    consents = consent_actions.consent_states(paging.object_list)
    context = {
        "rows": [
            _row(gate, contribution, messages_by_pk.get(contribution.pk, ""), consents.get(contribution.pk))
            for contribution in paging.object_list
        ],
        "paging": paging,
        "managed": managed_places(request),
    }
    return render(request, "members/contributions.html", context)


def of_account(view: Callable[[HttpRequest, Contribution], HttpResponse]) -> Callable[..., HttpResponse]:
    """Pass the user's contribution to a view instead of its primary key; 404 if it belongs to another account."""

    @login_required
    @wraps(view)
    def view_of_contribution(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        contribution = Contribution.objects.filter(author=request.user, pk=pk).select_related("page").first()  # type: ignore[misc]
        return error(request, 404, UNKNOWN) if contribution is None else view(request, contribution)

    return view_of_contribution


@require_safe
@of_account
def contribution_detail(request: HttpRequest, contribution: Contribution) -> HttpResponse:
    """Show one contribution: its state, its journal, its content, and what its author may do."""
    words = _last_messages([contribution]).get(contribution.pk, "")
    consent = consent_actions.consent_states([contribution]).get(contribution.pk)
    context = _row(Gate.for_request(request), contribution, words, consent) | {
        "entries": contribution.entries.select_related("by").order_by("-at", "-pk"),
        "uploads": uploads_of(contribution),
        "first": contribution.declared_kind.steps[0].slug if contribution.declared_kind else "",
        "may_withdraw": may_withdraw(contribution),
        "never_sent": contribution.never_sent,
        "new": contribution.purpose == Purpose.NEW,
        "steps": [] if contribution.is_open else summary.as_sent(contribution),
        "correction": contribution.purpose == Purpose.CORRECTION,
        "consent": consent,
    }
    return render(request, "members/contribution.html", context)


@of_account
def withdraw(request: HttpRequest, contribution: Contribution) -> HttpResponse:
    """Withdraw a contribution that was sent, after a confirmation."""
    if contribution.never_sent:
        return redirect("members_delete_draft", contribution.pk)
    if request.method == "POST":
        try:
            drafts.withdraw(contribution, request.user)  # type: ignore[arg-type]
        except drafts.NotOpen as closed:
            messages.error(request, str(closed))
        else:
            messages.success(
                request, "Votre contribution est retirée. Vous pouvez la reprendre et l’envoyer de nouveau."
            )
    elif may_withdraw(contribution):
        return render(request, "members/withdraw.html", {"contribution": contribution})
    return redirect("members_contribution", contribution.pk)


@of_account
def delete_draft(request: HttpRequest, contribution: Contribution) -> HttpResponse:
    """Delete a contribution that was never sent, after a confirmation."""
    if request.method == "POST":
        title = nested(str(contribution))
        try:
            drafts.delete(contribution)
        except drafts.AlreadySent as sent:
            messages.error(request, french(str(sent)))
        else:
            messages.success(request, french(f"Le brouillon « {title} » est supprimé."))
            return redirect("members_contributions")
    elif contribution.never_sent:
        files = contribution.uploads.count()
        return render(request, "members/delete_draft.html", {"contribution": contribution, "files": files})
    return redirect("members_contribution", contribution.pk)


@of_account
def withdraw_consent(request: HttpRequest, contribution: Contribution) -> HttpResponse:
    """Unpublish the page that was published with the author's consent, after a confirmation."""
    if request.method == "POST":
        if consent_actions.withdraw(contribution, request.user):  # type: ignore[arg-type]
            messages.success(request, "Votre accord est retiré : le témoignage n’est plus en ligne.")
        else:
            messages.error(request, "Il n’y a pas d’accord à retirer ici, ou il l’est déjà.")
    elif consent_actions.consent_states([contribution]).get(contribution.pk):
        return render(request, "members/withdraw_consent.html", {"contribution": contribution})
    return redirect("members_contribution", contribution.pk)


def may_withdraw(contribution: Contribution) -> bool:
    """Whether the moderators have it, or have answered and wait for its author."""
    return contribution.state in (State.WAITING, State.CHANGES)


def _row(gate: Gate, contribution: Contribution, words: str, consent: bool | None) -> dict[str, Any]:
    """Build the template data of a row; `consent` is whether it is still valid, None if the contribution needs none."""
    return {
        "contribution": contribution,
        "badge": (
            Badge(text="Accord retiré", tone="ended")
            if consent is False
            else Badge(text=_state_text(contribution), tone=TONES[State(contribution.state)])
        ),
        "words": words,
        # Until a new page is published, its address is empty.
        "url": _url(gate, contribution.page) if contribution.page else "",
        "offered": contribution.declared_kind is not None,
    }


def _state_text(contribution: Contribution) -> str:
    """Return the state, and the days it has waited: « En attente depuis 3 jours »."""
    days = contribution.days_waiting
    if contribution.state != State.WAITING:
        return contribution.state_label
    since = "depuis aujourd’hui" if days < 1 else f"depuis {quantity(days, 'jour')}"
    return f"{contribution.state_label} {since}"


def _url(gate: Gate, page: Page) -> str:
    """Return the URL of a page; "" if this reader may not read it."""
    return gate.url(page.url_path) if gate.admits(page) else ""


def _last_messages(contributions: list[Contribution]) -> dict[uuid.UUID, str]:
    """Map contributions that were sent back or refused to the moderator's last message. Makes one query."""
    pks = [contribution.pk for contribution in contributions if contribution.state in WITH_MESSAGE]
    entries = (
        Entry.objects.filter(contribution__in=pks, what__in=(Entry.Event.RETURNED, Entry.Event.REFUSED))
        .exclude(words="")
        .order_by("at", "pk")
    )
    return {entry.contribution_id: entry.words for entry in entries}
