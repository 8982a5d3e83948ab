"""Middleware: security policies, health check, hosts, redirects, cache headers, and one transaction per write."""

from __future__ import annotations

import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from allauth.account.middleware import AccountMiddleware
from csp.constants import HEADER
from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.core.exceptions import BadRequest, DisallowedHost, SuspiciousOperation, TooManyFieldsSent
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseRedirectBase
from django.urls import reverse
from django.utils.deprecation import MiddlewareMixin
from django.utils.functional import cached_property
from wagtail.contrib.redirects.middleware import RedirectMiddleware as WagtailRedirectMiddleware
from wagtail.models import Page

from core import views
from core.db.instance import is_locked
from core.files.storage import has_no_room
from core.guards.throttling import counts_outlive_rollback
from core.relations.redirects import find_redirect, is_endless, is_hidden_page
from core.visibility.gate import Gate, frame_hosts_of, is_port

logger = logging.getLogger(__name__)

SAFE_METHODS = ("GET", "HEAD", "OPTIONS", "TRACE")
#: Maximum number of fields in a form outside the admin, where it is DATA_UPLOAD_MAX_NUMBER_FIELDS.
MAX_FIELDS = 2_000
FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")


class BrowserPolicyMiddleware(CSPMiddleware):
    """Sets Content-Security-Policy (with exceptions by path: `CONTENT_SECURITY_POLICY_BY_PATH`) and Permissions-Policy.

    A policy that the view has set stays, as for documents. A page may frame only the players of the videos it shows.
    """

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        for prefix, directives in settings.CONTENT_SECURITY_POLICY_BY_PATH.items():
            if request.path_info.startswith(prefix):
                parts.replace = {**directives, **(parts.replace or {})}
        return parts

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response["Permissions-Policy"] = settings.PERMISSIONS_POLICY
        if response.status_code == HTTPStatus.NOT_MODIFIED:
            # The browser would replace the policy of the cached page, which allows the players of its videos.
            return response
        if self._is_special(request, response):
            return super().process_response(request, response)
        prefixes = settings.CONTENT_SECURITY_POLICY_BY_PATH
        prefix = next((prefix for prefix in prefixes if request.path_info.startswith(prefix)), "")
        if prefix not in self._policies:
            # Cached, since the library builds the policy for each response, and it only depends on the prefix.
            self._policies[prefix] = super().process_response(request, response).get(HEADER, "")
        if self._policies[prefix]:
            response[HEADER] = _with_frame_hosts(self._policies[prefix], _frame_hosts(request, response))
        return response

    @cached_property
    def _policies(self) -> dict[str, str]:
        return {}

    @staticmethod
    def _is_special(request: HttpRequest, response: HttpResponseBase) -> bool:
        """Whether the view, a nonce or a debug error page requires another policy than that of the path."""
        is_decided = (
            HEADER in response or hasattr(request, "_csp_nonce") or (settings.DEBUG and response.status_code >= 400)
        )
        return is_decided or any(name.startswith("_csp_") for name in vars(response))


def _frame_hosts(request: HttpRequest, response: HttpResponseBase) -> list[str]:
    """Return the hosts that an HTML page may frame; none for other responses."""
    return sorted(frame_hosts_of(request)) if response.get("Content-Type", "").startswith("text/html") else []


def _with_frame_hosts(policy: str, hosts: list[str]) -> str:
    if not hosts:
        return policy
    directives = policy.split("; ")
    own = next((part for part in directives if part.startswith("frame-src ")), None)
    others = [part for part in directives if part != own]
    return "; ".join([*others, " ".join([own or "frame-src", *hosts])])


class HealthMiddleware(MiddlewareMixin):
    """Answers `/sante/` for any `Host`: a monitor may use 127.0.0.1, and ALLOWED_HOSTS itself may be wrong."""

    def process_request(self, request: HttpRequest) -> HttpResponseBase | None:
        return views.health_state(request) if request.path_info == reverse("health") else None


class HostPortMiddleware(MiddlewareMixin):
    """Refuses a `Host` with an impossible port. Django accepts any number of digits, on which later code fails."""

    def process_request(self, request: HttpRequest) -> HttpResponseBase | None:
        port = request.META.get("HTTP_HOST", "").rpartition("]")[2].partition(":")[2]
        return views.bad_request(request, DisallowedHost()) if port and not is_port(port) else None


class PrivateUnlessPublicMiddleware(MiddlewareMixin):
    """Sets `private, no-store` on responses without cache headers, apart from static and media files.

    A document, which has an ETag but may be restricted, gets `private, no-cache`: its reader's browser may keep it and
    revalidates it each time. Public responses are marked by `core.http.caching.public_read`.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if request.path.startswith((settings.STATIC_URL, settings.MEDIA_URL)):
            return response
        if "ETag" not in response:
            response["Cache-Control"] = "private, no-store"
        elif "Cache-Control" not in response:
            response["Cache-Control"] = "private, no-cache"
        return response


class RedirectMiddleware(WagtailRedirectMiddleware):
    """Wagtail's, but no redirect leads back to itself, or to a page of a partner or a person that is hidden."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        try:
            result: HttpResponseBase = super().process_response(request, response)
        except ValueError:  # an invalid host in the redirect
            return response
        if not isinstance(result, HttpResponseRedirectBase) or result is response:
            return result
        gate = Gate.for_request(request)
        if is_hidden_page(gate, urlsplit(result.url).path):
            return response
        redirect = gate.site and find_redirect(gate, request.path, request.META.get("QUERY_STRING", ""))
        return response if redirect and is_endless(gate, redirect, request.path) else result


class WriteTransactionMiddleware(MiddlewareMixin):
    """Runs each request that may write in a transaction.

    A change and the new content version are then committed together or not at all. Requests with safe methods run
    without one, so that SQLite takes no write lock. Requests about the same page run one after the other: an autosave
    that had read the page before it was published would undo the publication. The body is read before the transaction
    begins, because a slow client would block all other writes on SQLite.

    The views in `OWN_TRANSACTIONS` are exempt: they hash passwords, decode images, read tables or draw a form, and
    would block other writes on SQLite for seconds. Log-ins to one account would also wait for each other instead of
    being refused.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        super().__init__(get_response)
        # Django does not call `process_exception` for a view that a middleware has called itself, but allauth raises
        # exceptions that its middleware turns into responses.
        self.allauth_response = AccountMiddleware(get_response).process_exception

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: tuple, kwargs: dict
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        if request.method in SAFE_METHODS:
            return None
        try:
            read_body(request)
        except UnreadablePostError:
            return views.error(request, HTTPStatus.BAD_REQUEST)
        if match and match.view_name in settings.OWN_TRANSACTIONS:
            return None
        try:
            with counts_outlive_rollback(), transaction.atomic():
                _lock_page_row(kwargs.get("page_id"))
                response = view(request, *args, **kwargs)
                if hasattr(response, "render") and callable(response.render):
                    # Within the transaction, since rendering may read what the view has written.
                    response.render()
                return response
        except Exception as error:
            if (response := self.allauth_response(request, error)) is not None:
                return response
            if (response := self.process_exception(request, error)) is not None:
                return response
            raise

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        """Answer 507 for a full disk and 503 for a locked database; Django calls it for `OWN_TRANSACTIONS` views."""
        if has_no_room(error):
            logger.error("No room on the disk: %s (%s)", type(error).__name__, getattr(error, "filename", None))
            return views.error(request, HTTPStatus.INSUFFICIENT_STORAGE)
        if is_locked(error):
            logger.warning("The database is busy: %s", request.resolver_match and request.resolver_match.view_name)
            return views.busy(request)
        return None


def _is_small(request: HttpRequest) -> bool:
    """Whether a body fits into memory, by its `Content-Length`."""
    length = str(request.META.get("CONTENT_LENGTH") or 0)
    return length.isdecimal() and int(length[:20]) <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def read_body(request: HttpRequest) -> None:
    """Read the body of a request. If it is too large or malformed, the error is raised in the view, on first access.

    Raise UnreadablePostError if the client has disconnected.
    """
    is_admin = request.path_info.startswith("/admin/")
    is_form = request.method == "POST" and request.content_type in FORM_TYPES
    try:
        if not is_form:
            _ = request.body
            return
        if request.path_info.startswith("/api/") and _is_small(request):
            _ = request.body  # some routes read JSON whatever the content type; forms are parsed from it as well
        if sum(len(values) for _, values in request.POST.lists()) > MAX_FIELDS and not is_admin:
            raise TooManyFieldsSent("The form has too many fields.")
    except (SuspiciousOperation, BadRequest, MultiPartParserError) as error:
        if is_form:  # for other bodies, Django itself raises the error again
            _raise_on_access(request, error)


def _raise_on_access(request: Any, error: Exception) -> None:
    """Raise an error at the next access to POST or FILES, where Django would return empty data."""

    def load() -> None:
        del request._load_post_and_files
        request._mark_post_parse_error()
        raise error

    for name in ("_post", "_files"):
        vars(request).pop(name, None)
    request._load_post_and_files = load


def _lock_page_row(page_id: object) -> None:
    """Lock the row of a page until the transaction ends. (SQLite has only one writer anyway.)"""
    if str(page_id).isdigit():
        Page.objects.select_for_update().filter(pk=page_id).values_list("pk").first()
