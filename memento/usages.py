"""Where shared blocks and glossary terms are used: in published content, and in drafts.

Imports no model of the guide, since the models' panels import this module.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import F, Model, Q, TextField
from django.db.models.functions import Cast
from django.urls import reverse
from wagtail.blocks import StreamBlock
from wagtail.models import Page, Revision
from wagtail.snippets.blocks import SnippetChooserBlock

from core.bin import tree
from core.blocks.walk import primary_key, walk
from core.fields import StreamField
from core.text.typography import quantity


@dataclass(frozen=True)
class Usage:
    """A page or a shared block (`holder`) whose body uses a shared block or term.

    `noun` is its kind in French. `published`: whether the published body uses it; otherwise only a draft does.
    """

    holder: Any
    title: str
    noun: str
    published: bool

    @property
    def edit_url(self) -> str:
        if isinstance(self.holder, Page) and tree.is_in(self.holder):
            return reverse("bin")
        if isinstance(self.holder, Page):
            return reverse("wagtailadmin_pages:edit", args=[self.holder.pk])
        return reverse(self.holder.snippet_viewset.get_url_name("edit"), args=[self.holder.pk])


#: The type of the block that chooses a snippet, in every body, by model name of the snippet.
CHOOSERS = {"sharedblock": "shared", "glossaryterm": "definition"}

#: The owner of a body: its model, `Page` for a page of any type, and its primary key.
Holder = tuple[type[Model], int]


def usages(model: type[Model], ids: Iterable[int]) -> dict[int, list[Usage]]:
    """Return the usages of each of these shared blocks or terms, by id: pages by title, then shared blocks by name.

    A constant number of queries.
    """
    ids = set(ids)
    in_rows = _in_rows(model) if ids else {}
    in_drafts = _in_drafts(model) if ids else {}
    holders = _load({holder for by_id in (in_rows, in_drafts) for pk in ids for holder in by_id.get(pk, ())})
    return {
        pk: [
            _usage(instance, instance.live and holder in in_rows.get(pk, ()))
            for holder, instance in holders.items()
            if holder in in_rows.get(pk, ()) or holder in in_drafts.get(pk, ())
        ]
        for pk in ids
    }


def usages_of(snippet: Model) -> list[Usage]:
    """Return the usages of one shared block or term."""
    return usages(type(snippet), [snippet.pk])[snippet.pk]


def usage_count(items: list[Usage]) -> str:
    """Return the number of usages in words: « 1 fiche », « 4 fiches », « 3 pages ».

    Shared blocks together with pages are « endroits ».
    """
    nouns = {usage.noun for usage in items}
    mixed = "endroit" if "bloc partagé" in nouns else "page"
    noun = nouns.pop() if len(nouns) == 1 else mixed
    return quantity(len(items), noun, " ".join(f"{word}s" for word in noun.split()))


def chosen_ids(stream: StreamBlock, raw: Any, model: type[Model]) -> Iterator[int]:
    """Yield the primary keys of a model that are chosen in a stored stream, at any depth."""
    for block, stored in walk(stream, raw):
        if isinstance(block, SnippetChooserBlock) and block.target_model is model and (pk := primary_key(stored)):
            yield pk


def _bodies(snippet: type[Model]) -> list[tuple[type[Any], StreamField]]:
    """Return the models with a StreamField that can choose a snippet, each with that field."""
    return [
        (model, field)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, StreamField) and _chooser(snippet) in field.stream_block.child_blocks
    ]


def _chooser(snippet: type[Model]) -> str:
    return CHOOSERS[snippet._meta.model_name or ""]


def _base(model: type[Model]) -> type[Model]:
    return Page if issubclass(model, Page) else model


def _in_rows(snippet: type[Model]) -> dict[int, set[Holder]]:
    """Return the holders whose rows (published content or first draft) use each snippet. A query per model."""
    holders: dict[int, set[Holder]] = defaultdict(set)
    for model, field in _bodies(snippet):
        texts = model.objects.annotate(raw=Cast(F(field.name), TextField()))
        rows = texts.filter(raw__contains=f'"{_chooser(snippet)}"').values_list("pk", "raw")
        for pk, raw in rows:
            for chosen in chosen_ids(field.stream_block, json.loads(raw), snippet):
                holders[chosen].add((_base(model), pk))
    return holders


def _in_drafts(snippet: type[Model]) -> dict[int, set[Holder]]:
    """Return the holders whose latest drafts or scheduled revisions use each snippet. One query."""
    bodies = _bodies(snippet)
    types = ContentType.objects.get_for_models(*(model for model, _ in bodies))
    bases = {kind.pk: _base(model) for model, kind in types.items()}
    is_draft = Q(approved_go_live_at__isnull=False)
    for base in set(bases.values()):
        latest = base._default_manager.filter(has_unpublished_changes=True)
        is_draft |= Q(pk__in=latest.values("latest_revision"))
    revisions = Revision.objects.filter(is_draft, content_type__in=bases)
    rows = revisions.annotate(raw=Cast("content", TextField())).filter(raw__contains=_chooser(snippet))
    holders: dict[int, set[Holder]] = defaultdict(set)
    for kind, object_id, content in rows.values_list("content_type", "object_id", "content"):
        for model, field in bodies:
            if types[model].pk == kind:
                for chosen in chosen_ids(field.stream_block, json.loads(content.get(field.name) or "[]"), snippet):
                    holders[chosen].add((bases[kind], int(object_id)))
    return holders


def _load(holders: set[Holder]) -> dict[Holder, Any]:
    """Load the holders: pages by title, then shared blocks by name. A query for each type that occurs."""
    ids: dict[type[Model], set[int]] = defaultdict(set)
    for base, pk in holders:
        ids[base].add(pk)
    instances: dict[Holder, Any] = {}
    if pages := ids.pop(Page, None):
        rows = Page.objects.filter(pk__in=pages).select_related("content_type").order_by("draft_title", "pk")
        instances |= {(Page, page.pk): page for page in rows}
    for base, blocks in ids.items():
        instances |= {(base, row.pk): row for row in base._default_manager.filter(pk__in=blocks)}
    return instances


def _usage(holder: Any, published: bool) -> Usage:
    if not isinstance(holder, Page):
        return Usage(holder=holder, title=str(holder), noun="bloc partagé", published=published)
    noun = "fiche" if holder.content_type.model == "sheetpage" else "page"
    in_bin = " (dans la corbeille)" if tree.is_in(holder) else ""
    return Usage(holder=holder, title=f"{holder.draft_title or holder.title}{in_bin}", noun=noun, published=published)
