"""Two-step log-in: which accounts need it, and whether they have set it up."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings

from members.permissions import works_in_admin


def is_required_of(user: Any) -> bool:
    """Whether a user needs a second step: they have access to the admin, and the operator set MFA_REQUIRED."""
    return settings.MFA_REQUIRED and works_in_admin(user)


def is_active(user: Any) -> bool:
    return Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP).exists()


def is_missing(user: Any) -> bool:
    """Whether a user needs a second step and has not set it up."""
    return user.is_authenticated and is_required_of(user) and not is_active(user)
