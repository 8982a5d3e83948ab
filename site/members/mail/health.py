"""The health check of outgoing mail, for `/sante/`."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from core.deployment import health
from members.mail import outbox
from members.models import OutgoingMail

#: The tolerated delay of an attempt (the command runs every minute), and the tolerated time without any mail sent.
LATE = timedelta(minutes=10)
LONGEST = timedelta(hours=1)


def mail_goes_out() -> bool:
    """Return False if due mail is not attempted, or if mail has waited for an hour in which none was sent.

    A single recipient's server that keeps deferring mail does not count.
    """
    overdue = outbox.longest_overdue()
    if overdue is not None and overdue > LATE:
        return False
    since = timezone.now() - LONGEST
    waits = OutgoingMail.objects.filter(state=OutgoingMail.State.WAITING, created_at__lt=since).exists()
    return not waits or OutgoingMail.objects.filter(sent_at__gte=since).exists()


def declare() -> None:
    health.declare("courriels", mail_goes_out, resource="database")
