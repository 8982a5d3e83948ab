"""Subscribers to new events: asking, confirming, leaving, and their secret address."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core import signing
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from archive.models import Subscriber
from core.text.addresses import mailbox
from core.visibility.gate import Gate

#: How long a request waits for its confirmation.
TO_CONFIRM = timedelta(hours=24)

_signer = signing.Signer(salt="archive.notices")


def ask(email: str) -> Subscriber:
    """Return the subscriber of an address, who is new and unconfirmed unless the address is known."""
    with transaction.atomic():
        return Subscriber.objects.get_or_create(
            mailbox=mailbox(email), defaults={"email": email, "created_at": timezone.now()}
        )[0]


def confirm(subscriber: Subscriber) -> None:
    Subscriber.objects.filter(pk=subscriber.pk, confirmed_at=None).update(confirmed_at=timezone.now())


def leave(subscriber: Subscriber) -> None:
    Subscriber.objects.filter(pk=subscriber.pk).delete()


def address_of(subscriber: Subscriber) -> str:
    """Return the address, with scheme and host, of the page on which a subscriber confirms or leaves."""
    token = _signer.sign_object(subscriber.pk)
    return f"{Gate.public().base_url}{reverse('archive:subscription', args=[token])}"


def read(token: str) -> Subscriber | None:
    """Return the subscriber of a token; None if it is forged, or the subscriber has left."""
    try:
        pk = _signer.unsign_object(token)
    except signing.BadSignature:
        return None
    return Subscriber.objects.filter(pk=pk).exclude(_expired(timezone.now())).first()


def forget_unconfirmed() -> int:
    """Delete the requests that were not confirmed in time; return their number."""
    return Subscriber.objects.filter(_expired(timezone.now())).delete()[0]


def _expired(now: datetime) -> Q:
    return Q(confirmed_at=None, created_at__lte=now - TO_CONFIRM)
