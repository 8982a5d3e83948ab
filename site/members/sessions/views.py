"""The state of the session, for the admin's script, and the page that follows a log-in beside an open form."""

from __future__ import annotations

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.views.decorators.http import require_safe

from members.sessions.obstacles import obstacle_at
from members.sessions.origin import sign_account


@require_safe
def state(request: HttpRequest) -> JsonResponse:
    """Return the signed account of the session ("" if it has ended), its name, and a valid CSRF token.

    `form` is the path that the open form is sent to; `obstacle` is what prevents the account from saving it, or null.
    """
    user = request.user
    name = str(user) if user.is_authenticated else ""
    obstacle = obstacle_at(user, request.GET["form"]) if user.is_authenticated and "form" in request.GET else None
    return JsonResponse(
        {
            "account": sign_account(user),
            "name": name,
            "token": get_token(request),
            "obstacle": asdict(obstacle) if obstacle else None,
        }
    )


@require_safe
def back(request: HttpRequest) -> HttpResponse:
    """Render the page that follows a log-in: it sends users back to the form that is open in another tab."""
    return render(request, "members/sessions/back.html")
