"""What follows the making of an account, and what happens to what members have handed in."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Page, Revision, WorkflowState
from wagtail.signals import page_published, workflow_cancelled, workflow_rejected

from members import decisions
from members.models import Upload, User


@receiver(post_save, sender=User, dispatch_uid="members-trusted-email")
def trust_email_of_superuser(instance: User, created: bool, raw: bool = False, **_: Any) -> None:
    """Whoever makes a superuser holds the machine: their e-mail needs no confirmation, or nobody could log in first."""
    if created and not raw and instance.is_superuser and instance.email:
        EmailAddress.objects.get_or_create(
            user=instance, email=instance.email, defaults={"verified": True, "primary": True}
        )


@receiver(workflow_rejected, dispatch_uid="members-contribution-sent-back")
def tell_sent_back(instance: WorkflowState, user: User | None = None, **_: Any) -> None:
    decisions.sent_back(instance, user)


@receiver(workflow_cancelled, dispatch_uid="members-contribution-stopped")
def tell_stopped(instance: WorkflowState, user: User | None = None, **_: Any) -> None:
    decisions.stopped(instance, user)


@receiver(page_published, dispatch_uid="members-contribution-published")
def tell_published(instance: Page, revision: Revision | None = None, **_: Any) -> None:
    """`page_published` is sent for a page that is merely scheduled too."""
    if instance.live:
        decisions.published(instance, revision.user if revision else None)


@receiver(post_delete, sender=Upload, dispatch_uid="members-file-of-upload")
def delete_file(instance: Upload, **_: Any) -> None:
    """A file goes with its row, once that is gone for good."""
    storage, name = instance.file.storage, str(instance.file.name)
    transaction.on_commit(lambda: storage.delete(name), robust=True)
