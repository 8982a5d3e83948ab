"""What follows a change in the guide."""

from __future__ import annotations

from typing import Any

from django.db.models import ProtectedError
from django.db.models.signals import post_save, pre_delete
from django.dispatch import receiver
from wagtail.models import Page
from wagtail.search import index
from wagtail.signals import page_published, published

from core.receivers import is_bookkeeping, seen_by_readers, watch
from core.tasks import render_images_of
from memento import editions
from memento.models import Edition, GlossaryTerm, MementoPage, SharedBlock, SheetPage
from memento.usages import usages_of

watch(Edition, GlossaryTerm, SharedBlock)


@receiver(pre_delete, sender=GlossaryTerm, dispatch_uid="term-in-use")
@receiver(pre_delete, sender=SharedBlock, dispatch_uid="shared-block-in-use")
def keep_what_is_placed(instance: SharedBlock | GlossaryTerm, **_: Any) -> None:
    """A shared block or a term that a body places, be it in a draft, is not deleted, whoever asks."""
    if found := usages_of(instance):
        titles = ", ".join(f"« {usage.title} »" for usage in found)
        raise ProtectedError(
            f"Le {instance._meta.verbose_name} « {instance} » ne peut pas être supprimé : il sert dans {titles}.",
            {usage.holder for usage in found},
        )


@receiver(post_save, sender=SharedBlock, dispatch_uid="shared-block-search")
def find_sheets_by_its_words(instance: SharedBlock, raw: bool = False, update_fields: Any = None, **_: Any) -> None:
    """The pages that place a block are found by its words: those that readers see now."""
    if raw or is_bookkeeping(update_fields) or not seen_by_readers(instance):
        return
    placed = [usage.holder.pk for usage in usages_of(instance) if usage.published]
    for page in Page.objects.filter(pk__in=placed).specific():
        index.insert_or_update_object(page)


@receiver(published, sender=SharedBlock, dispatch_uid="shared-block-renditions")
def block_was_published(instance: SharedBlock, **_: Any) -> None:
    """Have the sizes made of the images that a published block shows."""
    if instance.live:
        render_images_of(instance)


@receiver(page_published, sender=MementoPage, dispatch_uid="editions-record")
def guide_was_published(instance: MementoPage, **_: Any) -> None:
    """Have the editions that came with this publication keep the sheets."""
    editions.record(instance)


@receiver(pre_delete, sender=SheetPage, dispatch_uid="editions-forget")
def sheet_is_deleted(instance: SheetPage, **_: Any) -> None:
    editions.forget_if_private(instance)
