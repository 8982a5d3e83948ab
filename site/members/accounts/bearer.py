"""Bearer tokens: each request checks that the owner could log in now, with a second step if the admin requires it."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from wagtail.api.v3.auth import BearerTokenAuth
from wagtail.models import APIToken

from core.text.typography import french
from members.accounts import demo, mfa
from members.models import User

SECOND_STEP = (
    "L’administration de ce site demande une connexion en deux étapes : ce jeton servira dès que son compte l’aura "
    "activée, dans « Mon compte »."
)
UNCONFIRMED = "L’adresse de ce compte n’est pas confirmée : ce jeton ne sert pas avant."
NOT_APPROVED = "Ce compte n’a plus aucun droit, ou attend un modérateur : ce jeton ne sert pas avant."
DEMO = "Ce compte a encore le mot de passe de la démonstration : ce jeton ne sert pas avant qu’il en ait un autre."


def token_obstacle(user: User) -> str:
    """Return in French why the tokens of an active account give no access now; "" if they do."""
    confirmed = EmailAddress.objects.filter(user=user).values_list("verified", flat=True)
    if confirmed and not any(confirmed):  # accounts created by an administrator may have no EmailAddress
        return UNCONFIRMED
    if not (user.is_superuser or user.groups.exists() or user.user_permissions.exists()):
        return NOT_APPROVED
    if mfa.is_missing(user):
        return SECOND_STEP
    return DEMO if demo.is_open(user) else ""


class BearerToken(BearerTokenAuth):
    """Wagtail's token authentication with this site's conditions. Raises PermissionDenied with the unmet condition."""

    def authenticate(self, request: HttpRequest, token: str) -> APIToken | None:
        api_token = super().authenticate(request, token)
        if api_token is not None and (message := token_obstacle(request.user)):  # type: ignore[arg-type]
            raise PermissionDenied(french(message))
        return api_token
