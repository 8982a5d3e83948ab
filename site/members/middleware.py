"""Nobody works in the admin without a second step, where the operator asks for one."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.urls import reverse

from members import second_step

ADMIN = "/admin/"
#: What leads to the admin, or to what programs do there.
GUARDED = (ADMIN, "/compte/jetons/")
WAY_OUT = "/admin/logout/"
WORDS = "L’administration de ce site demande une connexion en deux étapes. Activez-la ici, cela prend une minute."


class SecondStepMiddleware:
    """Leads who must log in in two steps, and has not set them up, from anywhere in the admin to where they do.

    Who has made a token holds a key of the admin too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        path = request.path_info
        if path.startswith(GUARDED) and path != WAY_OUT and second_step.is_missing(request.user):
            return self.lead(request)
        return self.get_response(request)

    def lead(self, request: HttpRequest) -> HttpResponseBase:
        if request.headers.get("x-requested-with") == "XMLHttpRequest" or request.path_info.startswith(f"{ADMIN}api/"):
            # Nobody sees where the answer to a script leads.
            return JsonResponse({"detail": WORDS}, status=HTTPStatus.FORBIDDEN)
        messages.warning(request, WORDS)
        return HttpResponseRedirect(f"{reverse('mfa_activate_totp')}?{urlencode({'next': request.get_full_path()})}")
