"""With MFA_REQUIRED, block the admin and the team’s content for users without a second step."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.middleware import get_user
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from members.accounts import mfa

ADMIN, ACCOUNT = "/admin/", "/compte/"
#: Blocked paths: the admin, API tokens, files of contributions, and the log-in, which would redirect such a user in
#: circles.
GUARDED = (ADMIN, "/compte/jetons/", "/compte/fichiers/", "/compte/login/")
WAY_OUT = "/admin/logout/"
WORDS = "L’administration de ce site demande une connexion en deux étapes. Activez-la ici, cela prend une minute."


def _reader(request: HttpRequest) -> AbstractBaseUser | AnonymousUser:
    """Return the user of a request outside the account pages: anonymous if the second step is missing."""
    user = get_user(request)
    return AnonymousUser() if mfa.is_missing(user) else user


class SecondStepMiddleware:
    """Redirects users who need a second step and have not set it up from the admin to its set-up page.

    Paths of API tokens are blocked too, since a token gives access to the admin's API. Outside the account pages such a
    user is treated as anonymous.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        path = request.path_info
        if path.startswith(GUARDED) and path != WAY_OUT and mfa.is_missing(request.user):
            return self.to_setup(request)
        if settings.MFA_REQUIRED and not path.startswith((ADMIN, ACCOUNT)):
            request.user = SimpleLazyObject(lambda: _reader(request))  # type: ignore[assignment]
        return self.get_response(request)

    def to_setup(self, request: HttpRequest) -> HttpResponseBase:
        if request.headers.get("x-requested-with") == "XMLHttpRequest" or request.path_info.startswith(f"{ADMIN}api/"):
            # A script would follow a redirect without showing it.
            return JsonResponse({"detail": WORDS}, status=HTTPStatus.FORBIDDEN)
        messages.warning(request, WORDS)
        return HttpResponseRedirect(f"{reverse('mfa_activate_totp')}?{urlencode({'next': request.get_full_path()})}")
