"""Where shared blocks and terms are placed: in what readers see, and in drafts that may become so."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import F, Model, Q, TextField
from django.db.models.functions import Cast
from django.urls import reverse
from wagtail.models import Page, Revision

from core.checks import own_page_models
from core.fields import StreamField


@dataclass(frozen=True)
class Placing:
    """How bodies place something: the name of the block in every body, and that of the choice inside it."""

    block: str
    choice: str


#: By name of the model that is placed.
PLACINGS = {"sharedblock": Placing("shared", "block"), "glossaryterm": Placing("definition", "term")}

#: What holds a body: its model, `Page` for a page of any type, and its primary key.
Holder = tuple[type[Model], int]


@dataclass(frozen=True)
class Usage:
    """A page or a shared block whose body places something.

    `published` when the body that readers get has it there, otherwise only a draft does.
    """

    holder: Any
    title: str
    noun: str
    published: bool

    @property
    def edit_url(self) -> str:
        if isinstance(self.holder, Page):
            return reverse("wagtailadmin_pages:edit", args=[self.holder.pk])
        return reverse(self.holder.snippet_viewset.get_url_name("edit"), args=[self.holder.pk])


def usages(model: type[Model], ids: Iterable[int]) -> dict[int, list[Usage]]:
    """What places each of these shared blocks or terms: pages by title, then shared blocks by name.

    As many queries for one as for all.
    """
    placing, wanted = PLACINGS[model._meta.model_name or ""], set(ids)
    published = _rows(placing) if wanted else {}
    drafted = _drafts(placing) if wanted else {}
    known = _known({holder for found in (published, drafted) for pk in wanted for holder in found.get(pk, ())})
    return {
        pk: [
            _usage(found, found.live and holder in published.get(pk, ()))
            for holder, found in known.items()
            if holder in published.get(pk, ()) or holder in drafted.get(pk, ())
        ]
        for pk in wanted
    }


def usages_of(placed: Model) -> list[Usage]:
    """What places one shared block or term."""
    return usages(type(placed), [placed.pk])[placed.pk]


def counted(found: list[Usage]) -> str:
    """How many these are: « 1 fiche », « 4 fiches », « 3 pages », « 2 endroits » when shared blocks are among them."""
    nouns = {usage.noun for usage in found}
    mixed = "endroit" if "bloc partagé" in nouns else "page"
    noun = nouns.pop() if len(nouns) == 1 else mixed
    if len(found) > 1:
        noun = " ".join(f"{word}s" for word in noun.split())
    return f"{len(found)} {noun}"


def places(raw: Any, placing: Placing) -> Iterator[int]:
    """What the raw data of a stream places this way, at any depth, by primary key."""
    if isinstance(raw, list):
        for part in raw:
            yield from places(part, placing)
    elif isinstance(raw, dict):
        value = raw.get("value")
        if raw.get("type") == placing.block and isinstance(value, dict) and isinstance(value.get(placing.choice), int):
            yield value[placing.choice]
        for part in raw.values():
            yield from places(part, placing)


def _hosts(placing: Placing) -> list[tuple[type[Any], str]]:
    """The models whose bodies take the block, with the name of each such body."""
    from memento.models import SharedBlock  # whose form tells where it is placed

    return [
        (model, field.name)
        for model in (*own_page_models(), SharedBlock)
        for field in model._meta.get_fields()
        if isinstance(field, StreamField) and placing.block in field.stream_block.child_blocks
    ]


def _base(model: type[Model]) -> type[Model]:
    return Page if issubclass(model, Page) else model


def _rows(placing: Placing) -> dict[int, set[Holder]]:
    """What holds each, as the rows have it: what is published, or a draft that never was. A query per model."""
    found: dict[int, set[Holder]] = defaultdict(set)
    for model, name in _hosts(placing):
        rows = model.objects.annotate(raw=Cast(F(name), TextField())).filter(raw__contains=f'"{placing.block}"')
        for pk, raw in rows.values_list("pk", "raw"):
            for placed in places(json.loads(raw), placing):
                found[placed].add((_base(model), pk))
    return found


def _drafts(placing: Placing) -> dict[int, set[Holder]]:
    """What holds each, as the latest drafts and what is scheduled have it. One query."""
    hosts = _hosts(placing)
    types = ContentType.objects.get_for_models(*(model for model, _ in hosts))
    bases = {kind.pk: _base(model) for model, kind in types.items()}
    drafted = Q(approved_go_live_at__isnull=False)
    for base in set(bases.values()):
        latest = base._default_manager.filter(has_unpublished_changes=True)
        drafted |= Q(pk__in=latest.values("latest_revision"))
    revisions = Revision.objects.filter(drafted, content_type__in=bases)
    rows = revisions.annotate(raw=Cast("content", TextField())).filter(raw__contains=placing.block)
    found: dict[int, set[Holder]] = defaultdict(set)
    for kind, object_id, content in rows.values_list("content_type", "object_id", "content"):
        for name in {name for _, name in hosts}:
            for placed in places(json.loads(content.get(name) or "[]"), placing):
                found[placed].add((bases[kind], int(object_id)))
    return found


def _known(holders: set[Holder]) -> dict[Holder, Any]:
    """The pages, by title, then the shared blocks, by name. A query for each of the two that there is."""
    ids: dict[type[Model], set[int]] = defaultdict(set)
    for base, pk in holders:
        ids[base].add(pk)
    known: dict[Holder, Any] = {}
    if pages := ids.pop(Page, None):
        rows = Page.objects.filter(pk__in=pages).select_related("content_type").order_by("draft_title", "pk")
        known |= {(Page, page.pk): page for page in rows}
    for base, blocks in ids.items():
        known |= {(base, row.pk): row for row in base._default_manager.filter(pk__in=blocks)}
    return known


def _usage(holder: Any, published: bool) -> Usage:
    if not isinstance(holder, Page):
        return Usage(holder=holder, title=str(holder), noun="bloc partagé", published=published)
    noun = "fiche" if holder.content_type.model == "sheetpage" else "page"
    return Usage(holder=holder, title=holder.draft_title or holder.title, noun=noun, published=published)
