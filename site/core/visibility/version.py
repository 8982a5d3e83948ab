"""The content version, and a per-process cache of what depends on it.

The version is one row of the database (`core.ContentVersion`). It is incremented in the transaction of each public
change, and read before the data, so that a response may be newer than its version but never older. For each version a
process caches what every request needs (sites, restrictions, menus): one small query per request replaces them all.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock, RLock
from typing import Any, NamedTuple, TypeVar

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.db.models import F
from django.http import HttpRequest
from wagtail.models import BaseViewRestriction, CollectionViewRestriction, PageViewRestriction, Site

from core.db.queries import Prepared
from core.models import ContentVersion

T = TypeVar("T")


@dataclass(frozen=True)
class SiteRoot:
    """A site, with the tree `path` and the `url_path` of its root page."""

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
        """Return the URL of a page below this root, without scheme and host: « /inventaire/ »."""
        return "/" + url_path[len(self.url_path) :]


@dataclass(frozen=True)
class Restriction:
    """A private section of pages or of collections: the tree below `path`, and the condition to enter it."""

    id: int
    path: str
    kind: str
    group_ids: frozenset[int]


@dataclass
class Snapshot:
    """What a process caches for one content version."""

    key: str
    sites: tuple[SiteRoot, ...]
    restrictions: tuple[Restriction, ...]
    collections: tuple[Restriction, ...] = ()
    _values: dict[object, object] = field(default_factory=dict)
    _lock: RLock = field(default_factory=RLock)

    def get_or_set(self, key: object, make: Callable[[], T]) -> T:
        """Return the cached value of a key; call `make` the first time. Cache plain values only, and few of them.

        Other threads wait meanwhile. `make` may itself call this method.
        """
        if key not in self._values:
            with self._lock:
                if key not in self._values:
                    self._values[key] = make()
        return self._values[key]  # type: ignore[return-value]

    def site_for(self, hostname: str, port: int) -> SiteRoot | None:
        """Find a site as Wagtail does: by host and port, by a host that only one site has, or the default site."""
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


#: Increments the version, and locks its row until the end of the transaction.
BUMP = """
    INSERT INTO core_contentversion (id, number, stamp) VALUES (1, %s, %s)
    ON CONFLICT (id) DO UPDATE SET
        number = core_contentversion.number + excluded.number, stamp = excluded.stamp
    RETURNING number
"""


class Version(NamedTuple):
    """The number and the stamp of a content version."""

    number: int
    stamp: str


def bump(count: int = 1) -> Version:
    """Increment the version because something that readers can see has changed; return the new one.

    Call it in the transaction of the change. `count` is the number of changes. Whatever `core.visibility.changes` can
    record is recorded there instead, which calls this.
    """
    stamp = secrets.token_hex(6)
    with connection.cursor() as cursor:
        cursor.execute(BUMP, [count, stamp])
        return Version(cursor.fetchone()[0], stamp)


def current() -> Snapshot:
    """Return the snapshot of the current version, with one query, or a few after a change."""
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
                    restrictions=_restrictions(_page_restrictions.rows()),
                    collections=_restrictions(_collection_restrictions.rows()),
                )
    return latest


_row = Prepared(lambda params: ContentVersion.objects.filter(pk=params["pk"]).values("number", "stamp"), pk=-1)


def _rows() -> list[dict[str, Any]]:
    """Return the row of the version, in a list. This first query also serves as the connection's health check.

    Django's own check would be one more query per request, which takes as long as the rest of a small response.
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
    """Return the snapshot of this request, which is read once, before any data."""
    if not hasattr(request, "_content_snapshot"):
        request._content_snapshot = current()  # type: ignore[attr-defined]
    return request._content_snapshot  # type: ignore[attr-defined]


_site_rows = Prepared(
    lambda _: Site.objects.values(
        "pk", "hostname", "port", "is_default_site", "site_name", "root_page", "root_page__path", "root_page__url_path"
    )
)


def _sites() -> tuple[SiteRoot, ...]:
    return tuple(
        SiteRoot(
            id=row["pk"],
            hostname=row["hostname"],
            port=row["port"],
            is_default=row["is_default_site"],
            name=row["site_name"],
            root_id=row["root_page"],
            path=row["root_page__path"],
            url_path=row["root_page__url_path"],
            # The default site's public URL is the setting SITE_URL.
            base_url=settings.SITE_URL if row["is_default_site"] else _root_url(row["hostname"], row["port"]),
        )
        for row in _site_rows.rows()
    )


def _root_url(hostname: str, port: int) -> str:
    return Site(hostname=hostname, port=port).root_url


def _restriction_rows(model: type[BaseViewRestriction], name: str) -> Prepared:
    """Return the query for the restrictions of a model: a row for each of their groups, or one without a group."""
    return Prepared(
        lambda _: model.objects.order_by("pk").values(
            "pk", "groups", path=F(f"{name}__path"), kind=F("restriction_type")
        )
    )


_page_restrictions = _restriction_rows(PageViewRestriction, "page")
_collection_restrictions = _restriction_rows(CollectionViewRestriction, "collection")


def _restrictions(rows: list[dict[str, Any]]) -> tuple[Restriction, ...]:
    groups: dict[int, set[int]] = {row["pk"]: set() for row in rows}
    for row in rows:
        if row["groups"] is not None:
            groups[row["pk"]].add(row["groups"])
    return tuple(
        Restriction(id=row["pk"], path=row["path"], kind=row["kind"], group_ids=frozenset(groups[row["pk"]]))
        for row in {row["pk"]: row for row in rows}.values()
    )
