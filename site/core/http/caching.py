"""Caching of public pages: an ETag derived from the content version, 304 responses, and cache headers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from core import contracts
from core.visibility import version
from core.visibility.gate import Gate, is_personal, site_of

View = Callable[..., HttpResponseBase]


def etag(request: HttpRequest) -> str:
    """Return the weak ETag of a public response: a hash of content version, release, sites, URL, day and moment.

    The day counts because « à venir » and the freshness of facts depend on it, the moment (see
    `contracts.opening_moment` and `events_begun`) because places and registrations open and close within a day.
    """
    site = site_of(request)
    parts = (
        version.for_request(request).key,
        settings.RELEASE,
        settings.FRONTEND_URL,
        str(site.id if site else 0),
        request.get_full_path(),
        timezone.localdate().isoformat(),
        contracts.opening_moment(request),
        str(contracts.events_begun(Gate.for_request(request))),
        contracts.search_commit() if "q" in request.GET else "",
    )
    return f'W/"{hashlib.blake2b("|".join(parts).encode(), digest_size=12).hexdigest()}"'


def public_read(view: View) -> View:
    """Decorate a view: anonymous readers get an ETag, and a 304 before any data is loaded.

    Responses for a session or a token are not cached; a middleware marks them `private, no-store`.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD") or is_personal(request):
            return view(request, *args, **kwargs)
        tag = etag(request)
        if tag in parse_etags(request.headers.get("If-None-Match", "")):
            response: HttpResponseBase = HttpResponse(status=304)
        else:
            response = view(request, *args, **kwargs)
            if hasattr(response, "render") and not response.is_rendered:
                response.render()
            if response.status_code != 200 or response.has_header("Set-Cookie") or _personal_content(request, response):
                return response
            if "no-store" in response.get("Cache-Control", ""):
                return response  # the view declares its response as short-lived
        return mark_public(request, response, tag)

    return answer


def mark_public(request: HttpRequest, response: HttpResponseBase, tag: str) -> HttpResponseBase:
    """Allow caches to store a response, to be revalidated each time."""
    response["ETag"] = tag
    response["Cache-Control"] = "public, max-age=0, must-revalidate"
    patch_vary_headers(response, ["Cookie", "Authorization"] if request.path.startswith("/api/") else ["Cookie"])
    return response


def _personal_content(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether rendering created a CSRF token or changed the session, so that the response is for this client only."""
    session = getattr(request, "session", None)
    return "CSRF_COOKIE_NEEDS_UPDATE" in request.META or bool(session is not None and session.modified)
