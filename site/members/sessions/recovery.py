"""The response to a form that cannot be saved: a page that still contains the typed text.

Its session has ended, its CSRF token is stale, or something is in its way (`obstacles.py`).

The page never sends the form under an account that its reader has not seen. While nobody is logged in, its form has no
CSRF token, so sending it leads back to this page, which then names the account and contains the token of that session.
Only a form that a page of this site has sent comes back: one that another site made up would get a valid token here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render

from core import views
from core.text.typography import french
from members.sessions.obstacles import Obstacle
from members.sessions.origin import ACCOUNT, account_of_form, is_from_own_page, is_from_script
from members.sessions.typed_text import typed_text

#: The header of a refusal that a log-in, a fresh token or another tab resolves, for `admin-session.js`.
HEADER = "X-Sillon-Session"
ENDED, STALE_TOKEN, BLOCKED = "ended", "stale-token", "blocked"

MESSAGES = {
    ENDED: "Votre session est terminée : rien n’est enregistré. Connectez-vous dans un autre onglet.",
    STALE_TOKEN: "Le formulaire a expiré : rien n’est enregistré. Enregistrez de nouveau.",
}
EXPIRED = "Le formulaire a expiré. Revenez en arrière, rechargez la page et envoyez-le de nouveau."

#: Fields that nobody types.
TECHNICAL = {"csrfmiddlewaretoken", "next", ACCOUNT}
#: Passwords are typed again rather than written into a page.
SECRET = re.compile(r"password|^code$")
#: What the buttons of Wagtail's editor do, by their names.
ACTIONS = {
    "action-publish": "publier",
    "action-submit": "envoyer en relecture",
    "action-restart-workflow": "envoyer de nouveau en relecture",
    "action-cancel-workflow": "arrêter la relecture",
    "action-workflow-action": "répondre à la relecture",
}


def refusal(reason: str, message: str = "") -> JsonResponse:
    """Build the response for a script, in the form that Wagtail's autosave shows.

    `reason`: ENDED, STALE_TOKEN or BLOCKED, or "" if nothing resolves it; the latter two have their own message.
    """
    status = HTTPStatus.UNAUTHORIZED if reason == ENDED else HTTPStatus.FORBIDDEN
    # Wagtail shows the message of three codes only, of which « locked » has no further effect.
    body = {"success": False, "error_code": "locked", "error_message": message or french(MESSAGES[reason])}
    return JsonResponse(body, status=status, headers={HEADER: reason} if reason else {})


def recovery_page(request: HttpRequest, denied: bool = False, obstacle: Obstacle | None = None) -> HttpResponse | None:
    """Build the page with which a refused form can be sent again. `denied`: this account may not send it.

    With an `obstacle`, which may last, the page also shows the texts of the form, to be copied.

    None if the form comes from elsewhere, cannot be read, or contains nothing that somebody typed.
    """
    if request.method != "POST" or not is_from_own_page(request):
        return None
    try:
        fields = [(name, value) for name, values in request.POST.lists() for value in values]
        files = [file.name for _, uploads in request.FILES.lists() for file in uploads]
    except (BadRequest, MultiPartParserError, RequestDataTooBig, SuspiciousOperation, UnreadablePostError):
        return None
    typed = [(name, value) for name, value in fields if name not in TECHNICAL and not SECRET.search(name)]
    if not any(value for _, value in typed):
        return None
    writer, user = account_of_form(request), request.user
    may_enter = not request.path.startswith("/admin/") or user.has_perm("wagtailadmin.access_admin")
    context = {
        "fields": [pair for pair in fields if pair[0] != "csrfmiddlewaretoken" and not SECRET.search(pair[0])],
        "files": files,
        "has_secrets": any(SECRET.search(name) and value for name, value in fields),
        "action": request.get_full_path(),
        "what": request.POST.get("title", "")[:200],
        "verb": next((verb for name, verb in ACTIONS.items() if request.POST.get(name)), ""),
        "writer": writer,
        "is_other_account": bool(writer and user.is_authenticated and writer != user),
        "may_send": not denied and may_enter,
        "obstacle": obstacle,
        "text": typed_text(typed) if obstacle else "",
    }
    return render(request, "members/sessions/recovery.html", context, status=HTTPStatus.FORBIDDEN)


def login_required_keeping_form(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """`login_required` for views that are exempt from the CSRF middleware: a form comes back with what was typed."""

    @wraps(view)
    def keeping_form(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        page = None if request.user.is_authenticated else recovery_page(request)
        return page or login_required(view)(request, *args, **kwargs)

    return keeping_form


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a request that fails the CSRF check (`CSRF_FAILURE_VIEW`)."""
    if request.path.startswith("/admin/") and is_from_script(request):
        return refusal(STALE_TOKEN)
    page = None if request.path.startswith("/api/") else recovery_page(request)
    return page or views.error(request, HTTPStatus.FORBIDDEN, EXPIRED)
