"""API tokens of a member: create, list by name and revoke. A token is shown only once."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.models import APIToken

from core.text.lengths import limit_lengths
from core.text.typography import french
from members.models import User

MAX_TOKENS = 10


class TokenForm(forms.Form):
    """The name of a new token."""

    name = forms.CharField(
        label="À quoi servira ce jeton ?",
        help_text="Un nom pour le reconnaître plus tard, par exemple « Carte de notre site ».",
        max_length=80,
        error_messages={"required": "Donnez un nom au jeton, pour savoir plus tard à quoi il sert."},
    )

    def __init__(self, user: User, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        limit_lengths(self.fields.values())
        self.user = user

    def clean_name(self) -> str:
        """Refuse a name already used: tokens are identified by name, and a form sent twice must not create two."""
        name: str = self.cleaned_data["name"]
        if self.user.active_tokens().filter(name=name).exists():
            raise ValidationError("Un de vos jetons a déjà ce nom : choisissez-en un autre.")
        return name

    def clean(self) -> None:
        if self.user.active_tokens().count() >= MAX_TOKENS:
            raise ValidationError(f"Vous avez {MAX_TOKENS} jetons, c’est le plus possible. Supprimez-en un d’abord.")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(allow_get=True, app="allauth.account")
@transaction.atomic
def tokens(request: HttpRequest) -> HttpResponse:
    """List the user's tokens and create one. Its text is shown only in this response and not stored."""
    user = User.objects.select_for_update().get(pk=request.user.pk) if request.method == "POST" else request.user
    form = TokenForm(user, request.POST if request.method == "POST" else None)  # type: ignore[arg-type]
    key = ""
    if form.is_valid():
        _, key = APIToken.create_token(user=user, name=form.cleaned_data["name"])
        form = TokenForm(user)  # type: ignore[arg-type]
    context = {
        "form": form,
        "key": key,
        "tokens": user.active_tokens().order_by("-created", "-pk"),  # type: ignore[union-attr]
        "most": MAX_TOKENS,
    }
    return render(request, "members/tokens.html", context)


@login_required
@require_POST
@transaction.atomic
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Revoke a token."""
    token = get_object_or_404(APIToken.objects.select_for_update(), pk=pk, user=request.user)
    if token.revoked_at is None:
        token.revoke()
    messages.success(request, french(f"Le jeton « {token.name} » ne donne plus aucun accès."))
    return redirect("members_tokens")
