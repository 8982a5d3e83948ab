"""Whether the facts on a page have been verified recently."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone

#: How long a verification counts as recent.
FRESH_FOR = timedelta(days=183)


def never_checked() -> Q:
    """Return the condition for pages or cards that were never verified."""
    return Q(verified_on__isnull=True)


def checked_long_ago() -> Q:
    """Return the condition for pages or cards whose last verification is no longer recent."""
    return Q(verified_on__lt=timezone.localdate() - FRESH_FOR)


def freshness(verified_on: date | None, today: date | None = None) -> float | None:
    """Return 1 up to six months after the last verification, falling linearly to 0 at 24 months; None if never."""
    if verified_on is None:
        return None
    today = today or timezone.localdate()
    months = (today.year - verified_on.year) * 12 + today.month - verified_on.month - (today.day < verified_on.day)
    return round(min(1.0, max(0.0, (24 - months) / 18)), 2)
