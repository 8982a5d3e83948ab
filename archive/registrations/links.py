"""The secret address of a registration, for the page on which its owner confirms or cancels."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from archive.models import Registration
from core.mail.links import SignedLinks

_links = SignedLinks("archive.registrations")


def path_of(registration: Registration) -> str:
    """Return the path of the page of a registration."""
    return reverse("archive:registration", args=[registration.event.slug, _links.token(registration.key)])


def read(token: str) -> Registration | None:
    """Return the registration of a token; None if it is forged, or the registration expired, cancelled or erased."""
    registrations = Registration.objects.with_address().not_expired(timezone.now())
    return _links.find(token, registrations.select_related("event"))
