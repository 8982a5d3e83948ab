"""Signal receivers of themes, partners and people: a changed slug leaves a redirect."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import pre_save
from django.dispatch import receiver

from core.models import Partner, Person, Theme
from core.relations.redirects import redirect_old_slug


@receiver(pre_save, sender=Theme, dispatch_uid="redirect-theme")
@receiver(pre_save, sender=Partner, dispatch_uid="redirect-partner")
@receiver(pre_save, sender=Person, dispatch_uid="redirect-person")
def follow_slug(sender: Any, instance: Any, raw: bool = False, **_: Any) -> None:
    """Redirect the former address to the new one."""
    former = sender.objects.filter(pk=instance.pk).values_list("slug", flat=True).first() if instance.pk else None
    if not raw and former and instance.slug and former != instance.slug:
        redirect_old_slug(sender, former, instance.slug)
