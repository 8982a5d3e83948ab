"""Signal receivers of themes, partners and people: a changed slug leaves a redirect, as long as its page is there."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, pre_save
from django.dispatch import receiver

from core.models import Partner, Person, Theme
from core.relations.redirects import free_address, redirect_old_slug, remove_redirects_to


@receiver(pre_save, sender=Theme, dispatch_uid="redirect-theme")
@receiver(pre_save, sender=Partner, dispatch_uid="redirect-partner")
@receiver(pre_save, sender=Person, dispatch_uid="redirect-person")
def follow_slug(sender: Any, instance: Any, raw: bool = False, **_: Any) -> None:
    """Redirect the former address to the new one. A person without a page leaves no trace of any address."""
    if raw or not instance.slug:
        return
    former = sender.objects.filter(pk=instance.pk).values_list("slug", flat=True).first() if instance.pk else None
    if sender is Person and not instance.page_agreed_on:
        for slug in {former, instance.slug} - {None}:
            remove_redirects_to(sender, slug)
    elif former and former != instance.slug:
        redirect_old_slug(sender, former, instance.slug)
    elif not former:
        free_address(sender, instance.slug)


@receiver(post_delete, sender=Theme, dispatch_uid="redirect-theme-deleted")
@receiver(post_delete, sender=Partner, dispatch_uid="redirect-partner-deleted")
@receiver(post_delete, sender=Person, dispatch_uid="redirect-person-deleted")
def forget_addresses(sender: Any, instance: Any, **_: Any) -> None:
    """Remove the redirects to an object that is deleted."""
    if instance.slug:
        remove_redirects_to(sender, instance.slug)
