"""The keys that a member makes for her own programs: shown once, listed by name, taken back at any time."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.models import APIToken

from core.typography import french
from members.models import User

MOST = 10


class TokenForm(forms.Form):
    """What a new key is for."""

    name = forms.CharField(
        label="À quoi servira ce jeton ?",
        help_text="Un nom pour le reconnaître plus tard, par exemple « Carte de notre site ».",
        max_length=80,
        error_messages={"required": "Donnez un nom au jeton, pour savoir plus tard à quoi il sert."},
    )

    def __init__(self, user: User, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.user = user

    def clean_name(self) -> str:
        """Two of one name could not be told apart; and a page that is sent again makes none."""
        name: str = self.cleaned_data["name"]
        if self.user.api_tokens.filter(name=name, revoked_at=None).exists():
            raise ValidationError("Un de vos jetons a déjà ce nom : choisissez-en un autre.")
        return name

    def clean(self) -> None:
        if self.user.api_tokens.filter(revoked_at=None).count() >= MOST:
            raise ValidationError(f"Vous avez {MOST} jetons, c’est le plus possible. Supprimez-en un d’abord.")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """Her tokens, and a new one; its text is shown in this answer alone and kept nowhere."""
    user = User.objects.select_for_update().get(pk=request.user.pk) if request.method == "POST" else request.user
    form = TokenForm(user, request.POST if request.method == "POST" else None)  # type: ignore[arg-type]
    key = ""
    if form.is_valid():
        _, key = APIToken.create_token(user=user, name=form.cleaned_data["name"])
        form = TokenForm(user)  # type: ignore[arg-type]
    context = {
        "form": form,
        "key": key,
        "tokens": user.api_tokens.filter(revoked_at=None).order_by("-created", "-pk"),  # type: ignore[union-attr]
        "most": MOST,
    }
    return render(request, "members/tokens.html", context)


@login_required
@require_POST
@transaction.atomic
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a token back, for good. One that is taken back already stays so."""
    token = get_object_or_404(APIToken.objects.select_for_update(), pk=pk, user=request.user)
    if token.revoked_at is None:
        token.revoke()
    messages.success(request, french(f"Le jeton « {token.name} » ne donne plus aucun accès."))
    return redirect("members_tokens")
