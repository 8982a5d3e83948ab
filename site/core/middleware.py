"""Middlewares: what a browser may do with an answer, what caches may keep of it, and one transaction per writing."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from allauth.account.middleware import AccountMiddleware
from csp.constants import HEADER
from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import cached_property
from wagtail.models import Page

from core.gate import frames_of

SAFE_METHODS = ("GET", "HEAD", "OPTIONS", "TRACE")


class BrowserPolicyMiddleware(CSPMiddleware):
    """The content security policy, other below the addresses of `CONTENT_SECURITY_POLICY_BY_PATH`, and what devices do.

    A view that sets a policy of its own keeps it, as Wagtail's does for documents. A page may frame the players of the
    films that it shows, and of no other host.
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
            # The browser would put this policy in place of the one that it keeps, and that knows the page's films.
            return response
        if self._is_special(request, response):
            return super().process_response(request, response)
        prefixes = settings.CONTENT_SECURITY_POLICY_BY_PATH
        prefix = next((prefix for prefix in prefixes if request.path_info.startswith(prefix)), "")
        if prefix not in self._written:
            # The library puts a policy together for each answer; below one address all are alike.
            self._written[prefix] = super().process_response(request, response).get(HEADER, "")
        if self._written[prefix]:
            response[HEADER] = _with_frames(self._written[prefix], _frames(request, response))
        return response

    @cached_property
    def _written(self) -> dict[str, str]:
        return {}

    @staticmethod
    def _is_special(request: HttpRequest, response: HttpResponseBase) -> bool:
        """Whether a view, a nonce or an error page while debugging asks for another policy than that of the address."""
        told = HEADER in response or hasattr(request, "_csp_nonce") or (settings.DEBUG and response.status_code >= 400)
        return told or any(name.startswith("_csp_") for name in vars(response))


def _frames(request: HttpRequest, response: HttpResponseBase) -> list[str]:
    """The hosts that a page may frame; other answers frame nothing."""
    return sorted(frames_of(request)) if response.get("Content-Type", "").startswith("text/html") else []


def _with_frames(policy: str, hosts: list[str]) -> str:
    if not hosts:
        return policy
    directives = policy.split("; ")
    own = next((part for part in directives if part.startswith("frame-src ")), None)
    others = [part for part in directives if part != own]
    return "; ".join([*others, " ".join([own or "frame-src", *hosts])])


class PrivateUnlessPublicMiddleware:
    """`private, no-store` on every answer that `core.http.public_read` has not marked, static and media files apart.

    A document has an ETag and may be for some readers only: it stays with who asked, to be asked again each time.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        files = (settings.STATIC_URL, settings.MEDIA_URL)
        if request.path.startswith(files):
            return response
        if "ETag" not in response:
            response["Cache-Control"] = "private, no-store"
        elif "Cache-Control" not in response:
            response["Cache-Control"] = "private, no-cache"
        return response


class WriteTransactionMiddleware:
    """One transaction per request that writes.

    What changes and the content version that tells of it are then committed together, or not at all; and a page
    that fails leaves nothing half done. Reads stay outside, so that SQLite takes no write lock for them. Requests that
    write one page queue: an automatic save that had read the page before it was published would undo that.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        # Django asks no middleware about an error in a view that one of them has called; allauth answers with some.
        self.answer_to = AccountMiddleware(get_response).process_exception

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: tuple, kwargs: dict
    ) -> HttpResponseBase | None:
        if request.method in SAFE_METHODS:
            return None
        try:
            with transaction.atomic():
                _hold_page(kwargs.get("page_id"))
                response = view(request, *args, **kwargs)
                if hasattr(response, "render") and callable(response.render):
                    # Rendering may still read what was written; template middleware hooks run on a rendered response.
                    response.render()
                return response
        except Exception as error:
            if (answer := self.answer_to(request, error)) is not None:
                return answer
            raise


def _hold_page(page_id: object) -> None:
    """Keep other requests from this page's row until the transaction ends. (SQLite has one writer at a time anyway.)"""
    if str(page_id).isdigit():
        Page.objects.select_for_update().filter(pk=page_id).values_list("pk").first()
