"""The gate: what a reader may see, in templates, API, feeds, map, search and exports alike.

A page is visible if it is live, below the root page of the requested site, and in no private section that the reader
may not enter. Sites and restrictions come from the snapshot of the content version, so the gate runs no query for
anonymous readers.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from wagtail.models import CollectionViewRestriction, Page, PageViewRestriction

from core.visibility import version
from core.visibility.addresses import origin_of, page_origin
from core.visibility.version import Restriction, SiteRoot, Snapshot

M = TypeVar("M", bound=Model)


class Audience(IntEnum):
    """Audiences, from the widest to the narrowest. A group of fields declares the widest audience that may see it."""

    PUBLIC = 0
    MEMBERS = 1
    TEAM = 2


@dataclass(frozen=True)
class Reader:
    """A reader: an audience, and what decides on access to private sections.

    `passed` and `passed_collections` are the ids of page and collection restrictions whose password was entered.
    """

    audience: Audience = Audience.PUBLIC
    is_superuser: bool = False
    group_ids: frozenset[int] = frozenset()
    passed: frozenset[int] = frozenset()
    passed_collections: frozenset[int] = frozenset()

    @classmethod
    def of(
        cls,
        user: AbstractBaseUser | AnonymousUser,
        passed: frozenset[int] = frozenset(),
        passed_collections: frozenset[int] = frozenset(),
    ) -> Reader:
        """Return the reader for a user; the other arguments are the restrictions whose password the session holds."""
        if not user.is_authenticated or not user.is_active:
            return cls(passed=passed, passed_collections=passed_collections)
        return cls(
            audience=Audience.TEAM if user.has_perm("wagtailadmin.access_admin") else Audience.MEMBERS,  # type: ignore[union-attr]
            is_superuser=user.is_superuser,  # type: ignore[union-attr]
            group_ids=frozenset(user.groups.values_list("pk", flat=True)),  # type: ignore[union-attr]
            passed=passed,
            passed_collections=passed_collections,
        )

    def may_enter(self, restriction: Restriction, passed: frozenset[int] | None = None) -> bool:
        """Whether the reader may enter a private section; pass `passed_collections` for a section of documents."""
        match restriction.kind:
            case PageViewRestriction.PASSWORD:
                return restriction.id in (self.passed if passed is None else passed)
            case PageViewRestriction.LOGIN:
                return self.audience >= Audience.MEMBERS
            case PageViewRestriction.GROUPS:
                return self.is_superuser or bool(self.group_ids & restriction.group_ids)
        return True


@dataclass(frozen=True)
class Gate:
    """What a reader may see of one site, under one content version."""

    snapshot: Snapshot
    site: SiteRoot | None
    reader: Reader = Reader()
    #: Images that this response has loaded, by id: the cache of `core.files.images.load`.
    images: dict[int, Any] = field(default_factory=dict, compare=False)
    #: The origins that this response may frame (CSP `frame-src`).
    frame_hosts: set[str] = field(default_factory=set, compare=False)

    @classmethod
    def for_request(cls, request: HttpRequest) -> Gate:
        """The gate of a request; made once for it."""
        gate = getattr(request, "_gate", None)
        if gate is None:
            snapshot = version.for_request(request)
            gate = request._gate = cls(snapshot, _site_in(snapshot, request), _reader_of(request))  # type: ignore[attr-defined]
        return gate

    @classmethod
    def public(cls, site: SiteRoot | None = None) -> Gate:
        """Return the gate of anonymous readers, for use outside of requests: mails, feeds, derived files."""
        snapshot = version.current()
        return cls(snapshot, site or snapshot.default_site)

    @classmethod
    def public_of(cls, page: Page) -> Gate:
        """Return the gate of anonymous readers of the site that a page belongs to, or of the default site."""
        snapshot = version.current()
        site = next((site for site in snapshot.sites if page.path.startswith(site.path)), None)
        return cls(snapshot, site or snapshot.default_site)

    def renewed(self) -> Gate:
        """Return the gate of the same reader under the current content version: for long answers."""
        return replace(self, snapshot=version.current(), images={})

    @property
    def audience(self) -> Audience:
        return self.reader.audience

    @property
    def base_url(self) -> str:
        """Sillon's own origin, « https://sillon.example », which files have; "" if the request matches no site."""
        return self.site.base_url if self.site else ""

    def absolute(self, url: str) -> str:
        """Return the absolute URL of a path on this site; other URLs are returned as they are.

        What a front end shows (`core.visibility.addresses`) has its URL there, unless the path is that of a file which
        Sillon makes of a page: these have `own_url`.
        """
        is_path = url.startswith("/") and not url.startswith("//")
        return f"{origin_of(self.site, url)}{url}" if self.site and is_path else url

    def own_url(self, path: str) -> str:
        """Return the absolute URL at which Sillon itself answers a path."""
        return f"{self.base_url}{path}"

    @property
    def closed_paths(self) -> tuple[str, ...]:
        """The tree paths of the sections that this reader may not enter."""
        return tuple(r.path for r in self.snapshot.restrictions if not self.reader.may_enter(r))

    @property
    def scope(self) -> tuple[str, tuple[str, ...]]:
        """What decides which pages this reader may see, for the keys of what the snapshot caches."""
        return self.site.path if self.site else "", self.closed_paths

    def documents(self, queryset: QuerySet[M]) -> QuerySet[M]:
        """Return the documents of a queryset that the reader may download, without those of closed collections."""
        for restriction in self.snapshot.collections:
            if not self.reader.may_enter(restriction, self.reader.passed_collections):
                queryset = queryset.exclude(collection__path__startswith=restriction.path)
        return queryset

    def condition(self, prefix: str = "") -> Q:
        """Return the gate as a condition; `prefix` leads from the filtered model to the page, such as "page__"."""
        if self.site is None:
            return Q(pk__in=[])
        condition = Q(**{f"{prefix}live": True, f"{prefix}path__startswith": self.site.path})
        for path in self.closed_paths:
            condition &= ~Q(**{f"{prefix}path__startswith": path})
        return condition

    def filter(self, queryset: QuerySet[M], prefix: str = "") -> QuerySet[M]:
        """Return the rows of a queryset whose page the reader may see."""
        return queryset.filter(self.condition(prefix))

    def pages(self, model: type[M] = Page) -> QuerySet[M]:
        """Return all pages of a type that the reader may see."""
        return self.filter(model._default_manager.all())

    def first_url(self, model: type[Page]) -> str:
        """Return the URL of the first page of a type that the reader may see, or ""."""
        url_path = self.pages(model).order_by("path").values_list("url_path", flat=True).first()
        return self.url(url_path) if url_path else ""

    def admits(self, page: Page) -> bool:
        """Whether the reader may see a page that is already loaded."""
        return (
            self.site is not None
            and page.live
            and page.path.startswith(self.site.path)
            and not any(page.path.startswith(path) for path in self.closed_paths)
        )

    def url(self, url_path: str) -> str:
        """Return the URL of a page, without scheme and host."""
        return self.site.url(url_path) if self.site else url_path

    def full_url(self, url_path: str) -> str:
        """Return the absolute URL of a page, where readers find it."""
        return f"{page_origin(self.site)}{self.site.url(url_path)}" if self.site else url_path


def frame_hosts_of(request: HttpRequest) -> set[str]:
    """Return the origins that the response to this request may frame: those that its gate has collected."""
    gate: Gate | None = getattr(request, "_gate", None)
    return gate.frame_hosts if gate else set()


def site_of(request: HttpRequest) -> SiteRoot | None:
    """Return the site that a request is for, without a query."""
    return _site_in(version.for_request(request), request)


def _site_in(snapshot: Snapshot, request: HttpRequest) -> SiteRoot | None:
    hostname, _, port = request._get_raw_host().partition(":")  # type: ignore[attr-defined]
    return snapshot.site_for(hostname.lower(), int(port) if is_port(port) else 80)


def is_port(text: str) -> bool:
    """Whether a text can be a port number. The length is limited because `int` fails above 4,300 digits."""
    return text.isdecimal() and len(text) <= 5


def is_personal(request: HttpRequest) -> bool:
    """Whether the response may depend on the user: the request has a session or a token."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES or "Authorization" in request.headers


def _reader_of(request: HttpRequest) -> Reader:
    if not is_personal(request):
        return Reader()
    session = getattr(request, "session", {}) if settings.SESSION_COOKIE_NAME in request.COOKIES else {}
    passed = [
        frozenset(session.get(model.passed_view_restrictions_session_key, []))
        for model in (PageViewRestriction, CollectionViewRestriction)
    ]
    return Reader.of(getattr(request, "user", AnonymousUser()), *passed)
