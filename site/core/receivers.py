"""Signal receivers that update derived data: content version, rows of changes, cards of pages, renditions of images.

They run in the transaction of the change; only renditions are left to the worker. The receivers that read PDFs are in
`core.files.pdf.receivers`.
"""

from __future__ import annotations

from threading import local
from typing import Any

from django.contrib.auth.models import Group
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save
from django.dispatch import receiver
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    DraftStateMixin,
    Page,
    PageViewRestriction,
    ReferenceIndex,
    Site,
)
from wagtail.signals import page_published, pre_page_move

from core import cards
from core.bin import tree
from core.files.images import make_fallback
from core.models import PageTheme, Partner, Person, SillonDocument, SillonImage, SillonRendition, Theme
from core.models.page import BasePage, page_address_changed
from core.tasks import render_images, render_images_of
from core.visibility import changes, version

#: Columns of pages about drafts, locks and schedules, which readers do not see.
BOOKKEEPING = {
    "latest_revision_created_at",
    "latest_revision",
    "draft_title",
    "has_unpublished_changes",
    "wagtail_admin_comments",
    "locked",
    "locked_at",
    "locked_by",
    "go_live_at",
}


class _Moves(local):
    """The former tree paths, by id, of the pages that this thread is moving."""

    def __init__(self) -> None:
        self.paths: dict[int, str] = {}


_moves = _Moves()


def watch(*models: type[Model], recorded: bool = False) -> None:
    """Bump the content version when a row of these models is saved or deleted; saving a mere draft does not count.

    `recorded` is for snippets, settings and documents: each change has a row of `core.Change` too.
    """
    for model in models:
        if issubclass(model, DraftStateMixin):
            pre_save.connect(_remember_live, sender=model, dispatch_uid=f"version-before-{model._meta.label}")
        saved, deleted = (_saved, _deleted) if recorded else (_changed, _changed)
        post_save.connect(saved, sender=model, dispatch_uid=f"version-save-{model._meta.label}")
        post_delete.connect(deleted, sender=model, dispatch_uid=f"version-delete-{model._meta.label}")


def _changed(instance: Any, raw: bool = False, update_fields: Any = None, **_: Any) -> None:
    if not raw and not is_bookkeeping(update_fields) and seen_by_readers(instance):
        version.bump()


def _saved(instance: Any, raw: bool = False, update_fields: Any = None, **_: Any) -> None:
    if not raw and not is_bookkeeping(update_fields) and seen_by_readers(instance):
        is_draft = isinstance(instance, DraftStateMixin) and not instance.live
        changes.record(changes.REMOVED if is_draft else changes.PUBLISHED, instance)


def _deleted(instance: Any, **_: Any) -> None:
    if seen_by_readers(instance):
        changes.record(changes.REMOVED, instance)


def _remember_live(sender: type[Model], instance: Any, raw: bool = False, **_: Any) -> None:
    """Before an object is saved as a draft, remember on it whether its stored row is live."""
    if not raw and instance.pk and not instance.live:
        instance._was_live = sender._default_manager.filter(pk=instance.pk, live=True).exists()  # type: ignore[attr-defined]


def seen_by_readers(instance: Any) -> bool:
    """Whether a saved object is visible to readers or was until now; False for what has only been a draft."""
    return not isinstance(instance, DraftStateMixin) or instance.live or getattr(instance, "_was_live", False)


watch(Theme, Partner, Person, SillonDocument, Collection, CollectionViewRestriction, recorded=True)
watch(Site, Redirect, SillonImage, SillonRendition, PageTheme)
post_delete.connect(_changed, sender=Group, dispatch_uid="version-delete-group")
m2m_changed.connect(
    _changed, sender=CollectionViewRestriction.groups.through, dispatch_uid="version-groups-collections"
)


@receiver(post_save, sender=PageViewRestriction, dispatch_uid="version-restriction")
@receiver(post_delete, sender=PageViewRestriction, dispatch_uid="version-restriction-deleted")
def restriction_changed(instance: PageViewRestriction, raw: bool = False, origin: Any = None, **_: Any) -> None:
    """Record that other readers may read a section, unless it is in the bin or is itself being deleted."""
    if raw:
        return
    if issubclass(getattr(origin, "model", type(origin)), Page):
        version.bump()
        return
    path = Page.objects.filter(pk=instance.page_id).values_list("path", flat=True).first()
    if path and not path.startswith(tree.BIN):
        changes.record_access(instance.page_id, path)
    else:
        version.bump()


@receiver(m2m_changed, sender=PageViewRestriction.groups.through, dispatch_uid="version-restriction-groups")
def restriction_groups_changed(instance: Model, action: str, **_: Any) -> None:
    """Record that other readers may read a section when its groups change. A changed group only bumps the version."""
    if not action.startswith("post_"):
        return
    if isinstance(instance, PageViewRestriction):
        restriction_changed(instance)
    else:
        version.bump()


@receiver(pre_page_move, dispatch_uid="version-move")
def remember_path(instance: Page, **_: Any) -> None:
    """Before a page moves, remember its tree path: Wagtail then saves another instance of it."""
    _moves.paths[instance.pk] = instance.path


@receiver(pre_save, dispatch_uid="version-page-before")
def remember_public_state(sender: type[Model], instance: Model, update_fields: Any = None, **_: Any) -> None:
    """Before a page is saved as a draft, remember on it whether its stored row is live."""
    if isinstance(instance, Page) and not is_bookkeeping(update_fields):
        _remember_live(Page, instance)


@receiver(post_save, dispatch_uid="version-page")
def page_saved(sender: type[Model], instance: Model, update_fields: Any = None, raw: bool = False, **_: Any) -> None:
    """Write the card of a saved page, and record the change if the page is or was live, or has moved."""
    if raw or not isinstance(instance, Page) or is_bookkeeping(update_fields):
        return
    if isinstance(instance, BasePage):
        cards.write([instance])
    former_path = _moves.paths.pop(instance.pk, instance.path)
    if former_path != instance.path:
        _moved(instance, former_path)
    elif seen_by_readers(instance):
        changes.record(changes.PUBLISHED if instance.live else changes.REMOVED, instance)


@receiver(page_address_changed, dispatch_uid="version-address")
def page_address_was_changed(instance: Page, **_: Any) -> None:
    """Record another slug as a move, since the addresses of all pages below the page have changed too."""
    _moved(instance, instance.path)


def _moved(page: Page, former_path: str) -> None:
    """Record the move of a page. Drafts without published pages below them only bump the version."""
    if page.live or Page.objects.filter(path__startswith=page.path, live=True).exists():
        changes.record(changes.MOVED, page, page.path, former_path)
    else:
        version.bump()


@receiver(post_delete, dispatch_uid="version-page-deleted")
def page_deleted(sender: type[Model], instance: Model, **_: Any) -> None:
    """Record the deletion of a published page once: Django sends the signal for its two rows."""
    if not isinstance(instance, Page) or (sender is Page and instance.specific_class not in (Page, None)):
        return
    if instance.live:
        changes.record(changes.REMOVED, instance)
    else:
        version.bump()


@receiver(page_published, dispatch_uid="renditions")
def page_was_published(instance: Page, **_: Any) -> None:
    """Queue the renditions of the images on a published page."""
    if instance.live:
        render_images_of(instance)


@receiver(post_save, sender=SillonImage, dispatch_uid="renditions-again")
def image_was_saved(instance: SillonImage, created: bool, raw: bool = False, **_: Any) -> None:
    """Make the fallback rendition of a saved image, and queue its other sizes if a page uses it."""
    if raw:
        return
    if vars(instance).pop("has_new_file", False) and not created:
        instance.renditions.all().delete()
    make_fallback(instance)
    if not created and not instance.is_svg() and ReferenceIndex.get_references_to(instance).exists():
        render_images.enqueue([instance.pk])


def is_bookkeeping(update_fields: Any) -> bool:
    """Whether a save with these `update_fields` only writes columns that readers do not see."""
    return update_fields is not None and set(update_fields) <= BOOKKEEPING
