"""`/contribuer/`: the doors, and the beginning of each way."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe
from wagtail.models import Page

from core import contributions
from core.contributions import Kind
from core.views import error
from members import filling
from members.approval import may_contribute
from members.models import Contribution

#: What asks for one more, where one is begun; for how long a draft is offered again, and how many are.
ANOTHER, RECENT, MOST_SHOWN = "nouveau", timedelta(days=30), 5
NO_PAGE = "La page dont vous voulez parler n’est pas en ligne, ou ce genre de contribution ne la concerne pas."


@require_safe
def doors(request: HttpRequest) -> HttpResponse:
    """Everything that may be contributed, and what an account is for."""
    kinds = contributions.kinds()
    context = {
        "made": [kind for kind in kinds if not kind.about_a_page],
        "about_a_page": [kind for kind in kinds if kind.about_a_page],
        "may": request.user.is_authenticated and may_contribute(request.user),
    }
    return render(request, "members/contribute.html", context)


@require_safe
def start(request: HttpRequest, code: str) -> HttpResponse:
    """Give a contribution its number and go to its first step. Nothing is made before something is saved.

    What its author has begun already comes first, unless another is asked for.
    """
    kind = filling.kind_or_404(code)
    if kind.about_a_page and not request.GET.get(filling.ABOUT):
        return render(request, "members/contribute_about.html", {"kind": kind})
    if (refusal := closed_door(request, kind)) is not None:
        return refusal
    query, page = "", None
    if kind.about_a_page:
        page = filling.page_about(request, kind)
        if page is None:
            return error(request, 404, NO_PAGE)
        query = f"?{urlencode({filling.ABOUT: page.translation_key})}"
    if ANOTHER not in request.GET and (known := _begun_already(request, kind, page)) is not None:
        return known
    first = reverse("contribute_step", args=[kind.code, uuid.uuid4(), kind.steps[0].slug])
    return redirect(f"{first}{query}")


def _begun_already(request: HttpRequest, kind: Kind, page: Page | None) -> HttpResponse | None:
    """The drafts of this kind that one has, or what one has begun or sent about this very page."""
    user = filling.person(request)
    if user is None:
        return None
    state, mine = Contribution.State, Contribution.objects.of(user).filter(kind=kind.code)
    query = {ANOTHER: "1"}
    if page is not None:
        found = list(mine.filter(page=page, state__in=(state.DRAFT, state.CHANGES, state.WAITING))[:MOST_SHOWN])
        if (begun := next((one for one in found if one.is_open), None)) is not None:
            return redirect("contribute_step", kind.code, begun.pk, kind.steps[0].slug)
        query[filling.ABOUT] = str(page.translation_key)
    else:
        lately = timezone.now() - RECENT
        found = list(mine.filter(state=state.DRAFT, created_at__gte=lately)[:MOST_SHOWN])
    if not found:
        return None
    context = {"kind": kind, "found": found, "page": page, "another": f"?{urlencode(query)}"}
    return render(request, "members/contribute_again.html", context)


def closed_door(request: HttpRequest, kind: Kind) -> HttpResponse | None:
    """What to say to who may not contribute so: an account is needed, or has to be accepted first."""
    if kind.open_to_all:
        return None
    if not request.user.is_authenticated:
        return render(request, "members/contribute_account.html", {"kind": kind, "next": request.get_full_path()})
    if not may_contribute(request.user):
        return render(request, "members/contribute_waiting.html", {"kind": kind}, status=403)
    return None


def to_login(request: HttpRequest) -> HttpResponse:
    """The log-in, and back."""
    return redirect_to_login(request.get_full_path())
