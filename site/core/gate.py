"""What a reader may see: the one gate that templates, API, feeds, map, search and exports pass.

A page passes when it is live, under the root of the site that is asked, and outside every private section that
the reader may not enter. The gate takes sites and restrictions from the content version's snapshot and adds no
query of its own for an anonymous reader.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, TypeVar

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from wagtail.models import CollectionViewRestriction, Page, PageViewRestriction

from core import version
from core.version import Restriction, SiteRoot, Snapshot

M = TypeVar("M", bound=Model)


class Audience(IntEnum):
    """Who reads, from the widest circle to the narrowest. A field group names the widest that may see it."""

    PUBLIC = 0
    MEMBERS = 1
    TEAM = 2


@dataclass(frozen=True)
class Reader:
    """Who asks: an audience, and what opens private sections to them."""

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
        """The reader that a user is; `passed` are the restrictions whose password the session has given."""
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
        """Whether a private section is open; `passed` when it is one of documents instead of pages."""
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
    """A reader before one site, under one version of the content."""

    snapshot: Snapshot
    site: SiteRoot | None
    reader: Reader = Reader()
    #: Images that this answer has loaded, by id (see core.images.load).
    images: dict[int, Any] = field(default_factory=dict, compare=False)
    #: The hosts whose players this answer may put in a frame, as `frame-src` names them.
    frames: set[str] = field(default_factory=set, compare=False)

    @classmethod
    def for_request(cls, request: HttpRequest) -> Gate:
        """The gate of a request; made once for it."""
        gate = getattr(request, "_gate", None)
        if gate is None:
            snapshot = version.for_request(request)
            site = site_of(request)
            gate = request._gate = cls(snapshot, site, _reader_of(request))  # type: ignore[attr-defined]
        return gate

    @classmethod
    def public(cls, site: SiteRoot | None = None) -> Gate:
        """What everyone may see, outside any request: mails, feeds' builders, derived files."""
        snapshot = version.current()
        return cls(snapshot, site or snapshot.default_site)

    @property
    def audience(self) -> Audience:
        return self.reader.audience

    @property
    def closed_paths(self) -> tuple[str, ...]:
        """The tree paths of the sections that this reader may not enter."""
        return tuple(r.path for r in self.snapshot.restrictions if not self.reader.may_enter(r))

    def documents(self, queryset: QuerySet[M]) -> QuerySet[M]:
        """The documents of a queryset that this reader may download: none of a private collection that is closed."""
        for closed in self.snapshot.collections:
            if not self.reader.may_enter(closed, self.reader.passed_collections):
                queryset = queryset.exclude(collection__path__startswith=closed.path)
        return queryset

    def condition(self, prefix: str = "") -> Q:
        """The gate as a condition; `prefix` leads from the filtered model to the page, such as « page__ »."""
        if self.site is None:
            return Q(pk__in=[])
        condition = Q(**{f"{prefix}live": True, f"{prefix}path__startswith": self.site.path})
        for path in self.closed_paths:
            condition &= ~Q(**{f"{prefix}path__startswith": path})
        return condition

    def filter(self, queryset: QuerySet[M], prefix: str = "") -> QuerySet[M]:
        """The rows of a queryset whose page this reader may see."""
        return queryset.filter(self.condition(prefix))

    def pages(self, model: type[M] = Page) -> QuerySet[M]:
        """All pages of one type that this reader may see."""
        return self.filter(model._default_manager.all())

    def admits(self, page: Page) -> bool:
        """Whether this reader may see one page that is already loaded."""
        return (
            self.site is not None
            and page.live
            and page.path.startswith(self.site.path)
            and not any(page.path.startswith(path) for path in self.closed_paths)
        )

    def url(self, url_path: str) -> str:
        """The address of a page from the host's root."""
        return self.site.url(url_path) if self.site else url_path

    def full_url(self, url_path: str) -> str:
        """The whole address of a page, as other programs need it."""
        return f"{self.site.base_url}{self.site.url(url_path)}" if self.site else url_path


def frames_of(request: HttpRequest) -> set[str]:
    """The hosts that what was read for this request may put in a frame; none where nothing was."""
    gate: Gate | None = getattr(request, "_gate", None)
    return gate.frames if gate else set()


def site_of(request: HttpRequest) -> SiteRoot | None:
    """The site a request is for, from the snapshot."""
    hostname, _, port = request._get_raw_host().partition(":")  # type: ignore[attr-defined]
    return version.for_request(request).site_for(hostname.lower(), int(port) if port.isdecimal() else 80)


def is_personal(request: HttpRequest) -> bool:
    """Whether the answer may depend on who asks: a session or a token came with the request."""
    from django.conf import settings

    return settings.SESSION_COOKIE_NAME in request.COOKIES or "Authorization" in request.headers


def _reader_of(request: HttpRequest) -> Reader:
    if not is_personal(request):
        return Reader()
    session = getattr(request, "session", None)
    passed = [
        frozenset(session.get(model.passed_view_restrictions_session_key, []) if session is not None else [])
        for model in (PageViewRestriction, CollectionViewRestriction)
    ]
    return Reader.of(getattr(request, "user", AnonymousUser()), *passed)
