"""Approval of new accounts: they join « Membres » once their address is confirmed, or once a moderator accepts them.

A waiting account is one with a confirmed address, no group and no permission; there is no other marker.
"""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from core.mail import render
from members.accounts import personal_data
from members.models import User
from members.permissions import MEMBERS, moderators


class AccountNotWaiting(Exception):
    """The account no longer waits: another moderator has decided, or it was deleted."""


def waiting() -> QuerySet[User]:
    """Return the accounts that wait for a moderator, the oldest first."""
    confirmed = EmailAddress.objects.filter(user=OuterRef("pk"), verified=True)
    return User.objects.filter(
        Exists(confirmed), is_active=True, is_superuser=False, groups__isnull=True, user_permissions__isnull=True
    ).order_by("date_joined", "pk")


def is_waiting(user: User) -> bool:
    return waiting().filter(pk=user.pk).exists()


def on_email_confirmed(user: User) -> None:
    """Accept a new account, or announce it to the moderators if accounts need approval.

    An account that has logged in before is not new: its owner has only changed the address.
    """
    if user.last_login is not None or not is_waiting(user):
        return
    if not settings.MEMBERS_APPROVAL:
        _join(user)
        return
    _write(user, "members/account/email/pending.txt")
    for moderator in moderators().exclude(email=""):
        url = f"{settings.SITE_URL}{reverse('moderation_accounts')}"
        _write(moderator, "members/account/email/to_approve.txt", account=user, url=url)


@transaction.atomic
def accept(user: User) -> None:
    """Accept an account and write to its owner. Raises AccountNotWaiting."""
    account = _lock_waiting(user)
    _join(account)
    _write(account, "members/account/email/approved.txt")


@transaction.atomic
def refuse(user: User, words: str) -> None:
    """Refuse a waiting account: erase it and send its owner the reason. Raises AccountNotWaiting."""
    account = _lock_waiting(user)
    message = _letter(account, "members/account/email/refused.txt", words=words)
    personal_data.erase(account)
    message.send()


def _lock_waiting(user: User) -> User:
    account = User.objects.select_for_update().filter(pk=user.pk).first()
    if account is None or not is_waiting(account):
        raise AccountNotWaiting
    return account


def _join(user: User) -> None:
    user.groups.add(Group.objects.get(name=MEMBERS))


def _write(user: User, template: str, **context: Any) -> None:
    _letter(user, template, **context).send()


def _letter(user: User, template: str, **context: Any) -> EmailMultiAlternatives:
    account = f"{settings.SITE_URL}{reverse('members_account')}"
    context = {"user": user, "url": account, "site_url": f"{settings.SITE_URL}/", **context}
    return render.letter(template, user.email, context)
