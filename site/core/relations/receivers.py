"""Signal receivers that lead from the former address of a theme, a partner or a person to the present one."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect

from core.models import Partner, Person, Theme

#: The name of the URL of each model's pages.
ADDRESSES = {Theme: "theme", Partner: "partner", Person: "person"}


@receiver(pre_save, sender=Theme, dispatch_uid="redirect-theme")
@receiver(pre_save, sender=Partner, dispatch_uid="redirect-partner")
@receiver(pre_save, sender=Person, dispatch_uid="redirect-person")
def follow_slug(sender: Any, instance: Any, raw: bool = False, **_: Any) -> None:
    """Redirect the former address, and those that led to it, to the new one."""
    former = sender.objects.filter(pk=instance.pk).values_list("slug", flat=True).first() if instance.pk else None
    if raw or not former or not instance.slug or former == instance.slug:
        return
    old, new = (reverse(ADDRESSES[sender], args=[slug]) for slug in (former, instance.slug))
    Redirect.objects.filter(old_path=Redirect.normalise_path(new), site=None).delete()
    Redirect.objects.filter(redirect_link=old).update(redirect_link=new)
    Redirect.objects.update_or_create(
        old_path=Redirect.normalise_path(old), site=None, defaults={"redirect_link": new, "redirect_page": None}
    )
