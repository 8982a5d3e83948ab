"""What follows a change: the content version, the card of the page, the renditions of its images.

All of it happens in the transaction that changes the page, except the renditions, which the worker makes.
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

from core import cards, version
from core.models import PageTheme, Partner, Person, SillonDocument, SillonImage, SillonRendition, Theme
from core.models.page import BasePage
from core.tasks import render_images, render_images_of

#: Columns that tell of drafts, locks and schedules: readers see none of them.
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
    """Bump the content version whenever a row of these models is saved, a mere draft apart, or deleted."""
    for model in models:
        if issubclass(model, DraftStateMixin):
            pre_save.connect(_remember_live, sender=model, dispatch_uid=f"version-before-{model._meta.label}")
        post_save.connect(_changed, sender=model, dispatch_uid=f"version-save-{model._meta.label}")
        post_delete.connect(_changed, sender=model, dispatch_uid=f"version-delete-{model._meta.label}")


def _changed(instance: Any, raw: bool = False, update_fields: Any = None, **_: Any) -> None:
    if not raw and not is_bookkeeping(update_fields) and seen_by_readers(instance):
        version.bump()


def _remember_live(sender: type[Model], instance: Any, raw: bool = False, **_: Any) -> None:
    """Note whether readers saw until now what is about to be saved as a draft."""
    if not raw and instance.pk and not instance.live:
        instance._was_live = sender._default_manager.filter(pk=instance.pk, live=True).exists()  # type: ignore[attr-defined]


def seen_by_readers(instance: Any) -> bool:
    """Whether readers see a saved row, or saw it until now: all but what was never more than a draft."""
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
def remember_what_was(sender: type[Model], instance: Model, update_fields: Any = None, **_: Any) -> None:
    """Note what readers saw until now of a page that is about to be saved as a draft."""
    if isinstance(instance, Page) and not is_bookkeeping(update_fields) and instance.pk and not instance.live:
        known = Page.objects.filter(pk=instance.pk).values_list("live", "url_path").first()
        instance._before = known or (False, "")  # type: ignore[attr-defined]


@receiver(post_save, dispatch_uid="version-page")
def page_saved(sender: type[Model], instance: Model, update_fields: Any = None, raw: bool = False, **_: Any) -> None:
    """A page that is or was visible changes the version; a draft, or a mere schedule, does not.

    A draft whose address changes does too, since pages below it may be live. (Wagtail's own signal for that is sent
    after the commit: too late for a version that must not be lost.)
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
    """Have the sizes made of the images that a published page shows."""
    if instance.live:
        render_images_of(instance)


@receiver(post_save, sender=SillonImage, dispatch_uid="renditions-again")
def image_was_changed(instance: SillonImage, created: bool, raw: bool = False, **_: Any) -> None:
    """Have the sizes made again of an image in use, whose file may be another one now."""
    if not created and not raw and not instance.is_svg() and ReferenceIndex.get_references_to(instance).exists():
        render_images.enqueue([instance.pk])


def is_bookkeeping(update_fields: Any) -> bool:
    return update_fields is not None and set(update_fields) <= BOOKKEEPING
