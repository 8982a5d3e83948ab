"""`/contribuer/`: the list of kinds, and the start of a contribution."""

from __future__ import annotations

import uuid
from datetime import timedelta
from http import HTTPStatus

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe
from wagtail.models import Page

from core.contributions import kinds as contributions
from core.contributions.kinds import Kind
from core.views import error
from core.visibility.gate import Gate
from members.contributions import drafts, summary
from members.contributions.form_data import Typed
from members.contributions.views.account_pages import may_withdraw
from members.contributions.views.current_step import ABOUT, kind_or_404, page_about, user_of
from members.models import Contribution
from members.permissions import may_contribute

#: The parameter that starts another contribution beside a draft; how long drafts are offered; how many at most.
ANOTHER, RECENT, MAX_OFFERED = "nouveau", timedelta(days=30), 5
#: Characters of a value that a link fills in.
LONGEST_PREFILLED = 400
NO_PAGE = "La page dont vous voulez parler n’est pas en ligne, ou ce genre de contribution ne la concerne pas."


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the kinds of contributions."""
    kinds = contributions.kinds()
    context = {
        "made": [kind for kind in kinds if not kind.about_a_page],
        "about_a_page": [kind for kind in kinds if kind.about_a_page],
        "may": request.user.is_authenticated and may_contribute(request.user),
    }
    return render(request, "members/contribute.html", context)


@require_safe
def start(request: HttpRequest, code: str) -> HttpResponse:
    """Redirect to the first step of a new contribution, which is created when that step is saved.

    Contributions that the user has already started are offered first, unless the query has `nouveau`.
    """
    kind = kind_or_404(code)
    if kind.about_a_page and not request.GET.get(ABOUT):
        return render(request, "members/contribute_about.html", {"kind": kind})
    if (refusal := no_access(request, kind)) is not None:
        return refusal
    parameters, page = prefilled(request, kind), None
    if kind.about_a_page:
        page = page_about(request, kind)
        if page is None:
            return error(request, 404, NO_PAGE)
        parameters = {ABOUT: str(page.translation_key)}
    query = f"?{urlencode(parameters)}" if parameters else ""
    if ANOTHER not in request.GET and (offer := _offer_started(request, kind, page)) is not None:
        return offer
    first = reverse("contribute_step", args=[kind.code, uuid.uuid4(), kind.steps[0].slug])
    return redirect(f"{first}{query}")


def prefilled(request: HttpRequest, kind: Kind) -> dict[str, str]:
    """Return the values that the address of a form gives to some of its fields, see `ContributionForm.prefilled`."""
    names = getattr(kind.form, "prefilled", ())
    return {name: request.GET[name][:LONGEST_PREFILLED] for name in names if name in request.GET}


def _offer_started(request: HttpRequest, kind: Kind, page: Page | None) -> HttpResponse | None:
    """Offer the user's drafts of this kind, or redirect to the contribution they started about this page."""
    user = user_of(request)
    if user is None:
        return None
    state, mine = Contribution.State, Contribution.objects.by_author(user).filter(kind=kind.code)
    query = {ANOTHER: "1", **prefilled(request, kind)}
    if page is not None:
        offered = list(mine.filter(page=page, state__in=(state.DRAFT, state.CHANGES, state.WAITING))[:MAX_OFFERED])
        if (started := next((contribution for contribution in offered if contribution.is_open), None)) is not None:
            return redirect("contribute_step", kind.code, started.pk, kind.steps[0].slug)
        query[ABOUT] = str(page.translation_key)
    else:
        lately = timezone.now() - RECENT
        offered = list(mine.filter(state=state.DRAFT, created_at__gte=lately)[:MAX_OFFERED])
    if not offered:
        return None
    context = {"kind": kind, "offered": offered, "page": page, "another": f"?{urlencode(query)}"}
    return render(request, "members/contribute_again.html", context)


def no_access(request: HttpRequest, kind: Kind) -> HttpResponse | None:
    """Return the page that asks for an account or for its approval; None if the visitor may contribute."""
    if kind.open_to_all:
        return None
    if not request.user.is_authenticated:
        return render(request, "members/contribute_account.html", {"kind": kind, "next": request.get_full_path()})
    if not may_contribute(request.user):
        return render(request, "members/contribute_waiting.html", {"kind": kind}, status=403)
    return None


def offline_page(request: HttpRequest, contribution: Contribution, typed: Typed | None = None) -> HttpResponse | None:
    """Return an error page if this reader may no longer read the page of a contribution, else None.

    The data in `typed` is not saved. The page shows it as text, since the form would show values of the page.
    """
    try:
        drafts.check_page(contribution, Gate.for_request(request))
    except drafts.PageOffline as offline:
        context = {
            "contribution": contribution,
            "message": str(offline),
            "unsaved": summary.without_page(contribution, typed) if typed else [],
            "may_withdraw": may_withdraw(contribution),
            "never_sent": contribution.never_sent,
        }
        return render(request, "members/contribute_offline.html", context, status=HTTPStatus.CONFLICT)
    return None


def to_login(request: HttpRequest) -> HttpResponse:
    """Redirect to the log-in, which returns here."""
    return redirect_to_login(request.get_full_path())
