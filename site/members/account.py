"""« Mon compte »: who one is here, what one has and may do, and how to leave."""

from __future__ import annotations

from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from core import contributions
from core.gate import Gate
from members import approval, consenting, personal_data, second_step
from members.forms import DeleteAccountForm, ProfileForm
from members.models import Managed

#: What an archive takes in memory before it is written to a file.
IN_MEMORY = 5 * 1024 * 1024


@dataclass(frozen=True)
class Place:
    """A place that somebody manages: its page where readers see one, and the form that corrects it."""

    title: str
    url: str
    correct_url: str


@login_required
def account(request: HttpRequest) -> HttpResponse:
    """What one has here, and where to change it."""
    context = {
        "waits": approval.is_waiting(request.user),  # type: ignore[arg-type]
        "may_contribute": approval.may_contribute(request.user),
        "places": managed_places(request),
        "second_step": second_step.is_active(request.user),
    }
    return render(request, "members/account/account.html", context)


@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """The name, the organisation, and the places one manages."""
    user: Any = request.user
    form = ProfileForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Votre profil est enregistré.")
        return redirect("members_account")
    if form.errors:
        user.refresh_from_db()  # the page says who one is, not what was refused
    return render(request, "members/account/profile.html", {"form": form, "places": managed_places(request)})


@login_required
def data(request: HttpRequest) -> FileResponse:
    """Everything that is kept of this person, as a ZIP."""
    archive = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 -- the answer closes it
    personal_data.write_archive(request.user, archive)  # type: ignore[arg-type]
    archive.seek(0)
    name = f"mes-donnees-{timezone.localdate():%Y-%m-%d}.zip"
    return FileResponse(archive, as_attachment=True, filename=name, content_type="application/zip")


@sensitive_post_parameters("password")
@login_required
def delete(request: HttpRequest) -> HttpResponse:
    """Say what goes and what stays, ask for the password, and let the account go."""
    user: Any = request.user
    kept = personal_data.why_kept(user)
    form = DeleteAccountForm(user, request.POST or None)
    if request.method == "POST" and not kept and form.is_valid():
        personal_data.delete_account(user)
        logout(request)
        messages.success(request, "Votre compte est supprimé. Merci d’avoir participé.")
        return redirect("/")
    status = 403 if request.method == "POST" and kept else 200
    context = {"form": form, "kept": kept, "consents": consenting.given_by(user)}
    return render(request, "members/account/delete.html", context, status=status)


def managed_places(request: HttpRequest) -> list[Place]:
    """The places that this person manages, by name; in a number of queries that does not grow."""
    gate = Gate.for_request(request)
    rows = Managed.objects.filter(user=request.user).select_related("page__content_type")  # type: ignore[misc]
    return [
        Place(
            title=row.page.title,
            url=gate.url(row.page.url_path) if gate.admits(row.page) else "",
            correct_url=_correct_url(row.page) if row.page.live else "",
        )
        for row in rows.order_by("page__title", "pk")
    ]


def _correct_url(page: Any) -> str:
    model = page.specific_class
    kind = contributions.correction_of(model._meta.label) if model else None
    if kind is None:
        return ""
    try:
        return f"{reverse('contribute_start', args=[kind.code])}?sur={page.translation_key}"
    except NoReverseMatch:
        return ""
