"""Signal receivers that update derived data: the content version, the cards of pages, the renditions of images.

They run in the transaction of the change; only renditions are left to the worker. Those of PDFs are in
`core.files.pdf.receivers`.
"""

from __future__ import annotations

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
from wagtail.signals import page_published, post_page_move

from core import cards
from core.files.images import make_fallback
from core.models import PageTheme, Partner, Person, SillonDocument, SillonImage, SillonRendition, Theme
from core.models.page import BasePage
from core.tasks import render_images, render_images_of
from core.visibility import version

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


def watch(*models: type[Model]) -> None:
    """Bump the content version when a row of these models is saved or deleted; saving a mere draft does not count."""
    for model in models:
        if issubclass(model, DraftStateMixin):
            pre_save.connect(_remember_live, sender=model, dispatch_uid=f"version-before-{model._meta.label}")
        post_save.connect(_changed, sender=model, dispatch_uid=f"version-save-{model._meta.label}")
        post_delete.connect(_changed, sender=model, dispatch_uid=f"version-delete-{model._meta.label}")


def _changed(instance: Any, raw: bool = False, update_fields: Any = None, **_: Any) -> None:
    if not raw and not is_bookkeeping(update_fields) and seen_by_readers(instance):
        version.bump()


def _remember_live(sender: type[Model], instance: Any, raw: bool = False, **_: Any) -> None:
    """Before an object is saved as a draft, remember whether it has been live."""
    if not raw and instance.pk and not instance.live:
        instance._was_live = sender._default_manager.filter(pk=instance.pk, live=True).exists()  # type: ignore[attr-defined]


def seen_by_readers(instance: Any) -> bool:
    """Whether a saved object is visible to readers or was until now; False for what has only been a draft."""
    return not isinstance(instance, DraftStateMixin) or instance.live or getattr(instance, "_was_live", False)


watch(
    PageViewRestriction, CollectionViewRestriction, Collection, Site, Redirect,
    SillonImage, SillonRendition, SillonDocument,
    Theme, PageTheme, Partner, Person,
)  # fmt: skip
post_delete.connect(_changed, sender=Group, dispatch_uid="version-delete-group")
for _model in (PageViewRestriction, CollectionViewRestriction):
    m2m_changed.connect(_changed, sender=_model.groups.through, dispatch_uid=f"version-groups-{_model._meta.label}")
post_page_move.connect(_changed, dispatch_uid="version-move")


@receiver(pre_save, dispatch_uid="version-page-before")
def remember_public_state(sender: type[Model], instance: Model, update_fields: Any = None, **_: Any) -> None:
    """Before a page is saved as a draft, remember whether it has been live, and at which URL path."""
    if isinstance(instance, Page) and not is_bookkeeping(update_fields) and instance.pk and not instance.live:
        before = Page.objects.filter(pk=instance.pk).values_list("live", "url_path").first()
        instance._before = before or (False, "")  # type: ignore[attr-defined]


@receiver(post_save, dispatch_uid="version-page")
def page_saved(sender: type[Model], instance: Model, update_fields: Any = None, raw: bool = False, **_: Any) -> None:
    """Write the card of a saved page, and bump the content version if the page is or was live.

    A draft also bumps it when its URL path changes, since pages below it may be live. (Wagtail's own signal for this is
    sent after the commit, when the bump could be lost.)
    """
    if raw or not isinstance(instance, Page) or is_bookkeeping(update_fields):
        return
    if isinstance(instance, BasePage):
        cards.write([instance])
    was_live, old_url_path = getattr(instance, "_before", (False, instance.url_path))
    if instance.live or was_live or old_url_path != instance.url_path:
        version.bump()


@receiver(post_delete, dispatch_uid="version-page-deleted")
def page_deleted(sender: type[Model], instance: Model, **_: Any) -> None:
    if isinstance(instance, Page):
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
