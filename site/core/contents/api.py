"""The API of routes and contents: looks addresses up, lists everything public, returns whole pages of any type."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from ninja import Field, Query, Router, Schema
from ninja.errors import ValidationError
from pydantic import AfterValidator, BeforeValidator

from core import views
from core.api.parameters import MAX_LIMIT
from core.api.routing import dumps, read
from core.api.schemas import Page, enum_of
from core.contents import addresses
from core.contents.addresses import AddressedObject, Gone, Redirection, look_up
from core.contents.common import PARTS, other_content, page_contents
from core.contents.registry import (
    API,
    KINDS,
    Kind,
    Listed,
    OtherKind,
    PageKind,
    content_types,
    other_kinds,
    page_kinds,
    visible_pages,
)
from core.contents.routes import route, route_list
from core.contents.schemas import Redirected, Route, any_content
from core.visibility.gate import Gate

NDJSON = "application/x-ndjson"
#: Number of pages that the export reads at once.
BATCH = 100
MOMENT = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)?)?", re.ASCII)
DELETED = "Ce qui se trouvait ici a été supprimé."
#: The fields that `fields` may name.
FIELDS = ("id", "type", "type_label", "title", "path", "url", *PARTS, "related", "data")


def _known_type(code: str) -> str:
    if code not in KINDS:
        raise ValueError(f"Type inconnu : « {code} ». Les types sont {', '.join(KINDS)}.")
    return code


def _known_fields(text: str) -> str:
    for name in filter(None, text.split(",")):
        if name not in FIELDS:
            raise ValueError(f"Champ inconnu : « {name} ». Les champs sont {', '.join(FIELDS)}.")
    return text


def _moment(value: Any) -> Any:
    """Parse a date, or a date and time; without an offset it is in the time zone of the site."""
    if not isinstance(value, str) or not MOMENT.fullmatch(value):
        message = "Une date est attendue, ou une date et une heure : 2017-01-31T08:00:00Z."
        # An address reads its « + » as a space.
        if isinstance(value, str) and MOMENT.fullmatch(value.replace(" ", "+")):
            message += " Le « + » d’un décalage horaire s’écrit %2B dans une adresse."
        raise ValueError(message)
    try:
        moment = datetime.fromisoformat(value)
        # In UTC, as databases compare it: the first and the last day of the calendar may have no such moment.
        return (moment if moment.tzinfo else timezone.make_aware(moment)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError("Cette date n’existe pas.") from error


#: The code of a kind of objects.
TypeCode = Annotated[
    str,
    Field(max_length=30, json_schema_extra=enum_of(KINDS)),
    AfterValidator(_known_type),
]
#: Names of fields, separated by commas.
FieldNames = Annotated[
    str,
    Field(max_length=300, description="Les seuls champs à donner, séparés par des virgules, avec `id` et `type`."),
    AfterValidator(_known_fields),
]
#: A moment: a date, or a date and time.
Since = Annotated[
    datetime | None,
    Field(
        description="Seulement les pages dont la dernière publication date de ce moment ou d’après. Les thèmes et les "
        "partenaires, qui n’ont pas de date, y sont toujours."
    ),
    BeforeValidator(_moment),
]
Address = Annotated[
    str, Field(max_length=2000, description="Adresse sur le site, depuis la racine, ou entière : `/la-demarche/`.")
]


class FieldParams(Schema):
    """Which fields of a content are wanted."""

    fields: FieldNames = ""

    @property
    def names(self) -> set[str]:
        return set(filter(None, self.fields.split(",")))


class PathParams(FieldParams):
    """The address of a content."""

    path: Address


class ExportParams(FieldParams):
    """What an export contains."""

    type: TypeCode
    updated_since: Since = None


class RouteParams(Schema):
    """An address, or filters of the list of routes."""

    path: Address | None = None
    type: list[TypeCode] = Field([], max_length=50, description="Types : `place`, `event`, `theme`…")
    updated_since: Since = None
    cursor: str = Field("", max_length=100, description="Où reprendre la liste : `next` le contient.")
    limit: int = Field(MAX_LIMIT, ge=1, le=MAX_LIMIT, description="Nombre d’éléments, 100 au plus.")

    def next_query(self, cursor: str) -> str:
        """Return the query string of the part of the list after a cursor."""
        values: dict[str, Any] = {"type": self.type, "cursor": cursor}
        if self.updated_since:
            values["updated_since"] = self.updated_since.isoformat()
        if self.limit != MAX_LIMIT:
            values["limit"] = self.limit
        return urlencode(values, doseq=True)


routes_router = Router(tags=["contents"])


@read(
    routes_router,
    "/",
    response=Route | Redirected | Page[Route],
    may_miss=True,
    may_be_gone=True,
    summary="Ce qui est à une adresse, ou tout ce qui est public",
)
def routes(request: HttpRequest, params: Query[RouteParams]) -> Any:
    """Avec `path` : ce qui se trouve à cette adresse, ou sa redirection (`redirect`) ; 410 pour une page supprimée.

    Sans `path` : toutes les pages publiques, puis thèmes et partenaires avec leurs listes ; l’ordre ne change pas.
    """
    gate = Gate.for_request(request)
    if "path" in request.GET:
        _refuse_others(request)
        return _at(request, gate, params.path or "", lambda target: route(gate, target))
    kinds = [kind for kind in KINDS.values() if not params.type or kind.code in params.type]
    part = route_list(gate, kinds, params.updated_since, params.cursor, params.limit)
    following = f"{gate.absolute(API)}routes/?{params.next_query(part.cursor)}" if part.cursor else None
    return {"count": part.count, "items": part.items, "next": following}


def contents_router() -> Router:
    """Return the routes of contents. Call it when all sections have declared their types."""
    router = Router(tags=["contents"])
    content = any_content(KINDS.values())

    @read(
        router,
        "/",
        response=content | Redirected,
        may_miss=True,
        may_be_gone=True,
        summary="La page entière d’une adresse, quel que soit son type",
    )
    def content_at(request: HttpRequest, params: Query[PathParams]) -> Any:
        """Une page, un thème, un partenaire ou une redirection (`redirect`) ; 410 pour une page supprimée.

        `data` est l’objet que donne la route de sa rubrique, pour les types qui en ont une.
        """
        gate = Gate.for_request(request)
        return _at(request, gate, params.path, lambda target: _content(gate, target, params.names))

    @read(
        router,
        "/export.ndjson",
        response=content,
        media_type=NDJSON,
        summary="Toutes les pages entières d’un type, une par ligne",
    )
    def export_contents(request: HttpRequest, params: Query[ExportParams]) -> HttpResponseBase:
        """Les mêmes objets que `content/{id}/`, un par ligne, dans un ordre qui ne change pas."""
        kind = KINDS[params.type]
        lines = _lines(Gate.for_request(request), kind, params.names, params.updated_since)
        return StreamingHttpResponse(lines, content_type=NDJSON)

    @read(router, "/{id}/", response=content, may_be_gone=True, summary="Une page entière, par son identifiant public")
    def content_by_id(request: HttpRequest, id: UUID, params: Query[FieldParams]) -> Any:
        """La page, le thème ou le partenaire de cet identifiant ; 410 pour une page supprimée."""
        gate = Gate.for_request(request)
        if target := _by_id(gate, id):
            return _content(gate, target, params.names)
        if addresses.was_deleted(gate, id):
            return views.error(request, 410, DELETED)
        raise Http404("Aucun élément public n’a cet identifiant.")

    return router


def _refuse_others(request: HttpRequest) -> None:
    """Raise ValidationError if a look-up has filters of the list as well."""
    message = "`path` ne va pas avec les filtres de la liste."
    errors = [{"type": "value_error", "loc": ["query", name], "msg": message} for name in request.GET if name != "path"]
    if errors:
        raise ValidationError(errors)


def _at(request: HttpRequest, gate: Gate, address: str, answer: Any) -> Any:
    """Return `answer` of the object at an address; a redirection as such, 410 for a deleted object."""
    try:
        target = look_up(gate, address)
    except Gone:
        return views.error(request, 410, DELETED)
    if isinstance(target, Redirection):
        return {"redirect": {"to": target.to, "status": target.status}}
    return answer(target)


def _by_id(gate: Gate, uid: UUID) -> AddressedObject | None:
    types = content_types(page_kinds())
    rows = visible_pages(gate, types).filter(translation_key=uid).values("pk", "content_type_id")
    if row := rows.first():
        return AddressedObject(types[row["content_type_id"]], row)
    for kind in other_kinds():
        if entry := next((entry for entry in kind.listed(gate) if entry.id == uid), None):
            return AddressedObject(kind, entry)
    return None


def _content(gate: Gate, target: AddressedObject, fields: set[str]) -> dict[str, Any]:
    """Return the content of an object. Raise Http404 if it was unpublished since it was looked up."""
    if isinstance(target.row, Listed):
        assert isinstance(target.kind, OtherKind)
        return other_content(gate, target.kind, target.row, fields)
    assert isinstance(target.kind, PageKind)
    pages = _stored(gate, list(gate.pages(target.kind.model).filter(pk=target.row["pk"])))
    for content in page_contents(gate, target.kind, pages, fields):
        return content
    raise Http404("Cette page n’est plus publique.")


def _stored(gate: Gate, pages: list[Any]) -> list[Any]:
    """Mark pages as read from the database under the gate's content version."""
    for page in pages:
        page.request_snapshot = gate.snapshot
    return pages


def _lines(gate: Gate, kind: Kind, fields: set[str], since: datetime | None) -> Iterator[bytes]:
    """Yield the contents of a kind as lines of JSON, `BATCH` objects at a time.

    A slow client may take long to read them, so what each batch may contain is decided when it is read.
    """
    if isinstance(kind, OtherKind):
        yield from _other_lines(gate, kind, fields)
        return
    with_data = not fields or "data" in fields
    after = 0
    while True:
        gate = gate.renewed()
        pages = gate.pages(kind.model).filter(pk__gt=after).order_by("pk")
        if since:
            pages = pages.filter(last_published_at__gte=since)
        if with_data:
            pages = pages.prefetch_related(*kind.related)
        batch = _stored(gate, list(pages[:BATCH]))
        if batch and with_data and kind.prepare:
            kind.prepare(gate, batch)
        yield b"".join(dumps(content) + b"\n" for content in page_contents(gate, kind, batch, fields))
        if len(batch) < BATCH:
            return
        after = batch[-1].pk


def _other_lines(gate: Gate, kind: OtherKind, fields: set[str]) -> Iterator[bytes]:
    after = 0
    while True:
        gate = gate.renewed()
        batch = [row for row in kind.listed(gate) if row.pk > after][:BATCH]
        for row in batch:
            try:
                yield dumps(other_content(gate, kind, row, fields)) + b"\n"
            except (Http404, ObjectDoesNotExist):  # deleted, or not named by a visible page any longer
                continue
        if len(batch) < BATCH:
            return
        after = batch[-1].pk
