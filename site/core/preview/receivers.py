"""Revokes the preview tokens of a user who logs out."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver

from core.preview.tokens import revoke


@receiver(user_logged_out, dispatch_uid="core-preview-logged-out")
def revoke_tokens(user: Any = None, **_: Any) -> None:
    if user is not None:
        revoke(user.pk)
