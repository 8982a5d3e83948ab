"""What follows the making of an account."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.db.models.signals import post_save
from django.dispatch import receiver

from members.models import User


@receiver(post_save, sender=User, dispatch_uid="members-trusted-email")
def trust_email_of_superuser(instance: User, created: bool, raw: bool = False, **_: Any) -> None:
    """Whoever makes a superuser holds the machine: their e-mail needs no confirmation, or nobody could log in first."""
    if created and not raw and instance.is_superuser and instance.email:
        EmailAddress.objects.get_or_create(
            user=instance, email=instance.email, defaults={"verified": True, "primary": True}
        )
