"""When what a page says has to be checked again."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

#: For so long a page that someone has checked counts as fresh.
FRESH_FOR = timedelta(days=183)


def never_checked() -> Q:
    """Pages, or cards, that nobody has ever checked."""
    return Q(verified_on__isnull=True)


def checked_long_ago() -> Q:
    """Pages, or cards, whose last check is no longer fresh."""
    return Q(verified_on__lt=timezone.localdate() - FRESH_FOR)
