"""The content version, and what each process remembers under it.

Every public answer hangs on one row of the database (`core.ContentVersion`). It is incremented in the same
transaction as what changes, and read before the data: an answer may be fresher than its version, never older.
Under one version a process keeps what every request needs (sites, restrictions, menus), so that a public read
costs one small query more and saves all of these.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock, RLock
from typing import Any, TypeVar

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.db.models import F
from django.http import HttpRequest
from wagtail.models import BaseViewRestriction, CollectionViewRestriction, PageViewRestriction, Site

from core.models import ContentVersion
from core.sql import Prepared

T = TypeVar("T")


@dataclass(frozen=True)
class SiteRoot:
    """A site as the gate needs it. `path` is its root page's place in the tree, `url_path` the same as an address."""

    id: int
    hostname: str
    port: int
    is_default: bool
    name: str
    root_id: int
    path: str
    url_path: str
    base_url: str

    def url(self, url_path: str) -> str:
        """The address of a page below this root, from the host's root: « /inventaire/ »."""
        return "/" + url_path[len(self.url_path) :]


@dataclass(frozen=True)
class Restriction:
    """A private section of pages, or of documents: the tree below `path`, and who may enter."""

    id: int
    path: str
    kind: str
    group_ids: frozenset[int]


@dataclass
class Snapshot:
    """What one process knows under one version of the content."""

    key: str
    sites: tuple[SiteRoot, ...]
    restrictions: tuple[Restriction, ...]
    collections: tuple[Restriction, ...] = ()
    _kept: dict[object, object] = field(default_factory=dict)
    _making: RLock = field(default_factory=RLock)

    def keep(self, key: object, make: Callable[[], T]) -> T:
        """The value made once for this version and process. Keep plain values only, and few of them.

        Threads that ask at the same time wait for the one that makes it; what is made may ask for other values.
        """
        if key not in self._kept:
            with self._making:
                if key not in self._kept:
                    self._kept[key] = make()
        return self._kept[key]  # type: ignore[return-value]

    def site_for(self, hostname: str, port: int) -> SiteRoot | None:
        """Wagtail's own order: host and port, host alone, the default site."""
        same_host = [site for site in self.sites if site.hostname == hostname]
        for site in same_host:
            if site.port == port:
                return site
        if len(same_host) == 1:
            return same_host[0]
        return self.default_site

    @property
    def default_site(self) -> SiteRoot | None:
        return next((site for site in self.sites if site.is_default), None)


_latest: Snapshot | None = None
_renewing = Lock()


def bump() -> None:
    """Declare that something readers can see has changed. Call it in the transaction that changes it."""
    stamp = secrets.token_hex(6)
    if not ContentVersion.objects.filter(pk=1).update(number=F("number") + 1, stamp=stamp):
        ContentVersion.objects.get_or_create(pk=1, defaults={"stamp": stamp})


def current() -> Snapshot:
    """The snapshot of the present version: one query while nothing has changed, a few more after a change."""
    global _latest
    rows = _rows()
    key = f"{rows[0]['number']}.{rows[0]['stamp']}" if rows else "0"
    latest = _latest
    if latest is None or latest.key != key:
        with _renewing:
            latest = _latest
            if latest is None or latest.key != key:
                latest = _latest = Snapshot(
                    key=key,
                    sites=_sites(),
                    restrictions=_restrictions(PageViewRestriction, "page"),
                    collections=_restrictions(CollectionViewRestriction, "collection"),
                )
    return latest


_row = Prepared(lambda holes: ContentVersion.objects.filter(pk=holes["pk"]).values("number", "stamp"), pk=-1)


def _rows() -> list[dict[str, Any]]:
    """The row of the version. A reader's first question tells itself whether the connection still holds.

    Django would ask the database before each request whether it is there: as long as all the rest of a small answer.
    """
    if connection.in_atomic_block or connection.health_check_done:
        return _row.rows(pk=1)
    connection.health_check_done = True
    try:
        return _row.rows(pk=1)
    except (InterfaceError, OperationalError):
        connection.close()
        return _row.rows(pk=1)


def for_request(request: HttpRequest) -> Snapshot:
    """The snapshot of this request, read once, before any data."""
    if not hasattr(request, "_content_snapshot"):
        request._content_snapshot = current()  # type: ignore[attr-defined]
    return request._content_snapshot  # type: ignore[attr-defined]


def _sites() -> tuple[SiteRoot, ...]:
    return tuple(
        SiteRoot(
            id=site.pk,
            hostname=site.hostname,
            port=site.port,
            is_default=site.is_default_site,
            name=site.site_name,
            root_id=site.root_page_id,
            path=site.root_page.path,
            url_path=site.root_page.url_path,
            # The operator says once, in SITE_URL, under which address readers reach the default site.
            base_url=settings.SITE_URL if site.is_default_site else site.root_url,
        )
        for site in Site.objects.select_related("root_page")
    )


def _restrictions(model: type[BaseViewRestriction], name: str) -> tuple[Restriction, ...]:
    rows = model.objects.select_related(name).prefetch_related("groups")
    return tuple(
        Restriction(
            id=row.pk,
            path=getattr(row, name).path,
            kind=row.restriction_type,
            group_ids=frozenset(group.pk for group in row.groups.all()),
        )
        for row in rows
    )
