"""The secret addresses of registrants: a signed primary key, for a page on which they confirm or cancel."""

from __future__ import annotations

from django.core import signing
from django.urls import reverse
from django.utils import timezone

from archive.models import EventReportPage, Registration
from core.visibility.gate import Gate

_signer = signing.Signer(salt="archive.registrations")


def path_of(registration: Registration) -> str:
    """Return the path of a registrant's own page."""
    token = _signer.sign_object(registration.pk)
    return reverse("archive:registration", args=[registration.event.slug, token])


def address_of(registration: Registration) -> str:
    """Return the address of a registrant's own page, with scheme and host, for mails."""
    return f"{Gate.public().base_url}{path_of(registration)}"


def read(token: str) -> Registration | None:
    """Return the registration of a token; None if it is forged, or the registration expired, cancelled or deleted."""
    try:
        pk = _signer.unsign_object(token)
    except signing.BadSignature:
        return None
    registrations = Registration.objects.with_address().not_expired(timezone.now())
    return registrations.select_related("event").filter(pk=pk).first()


def organiser_address(event: EventReportPage) -> str:
    """Return the address of the list of registrations, for the organiser."""
    return f"{Gate.public().base_url}{reverse('archive:registrations', args=[event.slug])}"
