"""The only authentication backend: it computes one password hash per attempt, whether the account exists or not."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.userkit import filter_users_by_email, get_user_by_username
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from members.accounts import demo
from members.models import User


def accounts_named(*names: str | None) -> list[User]:
    """Return the accounts that match a user name or e-mail address typed at log-in: none or one, seldom two."""
    users: dict[int, User] = {}
    for name in {name.strip() for name in names if name}:
        by_name = get_user_by_username(name)
        for user in [*filter_users_by_email(name, prefer_verified=True, for_login=True), by_name]:
            if user is not None:
                users[user.pk] = user
    return [users[pk] for pk in sorted(users)]


class AccountBackend(AuthenticationBackend):
    """Log-in by e-mail or user name.

    Django's and allauth's backends together compute one more hash for a known address than for an unknown one, so the
    response time reveals which addresses have accounts. This one computes one hash per matching account, and one if no
    account matches.
    """

    def _authenticate(self, request: HttpRequest | None, **credentials: Any) -> AbstractBaseUser | None:
        password = credentials["password"]
        if demo.is_refused(password):
            return None  # allauth then computes a hash, as for an unknown name
        for user in accounts_named(credentials.get("username"), credentials.get("email")):
            if self._check_password(user, password):
                return user
        return None

    def get_user(self, user_id: int) -> AbstractBaseUser | None:
        """Return the user of a session; None if the account is inactive, or still has the well-known demo password."""
        user = super().get_user(user_id)
        return None if user is None or demo.is_open(user) else user
