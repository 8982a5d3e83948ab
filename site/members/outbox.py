"""The outbox: Django's mail backend writes a row; `send_outbox` delivers it, again and again with growing pauses.

A message is thus sent if and only if what it speaks of was committed, and a mail server that is down delays mail
and nothing else.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta
from email.message import EmailMessage as MimeMessage
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone

from members.letters import add_html
from members.models import OutgoingMail

logger = logging.getLogger(__name__)

PAUSES = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6), timedelta(days=1))
BATCH = 50


class OutboxBackend(BaseEmailBackend):
    """Django's EMAIL_BACKEND: keeps each message as a row, in the transaction of whoever sends it."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        now = timezone.now()
        for message in email_messages:
            add_html(message)
        rows = [
            OutgoingMail(
                sender=message.from_email,
                recipients=message.recipients(),
                subject=str(message.subject)[:255],
                message=message.message().as_bytes(),
                next_attempt_at=now,
            )
            for message in email_messages
            if message.recipients()
        ]
        OutgoingMail.objects.bulk_create(rows)
        return len(rows)


class StoredMessage(EmailMessage):
    """A message that was composed before: its MIME text goes out as it was written."""

    def __init__(self, row: OutgoingMail) -> None:
        super().__init__(subject=row.subject, from_email=row.sender, to=row.recipients)
        self._stored = bytes(row.message)

    def message(self, **_: Any) -> Any:
        from email import message_from_bytes, policy

        return _WithBytes(message_from_bytes(self._stored, policy=policy.SMTP), self._stored)


class _WithBytes:
    """What Django's backends ask of a message: header look-ups and its bytes."""

    def __init__(self, message: MimeMessage | Any, stored: bytes) -> None:
        self._message = message
        self._stored = stored

    def as_bytes(self, **_: Any) -> bytes:
        return self._stored

    def __getattr__(self, name: str) -> Any:
        return getattr(self._message, name)

    def __getitem__(self, name: str) -> Any:
        return self._message[name]


def send_due() -> tuple[int, int]:
    """Send what is due; return how many were sent and how many failed this time. One row is one transaction."""
    sent = failed = 0
    due = OutgoingMail.objects.filter(state=OutgoingMail.State.WAITING, next_attempt_at__lte=timezone.now())
    for pk in due.order_by("next_attempt_at").values_list("pk", flat=True)[:BATCH]:
        with transaction.atomic():
            # Two senders never take one row; on SQLite the whole transaction is the lock.
            row = due.select_for_update(skip_locked=_can_skip()).filter(pk=pk).first()
            if row is None:
                continue
            if _deliver(row):
                sent += 1
            else:
                failed += 1
    return sent, failed


def _can_skip() -> bool:
    from django.db import connection

    return connection.features.has_select_for_update_skip_locked


def _deliver(row: OutgoingMail) -> bool:
    row.attempts += 1
    try:
        get_connection(settings.DELIVERY_EMAIL_BACKEND).send_messages([StoredMessage(row)])
    except OSError as error:  # smtplib's errors are OSErrors too
        row.error = f"{type(error).__name__}: {error}"[:255]
        if row.attempts > len(PAUSES):
            row.state = OutgoingMail.State.FAILED
        else:
            row.next_attempt_at = timezone.now() + PAUSES[row.attempts - 1]
        logger.warning("Mail %s not sent, attempt %s (%s)", row.pk, row.attempts, type(error).__name__)
        delivered = False
    else:
        row.state, row.sent_at, row.error = OutgoingMail.State.SENT, timezone.now(), ""
        row.message, row.recipients = b"", []  # nothing personal is kept longer than it serves
        delivered = True
    row.save()
    return delivered
