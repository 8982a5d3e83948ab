"""The content of pages: the parts that all types have, for many pages at once, and the data of their sections."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from typing import Any
from urllib.parse import urlsplit

from django.db.models import Count, F, Q, Window
from django.db.models.functions import Length, RowNumber, Substr
from django.http import Http404
from django.urls import reverse
from wagtail.models import Page

from core.api.cards import card_item
from core.cards import KINDS
from core.contents.registry import Listed, OtherKind, PageKind, content_types, page_kinds
from core.db.pages import path_above
from core.files import images
from core.models import Card
from core.models.page import BasePage
from core.models.themes import themes_by_page
from core.relations.related import related_to_each
from core.visibility.gate import Gate

#: Maximum number of children in a content.
MOST_CHILDREN = 100
REF_COLUMNS = ("pk", "path", "translation_key", "title", "url_path", "content_type_id")

Pages = Sequence[BasePage]
#: Returns a value for each of some pages, in their order.
Part = Callable[[Gate, Pages], Iterable[Any]]


def page_contents(gate: Gate, kind: PageKind, pages: Pages, fields: Set[str] = frozenset()) -> Iterator[dict[str, Any]]:
    """Yield the contents of pages of one kind, which the reader may see; with `fields` only those, `id` and `type`.

    A page that is stored has the snapshot of the gate as its `request_snapshot`; others are read as they are. Those
    that were unpublished since they were read are left out. Related pages are those that the data do not lead to:
    `related` reads the data as well.
    """
    contents = []
    for page in pages:
        content = {"id": page.translation_key, "type": kind.code, "type_label": kind.label, "title": page.title}
        content |= _address(gate, page.url_path)
        if not fields or fields & {"data", "related"}:
            try:
                content["data"] = kind.data(gate, page)
            except Http404:
                continue
        contents.append((page, content))
    served = [page for page, _ in contents]
    parts = {name: list(part(gate, served)) for name, part in PARTS.items() if not fields or name in fields}
    if not fields or "related" in fields:
        parts["related"] = list(_related(gate, served, [content["data"] for _, content in contents]))
    for rank, (_, content) in enumerate(contents):
        data = content.pop("data", None)
        content |= {name: values[rank] for name, values in parts.items()}
        yield only(content | ({"data": data} if data is not None else {}), fields)


def other_content(gate: Gate, kind: OtherKind, row: Listed, fields: Collection[str] = ()) -> dict[str, Any]:
    """Return the content of an object that is no page; with `fields` only those, `id` and `type`."""
    content: dict[str, Any] = {
        **other_ref(gate, kind, row),
        "type_label": kind.label,
        "published_at": None,
        "updated_at": None,
        "related": [],
        **kind.common(gate, row),
    }
    if not fields or "data" in fields:
        content["data"] = kind.data(gate, row)
    return only(content, fields)


def only(content: dict[str, Any], fields: Collection[str]) -> dict[str, Any]:
    """Return a content with only these fields, `id` and `type`; with all if `fields` is empty."""
    names = {"id", "type", *fields}
    return {name: value for name, value in content.items() if name in names} if fields else content


def page_ref(gate: Gate, row: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the `Ref` of a row with `REF_COLUMNS`; None for a type without content."""
    kind = content_types(page_kinds()).get(row["content_type_id"])
    if kind is None:
        return None
    return {"id": row["translation_key"], "type": kind.code, "title": row["title"], **_address(gate, row["url_path"])}


def other_ref(gate: Gate, kind: OtherKind, row: Listed) -> dict[str, Any]:
    """Return the `Ref` of an object that is no page."""
    return {"id": row.id, "type": kind.code, "title": row.title, "path": row.path, "url": gate.absolute(row.path)}


def linked_theme(gate: Gate, theme: Mapping[str, str]) -> dict[str, Any]:
    """Return a theme with its address."""
    path = reverse("theme", args=[theme["slug"]])
    return {"slug": theme["slug"], "title": theme["title"], "path": path, "url": gate.absolute(path)}


def teaser(gate: Gate, card: Mapping[str, Any]) -> dict[str, Any]:
    """Return what `components/cards.html` shows of a page in the shape of `Teaser`."""
    return {
        "type": card["kind"],
        "type_label": KINDS.get(card["kind"], ""),
        "path": card["url"],
        "url": gate.absolute(card["url"]),
        "image": images.as_json(card["image"], gate.base_url),
        "badges": [badge["text"] for badge in card["badges"]],
        **{name: card[name] for name in ("title", "label", "detail", "summary")},
    }


def step(gate: Gate, title: str, path: str) -> dict[str, Any]:
    """Return a step of a breadcrumb."""
    return {"title": title, "path": path, "url": gate.absolute(path)}


def _address(gate: Gate, url_path: str) -> dict[str, Any]:
    return {"path": gate.url(url_path), "url": gate.full_url(url_path)}


# --- Parts ------------------------------------------------------------------------------------------------------------


def _seo(gate: Gate, pages: Pages) -> Iterable[Any]:
    chosen = {page.pk: page.social_image_id for page in pages if page.social_image_id}
    stored = [page.pk for page in pages if page.card_kind and page.request_snapshot and page.pk not in chosen]
    ids = dict(Card.objects.filter(page__in=stored).values_list("page_id", "image_id")) if stored else {}
    for page in pages:
        if page.pk not in chosen and page.pk not in ids:
            ids[page.pk] = page.as_card().image_id
    ids |= chosen
    loaded = images.load((pk for pk in ids.values() if pk), gate.images)
    for page in pages:
        yield {
            "title": page.window_title(gate),
            "description": page.meta_description(),
            "image": images.as_json(loaded.get(ids[page.pk]), gate.base_url),
        }


def _breadcrumbs(gate: Gate, pages: Pages) -> Iterable[Any]:
    return ([step(gate, row["title"], gate.url(row["url_path"])) for row in rows] for rows in _above(gate, pages))


def _parents(gate: Gate, pages: Pages) -> Iterable[Any]:
    return (page_ref(gate, rows[-1]) if rows else None for rows in _above(gate, pages))


def _above(gate: Gate, pages: Pages) -> Iterable[list[dict[str, Any]]]:
    """Return for each page the rows of the visible pages above it, from the home page down. One query."""
    paths = [[page.path[:end] for end in range(Page.steplen, len(page.path), Page.steplen)] for page in pages]
    every = gate.pages(Page).filter(path__in=set().union(*paths)).values(*REF_COLUMNS) if any(paths) else ()
    rows = {row["path"]: row for row in every}
    return [[rows[path] for path in above if path in rows] for above in paths]


def _children(gate: Gate, pages: Pages) -> Iterable[Any]:
    """Return the number of visible children of each page, and the first of them. One query."""
    parents = [page for page in pages if page.numchild and page.path]
    by_parent: dict[str, list[dict[str, Any]]] = defaultdict(list)
    if parents:
        below = Q()
        for page in parents:
            below |= Q(path__startswith=page.path, depth=page.depth + 1)
        siblings = Window(Count("pk"), partition_by=F("above"))
        rank = Window(RowNumber(), partition_by=F("above"), order_by="path")
        rows = (
            gate.pages(Page)
            .filter(below, content_type__in=content_types(page_kinds()))
            .annotate(above=Substr("path", 1, Length("path") - Page.steplen))
            .annotate(rank=rank, siblings=siblings)
            .filter(rank__lte=MOST_CHILDREN)
            .order_by("path")
        )
        for row in rows.values(*REF_COLUMNS, "siblings"):
            by_parent[path_above(row["path"])].append(row)
    for page in pages:
        children = by_parent.get(page.path, [])
        yield {"count": children[0]["siblings"] if children else 0, "items": [page_ref(gate, row) for row in children]}


def _themes(gate: Gate, pages: Pages) -> Iterable[Any]:
    stored = themes_by_page(page.pk for page in pages if page.request_snapshot)
    for page in pages:
        rows = stored.get(page.pk, []) if page.request_snapshot else page.theme_rows()
        yield [linked_theme(gate, row) for row in rows]


def _related(gate: Gate, pages: Pages, data: Sequence[Any]) -> Iterable[Any]:
    """Return the related pages of each page, without those that its data lead to."""
    shown = {page.pk: set(_paths_in(value)) for page, value in zip(pages, data, strict=True)}
    related = related_to_each(gate, [page for page in pages if page.pk], shown)
    for page in pages:
        rows = related.get(page.pk, [])
        yield [{**card_item(gate, row.card), "path": row.card["url"], "reason": row.reason} for row in rows]


def _paths_in(value: Any) -> Iterator[str]:
    """Yield the paths of the pages of this site at the addresses in some data."""
    if isinstance(value, list):
        for part in value:
            yield from _paths_in(part)
    elif isinstance(value, dict):
        if isinstance(url := value.get("url"), str):
            yield urlsplit(url).path
        for part in value.values():
            yield from _paths_in(part)


#: The parts of a content that are read for many pages at once.
PARTS: dict[str, Part] = {
    "seo": _seo,
    "published_at": lambda gate, pages: [page.first_published_at for page in pages],
    "updated_at": lambda gate, pages: [page.last_published_at for page in pages],
    "breadcrumb": _breadcrumbs,
    "parent": _parents,
    "children": _children,
    "themes": _themes,
}
