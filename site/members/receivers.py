"""What follows the making of an account, and what happens to what members have handed in."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from django.db import transaction
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.dispatch import receiver
from wagtail.models import Page, Revision, WorkflowState
from wagtail.signals import page_published, workflow_cancelled, workflow_rejected

from members import approval, decisions, first_publication
from members.models import Upload, User


@receiver(post_save, sender=User, dispatch_uid="members-trusted-email")
def trust_email_of_superuser(instance: User, created: bool, raw: bool = False, **_: Any) -> None:
    """Whoever makes a superuser holds the machine: their e-mail needs no confirmation, or nobody could log in first."""
    if created and not raw and instance.is_superuser and instance.email:
        EmailAddress.objects.get_or_create(
            user=instance, email=instance.email, defaults={"verified": True, "primary": True}
        )


@receiver(email_confirmed, dispatch_uid="members-new-account")
def let_in(email_address: EmailAddress, **_: Any) -> None:
    approval.confirmed(User.objects.get(pk=email_address.user_id))


@receiver(workflow_rejected, dispatch_uid="members-contribution-sent-back")
def tell_sent_back(instance: WorkflowState, user: User | None = None, **_: Any) -> None:
    decisions.sent_back(instance, user)


@receiver(workflow_cancelled, dispatch_uid="members-contribution-stopped")
def tell_stopped(instance: WorkflowState, user: User | None = None, **_: Any) -> None:
    decisions.stopped(instance, user)


@receiver(pre_save, dispatch_uid="members-contribution-files")
def bring_files(instance: Any, raw: bool = False, update_fields: Any = None, **_: Any) -> None:
    """The files of a contribution go live with its page, in the statement that makes it so, whatever publishes it."""
    if isinstance(instance, Page) and instance.live and instance.pk and update_fields is None and not raw:
        first_publication.bring_files(instance)


@receiver(page_published, dispatch_uid="members-contribution-published")
def tell_published(instance: Page, revision: Revision | None = None, **_: Any) -> None:
    """`page_published` is sent for a page that is merely scheduled too."""
    if instance.live:
        with transaction.atomic():
            first_publication.keep_files(instance, revision)
            decisions.published(instance, revision.user if revision else None)


@receiver(pre_delete, sender=Page, dispatch_uid="members-contribution-gone")
def tell_gone(instance: Page, **_: Any) -> None:
    with transaction.atomic():
        decisions.gone(instance)


@receiver(post_delete, sender=Upload, dispatch_uid="members-file-of-upload")
def delete_file(instance: Upload, **_: Any) -> None:
    """A file goes with its row, once that is gone for good."""
    storage, name = instance.file.storage, str(instance.file.name)
    transaction.on_commit(lambda: storage.delete(name), robust=True)
