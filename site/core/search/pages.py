"""The source « page »: a document of each live page, with a card or without one (the home page, lists, chapters).

The fields of a document come from the `search_fields` of the page type, which the search of the admin uses too, and
from its `search_reader`. Pages are read by type and in chunks, with a few queries for each.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.utils.module_loading import import_string
from wagtail.fields import StreamField
from wagtail.models import Page, get_page_models
from wagtail.search.index import RelatedFields, SearchField

from core import cards
from core.bin import tree
from core.cards import KINDS, CardRow
from core.models.page import BasePage
from core.search.contacts import without_contacts
from core.search.documents import Document, Passage, Source, declare
from core.search.passages import passages
from core.search.streams import Chosen, Piece, pieces
from core.visibility.gate import Gate

CHUNK = 250
#: The boost from which a search field is a name. That of Wagtail's title.
NAME_BOOST = 2
#: Maximum number of characters of a text of a document. Longer ones, such as the text of a PDF, are cut.
LONGEST_TEXT = 400_000
NAME_SEPARATOR = re.compile(r"[,;\n]")
#: The kind of the pages without a card.
PLAIN = "page"


@dataclass
class PageWords:
    """What the search reads of a page: texts for the fields of a `Document`, in order.

    `members` and `team` are what these audiences may read besides.
    """

    names: list[str] = field(default_factory=list)
    people_and_places: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    members: list[str] = field(default_factory=list)
    team: list[str] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)


#: Returns what a page type's pages say besides their search fields, by page id; ids may be missing.
Reader = Callable[[list[Any]], Mapping[int, PageWords]]


def page_types() -> list[type[BasePage]]:
    """Return the page types whose pages have a document."""
    return [model for model in get_page_models() if issubclass(model, BasePage)]


def documents(ids: Collection[int] | None = None) -> Iterator[Document]:
    """Yield the documents of the live pages with these ids, or of all."""
    if ids is None:
        for model in page_types():
            yield from _documents_of_type(model, None)
        return
    in_order = sorted(set(ids))
    for start in range(0, len(in_order), CHUNK):
        types: dict[int, list[int]] = {}
        pages = Page.objects.filter(pk__in=in_order[start : start + CHUNK], live=True)
        for pk, content_type in pages.order_by().values_list("pk", "content_type_id"):
            types.setdefault(content_type, []).append(pk)
        for content_type, pks in types.items():
            model = ContentType.objects.get_for_id(content_type).model_class()
            if model is not None and issubclass(model, BasePage):
                yield from _documents_of_type(model, pks)


def _documents_of_type(model: type[BasePage], ids: Collection[int] | None) -> Iterator[Document]:
    """Yield the documents of the pages of a type; `ids` are those of one chunk."""
    pages: QuerySet[Any] = tree.outside(model.objects.filter(live=True))
    if model.card_kind:
        pages = pages.filter(card__isnull=False)
    pages = pages.select_related("card").prefetch_related("page_themes__theme", *model.search_related).order_by("pk")
    if ids is not None:
        yield from _documents(model, list(pages.filter(pk__in=ids)))
        return
    last = 0
    while chunk := list(pages.filter(pk__gt=last)[:CHUNK]):
        last = chunk[-1].pk
        yield from _documents(model, chunk)


def _documents(model: type[BasePage], pages: list[Any]) -> Iterator[Document]:
    if not pages:
        return
    fields = _Fields(model)
    reader: Reader = import_string(model.search_reader) if model.search_reader else _nothing
    anchors = import_string(model.heading_anchors) if model.heading_anchors else None
    words = reader(pages)
    raw = {page.pk: [getattr(page, name).get_prep_value() for name in fields.streams] for page in pages}
    chosen = Chosen(
        (block, stored) for page in pages for block, stored in zip(fields.blocks, raw[page.pk], strict=True)
    )
    sections = _sections(pages)
    for page in pages:
        parts = [
            piece
            for block, stored in zip(fields.blocks, raw[page.pk], strict=True)
            for piece in pieces(block, stored, chosen)
        ]
        below_headings = passages(parts, anchors) if anchors else passages(parts)
        yield _document(page, fields, words.get(page.pk) or PageWords(), parts, below_headings, sections)


def _document(
    page: Any,
    fields: _Fields,
    words: PageWords,
    parts: list[Piece],
    below_headings: list[Passage],
    sections: Mapping[str, str],
) -> Document:
    themes = [row.theme.title for row in page.page_themes.all()]
    own_texts = [text for read in fields.texts for text in read(page)]
    names = [name for field in page.search_names for name in NAME_SEPARATOR.split(getattr(page, field) or "")]
    mentioned = [text for read in fields.mentioned for text in read(page)]
    day = (page.card.earliest or page.card.latest) if page.card_kind else None
    if not page.card_kind:
        own_texts.append(page.search_description)
    return Document(
        id=page.pk,
        kind=page.card_kind or PLAIN,
        title=page.title,
        names=tuple(filter(None, (_clean(name) for name in [*names, *words.names]))),
        people_and_places=_joined([*mentioned, *words.people_and_places]),
        labels=_joined([*words.labels, *(sections[path] for path in _paths_above(page) if path in sections)]),
        headings=_joined(piece.heading for piece in parts),
        text=_joined([*own_texts, *(piece.text for piece in parts), *words.text, *themes]),
        members=_joined(words.members),
        team=_joined(words.team),
        year=day.year if day else None,
        themes=tuple(dict.fromkeys(row.theme_id for row in page.page_themes.all())),
        passages=tuple(
            Passage(anchor, _clean(heading), _clean(text))
            for anchor, heading, text in [*below_headings, *words.passages]
        ),
    )


class _Fields:
    """How the search fields of a page type are read: texts, names of people and places, and StreamFields."""

    def __init__(self, model: type[BasePage]) -> None:
        self.texts: list[Callable[[Any], Iterable[str]]] = []
        self.mentioned: list[Callable[[Any], Iterable[str]]] = []
        self.streams: list[str] = []
        self.blocks: list[Any] = []
        left_out = {"title", *model.search_replaced, *model.search_names}
        for search_field in model.get_search_fields():
            if isinstance(search_field, RelatedFields):
                for related in search_field.fields:
                    if type(related) is SearchField:
                        self._target(related).append(_related(search_field.field_name, related.field_name))
            elif type(search_field) is SearchField and search_field.field_name not in left_out:
                self._add(model, search_field)

    def _add(self, model: type[BasePage], search_field: SearchField) -> None:
        name = search_field.field_name
        column = getattr(model, name, None)
        stored = getattr(column, "field", None)
        if isinstance(stored, StreamField):
            self.streams.append(name)
            self.blocks.append(stored.stream_block)
            return
        self._target(search_field).append(_attribute(name))

    def _target(self, search_field: SearchField) -> list[Callable[[Any], Iterable[str]]]:
        return self.mentioned if (search_field.boost or 1) >= NAME_BOOST else self.texts


def _attribute(name: str) -> Callable[[Any], Iterable[str]]:
    def read(page: Any) -> Iterable[str]:
        value = getattr(page, name)
        value = value() if callable(value) else value
        return [str(value)] if value else []

    return read


def _related(relation: str, name: str) -> Callable[[Any], Iterable[str]]:
    """Return a function that reads a column of the rows that a page has in a child table or a foreign key."""

    def read(page: Any) -> Iterable[str]:
        related = getattr(page, relation)
        rows = related.all() if hasattr(related, "all") else [related] if related else []
        return [str(value) for row in rows if (value := getattr(row, name))]

    return read


def _nothing(pages: list[Any]) -> Mapping[int, PageWords]:
    return {}


def _sections(pages: Iterable[Page]) -> dict[str, str]:
    """Return the titles of the public pages above some pages, below the home page, by tree path. One query."""
    paths = {path for page in pages for path in _paths_above(page)}
    return dict(Page.objects.filter(path__in=sorted(paths), live=True).order_by().values_list("path", "title"))


def _paths_above(page: Page) -> list[str]:
    return [page.path[:end] for end in range(3 * page.steplen, len(page.path), page.steplen)]


def _joined(texts: Iterable[str]) -> str:
    return _clean("\n".join(filter(None, texts)))


def _clean(text: str) -> str:
    return without_contacts(text[:LONGEST_TEXT]).strip()


def visible(gate: Gate) -> frozenset[int]:
    """Return the ids of the pages that the reader may see; read once per content version."""

    def read() -> frozenset[int]:
        with_card = cards.visible(gate).order_by().values_list("page_id", flat=True)
        return frozenset(with_card) | _plain_rows(gate).keys()

    return gate.snapshot.get_or_set(("ids of searched pages", *gate.scope), read)


def results(gate: Gate, ids: Collection[int]) -> list[CardRow]:
    """Return the cards of those of these pages that the reader may see. Three queries at most.

    A page without a card gets a row like one, with its introduction or the description for search engines.
    """
    plain, seen = _plain_rows(gate), visible(gate)
    others = [pk for pk in ids if pk in seen and pk not in plain]
    return [*(plain[pk] for pk in ids if pk in plain), *cards.of_visible(gate, others)]


def _plain_rows(gate: Gate) -> Mapping[int, CardRow]:
    """Return rows of the pages without a card that the reader may see, by id. A site has some dozens of them.

    Read once per content version, with a query for each of their types.
    """

    def read() -> Mapping[int, CardRow]:
        models = [model for model in page_types() if not model.card_kind]
        return {page.pk: _plain_row(gate, page) for model in models for page in gate.pages(model).order_by("pk")}

    return gate.snapshot.get_or_set(("pages without a card", *gate.scope), read)


def _plain_row(gate: Gate, page: BasePage) -> CardRow:
    return CardRow(
        id=page.pk, uid=str(page.translation_key), kind=PLAIN, kind_label=KINDS.get(PLAIN, "Page"), title=page.title,
        summary=page.meta_description(), label="", detail="", url=gate.url(page.url_path), slug=page.slug, image=None,
        drawing=PLAIN, badges=[], earliest=None, verified_on=page.verified_on,
    )  # fmt: skip


def declare_pages() -> None:
    """Declare the source; called in `AppConfig.ready()`."""
    declare(Source("page", "Page", documents, visible, results, models=(Page,)))
