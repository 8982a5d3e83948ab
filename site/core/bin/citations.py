"""Who cites the objects that are about to be deleted: in published content, and in drafts."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Model, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.text import capfirst
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import Page, ReferenceIndex, Revision, get_default_page_content_type

from core.bin import tree
from core.models.page import BasePage
from core.visibility.gate import Gate
from core.workarounds.internals import references_in

#: Maximum number of citations that a confirmation shows.
MAX_SHOWN = 20
NUMBER = re.compile(r"\d+")

#: An object that cites: its content type (that of `Page` for pages of all types), and its id as text.
Holder = tuple[int, str]


@dataclass(frozen=True)
class Citation:
    """An object that cites a deleted object; `url` is its form, "" if this user may not edit it."""

    title: str
    kind: str
    url: str
    only_in_draft: bool


def citations(deleted: QuerySet[Any], user: Any) -> list[Citation]:
    """Return what cites these objects of one model, and is not itself among them, by title.

    The number of queries is constant.
    """
    page_type, kind = get_default_page_content_type(), ContentType.objects.get_for_model(deleted.model)
    ids = {str(pk) for pk in deleted.values_list("pk", flat=True)}
    keys = deleted.annotate(key=Cast("pk", CharField())).values("key")
    published: set[Holder] = set(
        ReferenceIndex.objects.filter(to_content_type=kind, to_object_id__in=keys)
        .values_list("base_content_type", "object_id")
        .distinct()
    )
    drafts = {(page_type.pk, pk) for pk in _drafts_with({(kind.pk, pk) for pk in ids})}
    among_deleted = {(kind.pk, pk) for pk in ids}
    finder = AdminURLFinder(user)
    rows = [
        _citation(instance, holder not in published, finder)
        for holder, instance in _load((published | drafts) - among_deleted).items()
    ]
    return sorted(rows, key=lambda citation: citation.title)


def warnings(pages: Iterable[Page]) -> list[str]:
    """Return in French what must be known before these pages disappear, see `BasePage.removal_warning`."""
    texts = [page.specific.removal_warning() for page in pages if issubclass(page.specific_class or Page, BasePage)]
    return [text for text in texts if text]


def shown(rows: list[Citation]) -> dict[str, Any]:
    """Return the context of `core/admin/bin/citation_list.html`."""
    return {"citations": rows[:MAX_SHOWN], "more_citations": max(len(rows) - MAX_SHOWN, 0)}


def _drafts_with(objects: set[Holder]) -> set[str]:
    """Return the ids of the pages whose latest draft or scheduled revision refers to one of these objects."""
    ids = {pk for _, pk in objects}
    pages = tree.outside(Page.objects.filter(has_unpublished_changes=True))
    waiting = Q(pk__in=pages.values("latest_revision")) | Q(approved_go_live_at__isnull=False)
    revisions = Revision.page_revisions.filter(waiting).annotate(raw=Cast("content", TextField()))
    candidates = [
        pk for pk, raw in revisions.values_list("pk", "raw").iterator() if not ids.isdisjoint(NUMBER.findall(raw))
    ]
    page_ids = set()
    for revision in Revision.objects.filter(pk__in=candidates).select_related("content_type"):
        model = revision.content_type.model_class()
        draft = model.from_serializable_data(revision.content, check_fks=False) if model else None
        if draft is not None and not objects.isdisjoint(references_in(draft)):
            page_ids.add(revision.object_id)
    return page_ids


def _load(holders: Iterable[Holder]) -> dict[Holder, Model]:
    """Load the objects that cite, without those in the bin. One query per model."""
    ids: dict[int, list[str]] = defaultdict(list)
    for kind, pk in holders:
        ids[kind].append(pk)
    instances: dict[Holder, Model] = {}
    for kind, keys in ids.items():
        model = ContentType.objects.get_for_id(kind).model_class()
        if model is None:
            continue
        rows = model._default_manager.filter(pk__in=keys)
        if model is Page:
            rows = tree.outside(rows).select_related("content_type")
        instances |= {(kind, str(row.pk)): row for row in rows}
    return instances


def _citation(instance: Any, only_in_draft: bool, finder: AdminURLFinder) -> Citation:
    is_page = isinstance(instance, Page)
    model = instance.specific_class if is_page else type(instance)
    url = finder.get_edit_url(instance) or ""
    title = instance.draft_title or instance.title if is_page else str(instance)
    if is_page and not url and not Gate.public().admits(instance):
        title = "Une page que vous ne pouvez pas ouvrir"
    return Citation(
        title=title,
        kind=capfirst(str(model._meta.verbose_name)) if model else "",
        url=url,
        only_in_draft=only_in_draft or (is_page and not instance.live),
    )
