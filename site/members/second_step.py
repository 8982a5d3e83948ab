"""Who has to log in in two steps, and who has not set it up yet."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings

from members import letters


def is_required_of(user: Any) -> bool:
    """Whether this site asks a second step of somebody: of who works in the admin, where the operator wants it."""
    return settings.MFA_REQUIRED and letters.works_in_admin(user)


def is_active(user: Any) -> bool:
    return Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP).exists()


def is_missing(user: Any) -> bool:
    """Whether somebody must set up their second step before they go on."""
    return user.is_authenticated and is_required_of(user) and not is_active(user)
