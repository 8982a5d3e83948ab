"""Subscribers to new events: asking, confirming, leaving, and their secret address."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from archive.models import Subscriber
from core.mail.links import SignedLinks
from core.text.addresses import mailbox

#: How long a request waits for its confirmation.
TO_CONFIRM = timedelta(hours=24)

_links = SignedLinks("archive.notices")


def ask(email: str) -> Subscriber:
    """Return the subscriber of an address, with a day to confirm unless it is confirmed."""
    now = timezone.now()
    subscriber, is_new = Subscriber.objects.get_or_create(
        mailbox=mailbox(email), defaults={"email": email, "created_at": now}
    )
    if not is_new and subscriber.confirmed_at is None:
        subscriber.created_at = now
        subscriber.save(update_fields=["created_at"])
    return subscriber


def confirm(subscriber: Subscriber) -> None:
    Subscriber.objects.filter(pk=subscriber.pk, confirmed_at=None).update(confirmed_at=timezone.now())


def leave(subscriber: Subscriber) -> None:
    Subscriber.objects.filter(pk=subscriber.pk).delete()


def path_of(subscriber: Subscriber) -> str:
    """Return the path of the page on which a subscriber confirms or leaves."""
    return reverse("archive:subscription", args=[_links.token(subscriber.key)])


def read(token: str) -> Subscriber | None:
    """Return the subscriber of a token; None if it is forged, or the subscriber has left."""
    return _links.find(token, Subscriber.objects.exclude(_expired()))


def forget_unconfirmed() -> int:
    """Delete the requests that were not confirmed in time; return their number."""
    return Subscriber.objects.filter(_expired()).delete()[0]


def _expired() -> Q:
    return Q(confirmed_at=None, created_at__lte=timezone.now() - TO_CONFIRM)
