"""Groups and permissions of `members`, and the functions that check them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from members.models import User

EDITORS = "Éditeurs"
MODERATORS = "Modérateurs"
MEMBERS = "Membres"

#: The permission to decide on contributions and on new accounts.
DECIDE = "members.change_contribution"
VIEW_MAIL, CHANGE_MAIL = "members.view_outgoingmail", "members.change_outgoingmail"
BACKEND = "members.backends.AccountBackend"


def works_in_admin(user: Any) -> bool:
    """Whether a user has access to the admin."""
    return bool(user.has_perm("wagtailadmin.access_admin"))


def may_decide(user: Any) -> bool:
    """Whether a user may decide on contributions and new accounts."""
    return bool(user.has_perm(DECIDE))


def may_contribute(user: Any) -> bool:
    """Whether a user may contribute: as a member, or with access to the admin."""
    if not user.is_authenticated or not user.is_active:
        return False
    return user.groups.filter(name=MEMBERS).exists() or works_in_admin(user)


def deciders() -> QuerySet[User]:
    """Return the users who may decide on contributions; superusers only if they also get Wagtail's notifications."""
    superusers = settings.WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS
    return User.objects.with_perm(DECIDE, backend=BACKEND, include_superusers=superusers).order_by("pk")


def moderators() -> QuerySet[User]:
    """Return the active accounts in the moderators' group."""
    return User.objects.filter(groups__name=MODERATORS, is_active=True).order_by("pk")
