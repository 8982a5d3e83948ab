"""Caching of public pages: an ETag made from the body, 304 responses, and cache headers."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from threading import Lock

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from core import contracts
from core.visibility import version
from core.visibility.gate import Gate, is_personal, site_of

View = Callable[..., HttpResponseBase]

#: Maximum number of ETags that a process remembers, about 300 bytes each.
REMEMBERED = 20_000


class ETags:
    """A bounded, thread-safe map from the key of a request to the ETag of its last response."""

    def __init__(self, size: int = REMEMBERED) -> None:
        self._size = size
        self._tags: OrderedDict[str, str] = OrderedDict()
        self._lock = Lock()

    def get(self, key: str) -> str | None:
        with self._lock:
            if key in self._tags:
                self._tags.move_to_end(key)
            return self._tags.get(key)

    def set(self, key: str, tag: str) -> None:
        with self._lock:
            self._tags[key] = tag
            self._tags.move_to_end(key)
            if len(self._tags) > self._size:
                self._tags.popitem(last=False)


def public_read(view: View) -> View:
    """Decorate a view: anonymous responses have an ETag, and are a 304 while the body is the one that the client has.

    The process remembers the ETag of each key (see `_key`) as long as the content version is the same: until then a
    304 loads no data. After a change the body is made once, and is a 304 again where it is the same.

    The ETag is always that of the body in the response, even if another one is remembered: a body may be newer than the
    version that was read before it. Responses for a session or a token are not cached; a middleware marks them
    `private, no-store`.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD") or is_personal(request):
            return view(request, *args, **kwargs)
        key = _key(request)  # reads the version, before any data
        tags = version.for_request(request).get_or_set(ETags, ETags)
        tag = tags.get(key)
        if tag is None or not _is_known(request, tag):
            response = view(request, *args, **kwargs)
            if hasattr(response, "render") and not response.is_rendered:
                response.render()
            if response.status_code != 200 or response.has_header("Set-Cookie") or _personal_content(request, response):
                return response
            if "no-store" in response.get("Cache-Control", ""):
                return response  # the view declares its response as short-lived
            tag = _tag(response, key)
            tags.set(key, tag)
            if not _is_known(request, tag):
                return _mark_public(request, response, tag)
        return _mark_public(request, HttpResponse(status=304), tag)

    return answer


def _key(request: HttpRequest) -> str:
    """Return a hash of what a public response depends on: content version, release, sites, URL, day and moment.

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
    return hashlib.blake2b("|".join(parts).encode(), digest_size=12).hexdigest()


def _tag(response: HttpResponseBase, key: str) -> str:
    """Return the weak ETag of a response: a digest of its body, or the key of its request if it is a stream.

    The release counts because a 304 leaves the headers that the client has, such as its Content-Security-Policy.
    """
    if not isinstance(response, HttpResponse):
        return f'W/"{key}"'
    digest = hashlib.sha256(settings.RELEASE.encode() + b"|")
    digest.update(response.content)
    return f'W/"{digest.hexdigest()[:32]}"'


def _is_known(request: HttpRequest, tag: str) -> bool:
    """Whether a request names this ETag, or any (`*`), in `If-None-Match`; weak and strong ones are the same there."""
    known = parse_etags(request.headers.get("If-None-Match", ""))
    return "*" in known or tag.removeprefix("W/") in (each.removeprefix("W/") for each in known)


def _mark_public(request: HttpRequest, response: HttpResponseBase, tag: str) -> HttpResponseBase:
    """Allow caches to store a response, to be revalidated each time unless a setting lets them wait."""
    response["ETag"] = tag
    response["Cache-Control"] = cache_control()
    patch_vary_headers(response, ["Authorization" if request.path.startswith("/api/") else "Cookie"])
    return response


def cache_control() -> str:
    """Return the `Cache-Control` of public responses."""
    shared, stale = settings.CACHE_SHARED_SECONDS, settings.CACHE_STALE_SECONDS
    directives = ["public", "max-age=0"]
    if shared:
        directives.append(f"s-maxage={shared}")
    # `must-revalidate` forbids what `stale-while-revalidate` allows.
    directives.append(f"stale-while-revalidate={stale}" if stale else "must-revalidate")
    return ", ".join(directives)


def _personal_content(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether rendering created a CSRF token or changed the session, so that the response is for this client only."""
    session = getattr(request, "session", None)
    return "CSRF_COOKIE_NEEDS_UPDATE" in request.META or bool(session is not None and session.modified)
