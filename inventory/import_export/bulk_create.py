"""Creates places in bulk.

Saving a page with Wagtail's methods takes about a hundred queries. A whole batch takes a dozen here: rows, revisions,
log entries, cards, search entries and changes are each written with one statement. A record that the database refuses
is isolated by halving the batch.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction
from django.utils import timezone
from modelcluster.models import get_all_child_relations
from wagtail.blocks import StreamValue
from wagtail.models import Locale, Page, PageLogEntry, ReferenceIndex, Revision
from wagtail.search.backends import get_search_backend

from core import cards
from core.db.bulk_insert import bulk_insert
from core.db.pages import insert_pages
from core.db.revisions import revision_content, set_revisions
from core.tasks import render_images_of
from core.text.slugs import slugify
from core.text.unique import first_free
from core.visibility import changes
from inventory.import_export.records import PlaceRecord
from inventory.models import InventoryIndexPage, PlaceSource, SiteProfilePage
from inventory.quality.flaws import mark

#: What a database, its driver or a field raises for a value that it cannot store. Errors of the connection are others.
REFUSALS = (DataError, IntegrityError, ValidationError, ValueError, ArithmeticError)


@dataclass
class Creation:
    """The places that were created, and the records that could not be stored with a French reason each."""

    places: list[SiteProfilePage] = field(default_factory=list)
    refused: list[tuple[PlaceRecord, str]] = field(default_factory=list)


def create_places(records: list[PlaceRecord], parent: InventoryIndexPage, *, publish: bool) -> Creation:
    """Create one page per record below `parent`, live or as drafts. Must run in a transaction."""
    creation = Creation()
    waiting = [records]
    while waiting:
        batch = waiting.pop()
        try:
            with transaction.atomic():
                creation.places += _create(batch, parent, publish)
        except REFUSALS as error:
            if len(batch) == 1:
                creation.refused.append((batch[0], storage_problem(error)))
            else:
                half = len(batch) // 2
                waiting += [batch[half:], batch[:half]]
    return creation


def storage_problem(error: Exception) -> str:
    """Return the French reason why a record was rejected for one of `REFUSALS`."""
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    first_line = str(error).partition("\n")[0]
    return f"la base de données refuse cette ligne ({first_line[:200]})"


def _create(records: list[PlaceRecord], parent: InventoryIndexPage, publish: bool) -> list[SiteProfilePage]:
    places = _unsaved(records, parent, publish)
    insert_pages(SiteProfilePage, places)
    _write_children(places, records)
    revisions = _write_revisions(places, records, publish)
    _write_log(places, revisions, publish)
    cards.write(places)
    get_search_backend().add_bulk(SiteProfilePage, places)
    _write_references(places, publish)
    if publish:
        changes.record_many(changes.PUBLISHED, places)
    return places


def _unsaved(records: list[PlaceRecord], parent: InventoryIndexPage, publish: bool) -> list[SiteProfilePage]:
    # Lock the parent's row until the end of the transaction, so that concurrent imports cannot use the same path.
    locked = Page.objects.select_for_update().get(pk=parent.pk)
    last = locked.get_children().order_by("-path").values_list("path", flat=True).first()
    steps = Page.numconv_obj()
    step = steps.str2int(last[-Page.steplen :]) if last else 0
    taken = set(locked.get_children().values_list("slug", flat=True))
    now = timezone.now()
    # Each place is a copy, since making an object with a hundred fields takes several times as long.
    blank = SiteProfilePage(
        depth=locked.depth + 1,
        live=publish,
        has_unpublished_changes=not publish,
        first_published_at=now if publish else None,
        last_published_at=now if publish else None,
        latest_revision_created_at=now,
        locale=Locale.objects.get(pk=locked.locale_id),
        content_type=ContentType.objects.get_for_model(SiteProfilePage),
    )
    # Lists and streams, which can be changed in place: a copy would share them with all others.
    mutable = [f for f in blank._meta.concrete_fields if isinstance(getattr(blank, f.attname), list | StreamValue)]
    child_lists = [relation.get_accessor_name() for relation in get_all_child_relations(SiteProfilePage)]
    places = []
    for record in records:
        step += 1
        place = copy(blank)
        for mutable_field in mutable:
            setattr(place, mutable_field.attname, mutable_field.get_default())
        place.title = place.draft_title = record.title
        place.slug = _free_slug(record, taken)
        place.url_path = f"{locked.url_path}{place.slug}/"
        place.path = f"{locked.path}{steps.int2str(step).rjust(Page.steplen, Page.alphabet[0])}"
        place.translation_key = record.uid or uuid.uuid4()
        for name, value in record.values.items():
            setattr(place, name, value)
        if record.source:
            record.children["sources"] = [_source(record)]
        for name in child_lists:
            setattr(place, name, record.children.get(name, []))
        place.derive()
        places.append(place)
    mark(places, [record.children for record in records])
    Page.objects.filter(pk=locked.pk).update(numchild=locked.numchild + len(places))
    return places


def _free_slug(record: PlaceRecord, taken: set[str]) -> str:
    base = (record.slug or slugify(record.title))[:240] or f"lieu-{slugify(record.identifier)}"
    slug = first_free(base, taken.__contains__)
    taken.add(slug)
    return slug


def _write_children(places: list[SiteProfilePage], records: list[PlaceRecord]) -> None:
    """Insert the rows of the child lists with one statement per list, and set their order and place."""
    rows: dict[str, list[Any]] = defaultdict(list)
    for place, record in zip(places, records, strict=True):
        for relation, children in record.children.items():
            for order, child in enumerate(children):
                child.pk, child._state.adding, child.sort_order = None, True, order  # it may have been tried before
                setattr(child, "page" if relation == "page_themes" else "place", place)
            rows[relation] += children
    for children in rows.values():
        if children:
            for child, pk in zip(children, bulk_insert(type(children[0]), children), strict=True):
                child.pk, child._state.adding = pk, False


def _source(record: PlaceRecord) -> PlaceSource:
    return PlaceSource(
        source=record.source,
        identifier=record.identifier,
        url=record.url,
        licence=record.licence,
        date=record.date,
        imported=imported_values(record),
    )


def imported_values(record: PlaceRecord) -> dict[str, Any]:
    """Return the values of a record to store, by which the next import detects what an editor has changed since."""
    return {"title": record.title, **record.values}


def _write_revisions(places: list[SiteProfilePage], records: list[PlaceRecord], publish: bool) -> list[Revision]:
    page_type, place_type = ContentType.objects.get_for_model(Page), ContentType.objects.get_for_model(SiteProfilePage)
    revisions = [
        Revision(
            content_type=place_type,
            base_content_type=page_type,
            object_id=str(place.pk),
            created_at=place.latest_revision_created_at,
            object_str=str(place),
            content=revision_content(place, record.children),
        )
        for place, record in zip(places, records, strict=True)
    ]
    for place, revision, pk in zip(places, revisions, bulk_insert(Revision, revisions), strict=True):
        revision.pk = pk
        place.latest_revision = revision
        place.live_revision = revision if publish else None
    set_revisions([(place.pk, revision.pk) for place, revision in zip(places, revisions, strict=True)], publish)
    return revisions


def _write_log(places: list[SiteProfilePage], revisions: list[Revision], publish: bool) -> None:
    content_type, now = ContentType.objects.get_for_model(SiteProfilePage), timezone.now()
    actions = ["wagtail.create", *(["wagtail.publish"] if publish else [])]
    entries = [
        PageLogEntry(
            page_id=place.pk,
            content_type=content_type,
            label=place.title,
            action=action,
            timestamp=now,
            revision=revision,
            content_changed=True,
            data={},
        )
        for place, revision in zip(places, revisions, strict=True)
        for action in actions
    ]
    bulk_insert(PageLogEntry, entries)


def _write_references(places: list[SiteProfilePage], publish: bool) -> None:
    """Index the references of places that have any, and render the image sizes of live ones."""
    for place in places:
        has_references = place.logo_id or place.social_image_id or place.body.raw_data
        if has_references or place.photos.get_object_list() or place.page_themes.get_object_list():
            ReferenceIndex.create_or_update_for_object(place)
            if publish:
                render_images_of(place)
