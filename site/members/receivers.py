"""Signal receivers: keep accounts and contributions up to date with log-in, workflows and publications."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed, password_reset
from django.db import transaction
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.dispatch import receiver
from django.http import HttpRequest
from wagtail.models import Page, Revision, TaskState, WorkflowState
from wagtail.signals import page_published, workflow_cancelled, workflow_rejected

from core.bin.signals import pages_binned
from members.accounts import approval, login_limits, mail_limits
from members.contributions import binned
from members.corrections import merge
from members.models import Correction, Upload, User
from members.moderation import decisions, first_publication
from members.signals import correction_accepted, review_refused


@receiver(post_save, sender=User, dispatch_uid="members-trusted-email")
def trust_email_of_superuser(instance: User, created: bool, raw: bool = False, **_: Any) -> None:
    """Confirm the address of a new superuser, who could not log in otherwise: only an operator can create one."""
    if created and not raw and instance.is_superuser and instance.email:
        EmailAddress.objects.get_or_create(
            user=instance, email=instance.email, defaults={"verified": True, "primary": True}
        )


@receiver(email_confirmed, dispatch_uid="members-new-account")
def admit_new_account(email_address: EmailAddress, **_: Any) -> None:
    approval.on_email_confirmed(User.objects.get(pk=email_address.user_id))


@receiver(password_reset, dispatch_uid="members-new-password")
def open_after_reset(request: HttpRequest, user: User, **_: Any) -> None:
    login_limits.open_after_reset(request, user)
    mail_limits.forget(request, user.email)


@receiver(workflow_rejected, dispatch_uid="members-contribution-sent-back")
def on_review_sent_back(instance: WorkflowState, user: User | None = None, **_: Any) -> None:
    decisions.record_return(instance, user)


@receiver(review_refused, dispatch_uid="members-contribution-refused")
def on_review_refused(instance: TaskState, user: User | None = None, **_: Any) -> None:
    decisions.record_refusal(instance, user)


@receiver(correction_accepted, dispatch_uid="members-correction-accepted")
def publish_correction(instance: Correction, user: User | None = None, **_: Any) -> None:
    effect = instance.effect()
    merge.apply(instance, user)
    decisions.record_publication(instance, user, effect)


@receiver(workflow_cancelled, dispatch_uid="members-contribution-stopped")
def on_review_cancelled(instance: WorkflowState, user: User | None = None, **_: Any) -> None:
    decisions.record_cancellation(instance, user)


@receiver(pre_save, dispatch_uid="members-contribution-files")
def bring_files(instance: Any, raw: bool = False, update_fields: Any = None, **_: Any) -> None:
    """Add a contribution's files to its page in the same save that makes the page live, whatever publishes it."""
    if isinstance(instance, Page) and instance.live and instance.pk and update_fields is None and not raw:
        first_publication.bring_files(instance)


@receiver(page_published, dispatch_uid="members-contribution-published")
def on_page_published(instance: Page, revision: Revision | None = None, **_: Any) -> None:
    """Ignore pages that are only scheduled: `page_published` is sent for them too."""
    if instance.live:
        with transaction.atomic():
            first_publication.keep_files(instance, revision)
            decisions.record_publication(instance, revision.user if revision else None)


@receiver(pre_delete, sender=Page, dispatch_uid="members-contribution-gone")
def on_page_deleted(instance: Page, **_: Any) -> None:
    with transaction.atomic():
        decisions.close_for_deleted_page(instance)


@receiver(pages_binned, dispatch_uid="members-contribution-binned")
def on_pages_binned(pages: list[Page], user: User | None = None, **_: Any) -> None:
    concerned = binned.with_contributions(pages)
    for page in concerned:
        decisions.close_for_deleted_page(page)
    binned.close_and_erase(concerned, user)


@receiver(post_delete, sender=Upload, dispatch_uid="members-file-of-upload")
def delete_file(instance: Upload, **_: Any) -> None:
    """Delete the file of a deleted row once the transaction is committed."""
    storage, name = instance.file.storage, str(instance.file.name)
    transaction.on_commit(lambda: storage.delete(name), robust=True)
