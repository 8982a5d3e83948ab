"""Answer forms that cannot be saved any more: scripts get a 401 or 403, forms the page that still contains them."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.contrib.messages import constants, get_messages
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.urls import reverse
from django.utils.deprecation import MiddlewareMixin

from members.sessions.obstacles import GONE, NO_ACCESS, REFUSED, Obstacle, page_obstacle
from members.sessions.origin import is_from_script
from members.sessions.recovery import BLOCKED, ENDED, recovery_page, refusal


class EndedSessionMiddleware(MiddlewareMixin):
    """Replaces the responses that would lose what was typed.

    These are redirects to the log-in, and refusals of a form whose page or object was deleted, locked or withdrawn
    from its editor while she wrote. Views that are exempt from the CSRF middleware keep a refused form themselves.
    """

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: tuple, kwargs: dict
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        if match is None or not _is_form_of_editor(request):
            return None
        obstacle = page_obstacle(request.user, match)
        if obstacle is not None and "action-cancel-workflow" in request.POST:
            # Wagtail lets the author of a locked page take it back from its review.
            obstacle = page_obstacle(request.user, match, ignores_lock=True)
        if obstacle is None:
            return None
        if is_from_script(request):
            return refusal(BLOCKED, obstacle.message)
        return recovery_page(request, obstacle=obstacle)

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if _is_form_of_editor(request) and (obstacle := _refusal_of_view(request, response)) is not None:
            if not request.accepts("text/html"):
                return refusal("", obstacle.message)
            return recovery_page(request, obstacle=obstacle) or response
        to_login = _leads_to_login(request, response)
        if not to_login and not _is_denied_to_anonymous(request, response):
            return response
        if request.path_info.startswith("/admin/") and is_from_script(request):
            return refusal(BLOCKED, NO_ACCESS.message) if request.user.is_authenticated else refusal(ENDED)
        if not to_login or _is_exempt(request):
            return response
        return recovery_page(request) or response


def _is_form_of_editor(request: HttpRequest) -> bool:
    """Whether somebody with access to the admin has sent a form of it."""
    return (
        request.method == "POST"
        and request.path_info.startswith("/admin/")
        and request.user.has_perm("wagtailadmin.access_admin")
    )


def _refusal_of_view(request: HttpRequest, response: HttpResponseBase) -> Obstacle | None:
    """Return why Wagtail refused a form: its object is gone, or it leads to the dashboard with an error."""
    if response.status_code == HTTPStatus.NOT_FOUND:
        return GONE
    if response.status_code != HTTPStatus.FOUND or response["Location"] != reverse("wagtailadmin_home"):
        return None
    messages: Any = get_messages(request)
    is_refused = any(message.level >= constants.ERROR for message in messages)
    messages.used = is_refused  # they are shown on this page, or wait for the next one
    return REFUSED if is_refused else None


def _leads_to_login(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether the view asks for a log-in that leads back to it."""
    if response.status_code != HTTPStatus.FOUND:
        return False
    target = urlsplit(response["Location"])
    is_login = target.path in (reverse("account_login"), "/admin/login/", "/_util/login/")
    return is_login and QueryDict(target.query).get("next") == request.get_full_path()


def _is_denied_to_anonymous(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether Wagtail refused a script that has no session."""
    is_denied = response.status_code == HTTPStatus.FORBIDDEN and request.path_info.startswith("/admin/")
    return is_denied and not request.user.is_authenticated


def _is_exempt(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and getattr(match.func, "csrf_exempt", False)
