"""Signal receivers of the guide: protected deletions, search index, renditions, recording of editions."""

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
from core.visibility import changes
from memento.editions import record
from memento.models import Edition, GlossaryTerm, MementoPage, SharedBlock, SheetPage
from memento.usages import usages_of

watch(GlossaryTerm, SharedBlock, recorded=True)
watch(Edition)


@receiver(pre_delete, sender=GlossaryTerm, dispatch_uid="term-in-use")
@receiver(pre_delete, sender=SharedBlock, dispatch_uid="shared-block-in-use")
def protect_used_snippets(instance: SharedBlock | GlossaryTerm, **_: Any) -> None:
    """Raise ProtectedError if a body uses the shared block or term, even if only in a draft."""
    if usages := usages_of(instance):
        titles = ", ".join(f"« {usage.title} »" for usage in usages)
        raise ProtectedError(
            f"Le {instance._meta.verbose_name} « {instance} » ne peut pas être supprimé : il sert dans {titles}.",
            {usage.holder for usage in usages},
        )


@receiver(post_save, sender=SharedBlock, dispatch_uid="shared-block-search")
def reindex_pages_with_block(instance: SharedBlock, raw: bool = False, update_fields: Any = None, **_: Any) -> None:
    """Reindex the published pages that show a shared block, and record that they have changed with it."""
    if raw or is_bookkeeping(update_fields) or not seen_by_readers(instance):
        return
    page_ids = [usage.holder.pk for usage in usages_of(instance) if usage.published]
    for page in Page.objects.filter(pk__in=page_ids).specific():
        index.insert_or_update_object(page)
    changes.record_many(changes.PUBLISHED, [(changes.PAGE, pk) for pk in page_ids])


@receiver(published, sender=SharedBlock, dispatch_uid="shared-block-renditions")
def render_images_of_shared_block(instance: SharedBlock, **_: Any) -> None:
    """Make the renditions of the images of a published shared block."""
    if instance.live:
        render_images_of(instance)


@receiver(page_published, sender=MementoPage, dispatch_uid="editions-record")
def record_editions(instance: MementoPage, **_: Any) -> None:
    """Record the sheets in the new editions of a published guide."""
    record.record(instance)


@receiver(pre_delete, sender=SheetPage, dispatch_uid="editions-forget")
def forget_private_sheet(instance: SheetPage, **_: Any) -> None:
    record.forget_if_private(instance)
