"""The four demo accounts. Their password is public, and refused everywhere unless `DEMO_ACCOUNTS` is set."""

from __future__ import annotations

from functools import lru_cache

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, Group
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.crypto import constant_time_compare

from members.models import User
from members.permissions import EDITORS, MEMBERS, MODERATORS

PASSWORD = "sillon-demo"
DOMAIN = "@demo.example"
ACCOUNTS = {
    "admin": ("Administration", None),
    "editrice": ("Une éditrice", EDITORS),
    "moderateur": ("Un modérateur", MODERATORS),
    "membre": ("Un membre", MEMBERS),
}


def ensure_accounts() -> list[str]:
    """Create the missing accounts; return all user names. A changed password stays."""
    for username, (name, group) in ACCOUNTS.items():
        if User.objects.filter(username=username).exists():
            continue
        email = f"{username}{DOMAIN}"
        user = User(username=username, email=email, first_name=name, is_superuser=group is None, is_staff=group is None)
        user.set_password(PASSWORD)
        user.save()
        EmailAddress.objects.get_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
        if group:
            user.groups.add(Group.objects.get(name=group))
    return list(ACCOUNTS)


def is_refused(password: str) -> bool:
    """Whether this is the demo's password on a site without demo accounts."""
    return not settings.DEMO_ACCOUNTS and constant_time_compare(password, PASSWORD)


def is_open(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Whether this is a demo account that still has the public password on a site without demo accounts.

    Used for sessions and tokens, which a database copied from a demo brings along. Only accounts with a name or address
    of the demo are checked: it takes a password hash, once per process.
    """
    if settings.DEMO_ACCOUNTS or not isinstance(user, User):
        return False
    has_demo_identity = user.username in ACCOUNTS or user.email.lower().endswith(DOMAIN)
    return has_demo_identity and has_demo_password(user.password)


@lru_cache(maxsize=64)
def has_demo_password(encoded: str) -> bool:
    """Whether a stored password is that of the demo. Computes a password hash the first time."""
    return check_password(PASSWORD, encoded)


def suspects() -> QuerySet[User]:
    """Return the active accounts to check before a site goes public: demo accounts and those with admin access."""
    works_in_admin = Q(is_superuser=True) | Q(groups__permissions__codename="access_admin")
    demo = Q(username__in=ACCOUNTS) | Q(email__iendswith=DOMAIN)
    return User.objects.filter(demo | works_in_admin, is_active=True).distinct().order_by("username")


class NotTheDemoPasswordValidator:
    """Refuses the demo's password for new passwords, unless `DEMO_ACCOUNTS` is set."""

    def validate(self, password: str, user: User | None = None) -> None:
        if is_refused(password):
            raise ValidationError("Ce mot de passe est celui de la démonstration : tout le monde le connaît.")

    def get_help_text(self) -> str:
        return "Pas le mot de passe de la démonstration."
