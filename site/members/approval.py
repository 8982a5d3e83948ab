"""Who may contribute: new accounts join « Membres » once their address is confirmed, or once a moderator accepts them.

An account waits when it belongs to no group and has no rights: nothing else marks it.
"""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse

from members import letters, personal_data
from members.models import User
from members.setup import MEMBERS, MODERATORS

#: Who may decide on contributions decides on accounts.
DECIDES = "members.change_contribution"


class AlreadyDecided(Exception):
    """The account no longer waits: somebody else has decided, or it is gone."""


def may_contribute(user: Any) -> bool:
    """Whether somebody may contribute: a member, or who works in the admin."""
    if not user.is_authenticated or not user.is_active:
        return False
    return user.groups.filter(name=MEMBERS).exists() or letters.works_in_admin(user)


def waiting() -> QuerySet[User]:
    """The accounts that a moderator has to look at, the oldest first."""
    confirmed = EmailAddress.objects.filter(user=OuterRef("pk"), verified=True)
    return User.objects.filter(
        Exists(confirmed), is_active=True, is_superuser=False, groups__isnull=True, user_permissions__isnull=True
    ).order_by("date_joined", "pk")


def is_waiting(user: User) -> bool:
    return waiting().filter(pk=user.pk).exists()


def confirmed(user: User) -> None:
    """What follows when somebody has confirmed the address of a new account.

    Who has logged in before is not new: they change their address, and stay what they are.
    """
    if user.last_login is not None or not is_waiting(user):
        return
    if not settings.MEMBERS_APPROVAL:
        _join(user)
        return
    _write(user, "pending")
    moderators = User.objects.filter(groups__name=MODERATORS, is_active=True).exclude(email="").order_by("pk")
    for moderator in moderators:
        _write(moderator, "to_approve", account=user, url=f"{settings.SITE_URL}{reverse('moderation_accounts')}")


@transaction.atomic
def accept(user: User) -> None:
    """Let an account contribute, and tell its owner. Raises AlreadyDecided."""
    held = _held(user)
    _join(held)
    _write(held, "approved")


@transaction.atomic
def refuse(user: User, words: str) -> None:
    """Close an account that waits, with the reason: nothing of it is kept. Raises AlreadyDecided."""
    held = _held(user)
    message = _letter(held, "refused", words=words)
    personal_data.erase(held)
    message.send()


def _held(user: User) -> User:
    held = User.objects.select_for_update().filter(pk=user.pk).first()
    if held is None or not is_waiting(held):
        raise AlreadyDecided
    return held


def _join(user: User) -> None:
    user.groups.add(Group.objects.get(name=MEMBERS))


def _write(user: User, name: str, **told: Any) -> None:
    _letter(user, name, **told).send()


def _letter(user: User, name: str, **told: Any) -> EmailMultiAlternatives:
    account = f"{settings.SITE_URL}{reverse('members_account')}"
    context = {"user": user, "url": account, "site_url": f"{settings.SITE_URL}/", **told}
    subject, text = (render_to_string(template, context).strip() for template in LETTERS[name])
    return EmailMultiAlternatives(subject, text, to=[user.email])


#: Subject and text of what is told to whom has just opened an account, or decides on it.
LETTERS = {
    "pending": ("members/account/email/pending_subject.txt", "members/account/email/pending.txt"),
    "to_approve": ("members/account/email/to_approve_subject.txt", "members/account/email/to_approve.txt"),
    "approved": ("members/account/email/approved_subject.txt", "members/account/email/approved.txt"),
    "refused": ("members/account/email/refused_subject.txt", "members/account/email/refused.txt"),
}
