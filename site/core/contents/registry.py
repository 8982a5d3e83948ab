"""The types of objects that have a content: page types, themes, partners, and the lists of the latter two."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from pydantic import BaseModel
from wagtail.models import Page

from core.visibility.gate import Gate

#: The root of the API.
API = "/api/v3/"


@dataclass(frozen=True)
class PageKind:
    """A page type in the API.

    `data` returns the part of a page's content that only its type has, in the shape of `schema`. `route` is the path
    of the section's own detail route below the API's root, with `{id}` for the public id; "" without one.

    For exports, `related` are relations that `data` reads, as for `prefetch_related`, and `prepare` loads at once what
    `data` would load for each of many pages.
    """

    code: str
    model: type[Page]
    data: Callable[[Gate, Any], dict[str, Any]]
    schema: type[BaseModel]
    route: str = ""
    related: tuple[str, ...] = ()
    prepare: Callable[[Gate, Sequence[Any]], None] | None = None

    @property
    def label(self) -> str:
        """The name of the type in French: « Fiche lieu »."""
        name = str(self.model._meta.verbose_name)
        return name[:1].upper() + name[1:]


@dataclass(frozen=True)
class Listed:
    """An object with an address that is no page. `path` starts at the root of the host; `pk` is its primary key."""

    pk: int
    id: UUID
    slug: str
    title: str
    path: str


@dataclass(frozen=True)
class OtherKind:
    """A kind of objects that are no pages.

    `listed` returns those that a reader may see, in the order of their primary keys. `common` returns the common part
    of one (see `core.contents.schemas.ContentBase`), without the fields of `Listed`; `data` the part of its kind.
    `route` is as for pages, with `{slug}`.
    """

    code: str
    label: str
    listed: Callable[[Gate], Sequence[Listed]]
    common: Callable[[Gate, Listed], Mapping[str, Any]]
    data: Callable[[Gate, Listed], dict[str, Any]]
    schema: type[BaseModel]
    route: str


Kind = PageKind | OtherKind

#: All kinds by their codes, in the order of their declaration.
KINDS: dict[str, Kind] = {}


def declare(kind: Kind) -> None:
    """Add a kind; called in `AppConfig.ready()`."""
    KINDS[kind.code] = kind


def page_kinds() -> list[PageKind]:
    return [kind for kind in KINDS.values() if isinstance(kind, PageKind)]


def other_kinds() -> list[OtherKind]:
    return [kind for kind in KINDS.values() if isinstance(kind, OtherKind)]


def content_types(kinds: Iterable[PageKind]) -> dict[int, PageKind]:
    """Return page kinds by the id of their content type. No query, except the first time in a process."""
    by_model: dict[Any, PageKind] = {kind.model: kind for kind in kinds}
    types = ContentType.objects.get_for_models(*by_model)
    return {types[model].pk: kind for model, kind in by_model.items()}


def visible_pages(gate: Gate, types: Collection[int], since: datetime | None = None) -> QuerySet[Page]:
    """Return the pages of these content types that the reader may see, in the order of their creation.

    With `since`, only those that were published at that moment or later.
    """
    pages = gate.pages(Page).filter(content_type__in=types).order_by("pk")
    return pages.filter(last_published_at__gte=since) if since else pages


def resource(gate: Gate, kind: Kind, uid: object, slug: str) -> str:
    """Return the absolute URL at which the API describes an object: that of its section, or else of its content."""
    path = kind.route.format(id=uid, slug=slug) if kind.route else f"content/{uid}/"
    return gate.absolute(f"{API}{path}")
