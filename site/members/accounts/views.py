"""« Mon compte »: overview, profile, download of personal data, and deletion of the account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from wagtail.models import Page

from core.guards import antispam
from core.visibility.gate import Gate
from members.accounts import approval, mfa, personal_data
from members.accounts.forms import DeleteAccountForm, ProfileForm
from members.contributions import consent, limits
from members.models import Managed
from members.permissions import may_contribute
from members.sessions.recovery import login_required_keeping_form

TOO_OFTEN = (
    "Vous avez téléchargé vos données {times} fois en peu de temps, et le site fait une pause. "
    "Réessayez à partir de {time}."
)


@dataclass(frozen=True)
class Place:
    """A place that a user manages; `url` is empty if this reader may not read the page."""

    title: str
    url: str
    page: Page


@login_required
def account(request: HttpRequest) -> HttpResponse:
    """Show the overview of the account."""
    return _account(request)


def _account(request: HttpRequest, status: int = 200) -> HttpResponse:
    context = {
        "waits": approval.is_waiting(request.user),  # type: ignore[arg-type]
        "may_contribute": may_contribute(request.user),
        "places": managed_places(request),
        "second_step": mfa.is_active(request.user),
    }
    return render(request, "members/account/account.html", context, status=status)


@csrf_exempt  # the view checks the token, and shows the typed data again on failure
@login_required_keeping_form
def profile(request: HttpRequest) -> HttpResponse:
    """Edit the name and the organisation, and list the managed places."""
    user: Any = request.user
    form = ProfileForm(request.POST if request.method == "POST" else None, instance=user)
    forged = request.method == "POST" and antispam.fails_csrf_check(request)
    if forged:
        form.add_error(None, antispam.EXPIRED)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Votre profil est enregistré.")
        return redirect("members_account")
    if form.errors:
        user.refresh_from_db()  # the page shows the stored name, not the refused one
    context = {"form": form, "places": managed_places(request)}
    return render(request, "members/account/profile.html", context, status=403 if forged else 200)


@login_required
def data(request: HttpRequest) -> HttpResponseBase:
    """Download all data of the user as a ZIP."""
    user: Any = request.user
    if usage := limits.exceeded("archive", user, request):
        messages.error(request, TOO_OFTEN.format(times=usage.limit.times, time=usage.reopens))
        return _account(request, status=429)
    name = f"mes-donnees-{timezone.localdate():%Y-%m-%d}.zip"
    response = StreamingHttpResponse(personal_data.archive(user), content_type="application/zip")
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response


@sensitive_post_parameters("password")
@login_required
def delete(request: HttpRequest) -> HttpResponse:
    """Explain what is deleted and what stays, ask for the password, and delete the account."""
    user: Any = request.user
    obstacle = personal_data.deletion_obstacle(user)
    form = DeleteAccountForm(user, request.POST or None)
    if request.method == "POST" and not obstacle and form.is_valid():
        personal_data.delete_account(user)
        logout(request)
        messages.success(request, "Votre compte est supprimé. Merci d’avoir participé.")
        return redirect("/")
    status = 403 if request.method == "POST" and obstacle else 200
    context = {"form": form, "obstacle": obstacle, "consents": consent.contributions_with_consent(user)}
    return render(request, "members/account/delete.html", context, status=status)


def managed_places(request: HttpRequest) -> list[Place]:
    """Return the places that the user manages, by title. The number of queries is constant."""
    gate = Gate.for_request(request)
    rows = Managed.objects.filter(user=request.user).select_related("page__content_type")  # type: ignore[misc]
    return [
        Place(
            title=row.page.title,
            url=gate.url(row.page.url_path) if gate.admits(row.page) else "",
            page=row.page.specific_deferred,
        )
        for row in rows.order_by("page__title", "pk")
    ]
