"""The outbox: Django's mail backend writes rows; `send_outbox` delivers them, and retries with growing pauses.

A message is therefore sent only if the transaction that caused it was committed. A slow or unreachable mail server
delays mail and nothing else: no transaction is open during delivery.

A sender claims a row with one UPDATE to the state « sending », until its lease ends. Then the row is due again,
whatever happened to the sender: if it was killed, a mail may be sent twice (with the same Message-ID), but none is
lost.
"""

from __future__ import annotations

import logging
import re
import smtplib
from collections.abc import Callable, Sequence
from datetime import timedelta
from email.message import Message
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import DatabaseError
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from members.mail import compose
from members.mail.addresses import parse_mailbox
from members.mail.smtp import SomeRecipientsRefused
from members.models import OutgoingMail

logger = logging.getLogger(__name__)

State = OutgoingMail.State

RETRY_PAUSES = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6), timedelta(days=1))
BATCH = 50
#: How long a claim lasts: longer than the limits for opening a connection and sending a message together.
LEASE = timedelta(minutes=15)
#: How long rows of sent or failed mails are kept.
RETENTION = timedelta(days=30)
#: Waiting and failed mails that have a message to send.
RESENDABLE = Q(state__in=(State.WAITING, State.FAILED)) & ~Q(message=b"")
ADDRESS = re.compile(r"(?<![^\s<>\"'])[^\s<>\"']+@[^\s<>\"']+")


class OutboxBackend(BaseEmailBackend):
    """Django's EMAIL_BACKEND: stores each message as a row, in the caller's transaction.

    A message that cannot be composed is stored as failed and does not break the request. `fail_silently` has no effect:
    database errors are always raised.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Store the messages; return how many wait to be sent."""
        rows = [self._row(message) for message in email_messages if message.recipients()]
        OutgoingMail.objects.bulk_create(rows)
        return sum(row.state == State.WAITING for row in rows)

    def _row(self, message: EmailMessage) -> OutgoingMail:
        row = OutgoingMail(
            recipients=[compose.one_line(str(recipient)) for recipient in message.recipients()],
            subject=compose.one_line(str(message.subject))[:255],
            next_attempt_at=timezone.now(),
        )
        try:
            row.sender = parse_mailbox(message.from_email).addr_spec
            row.recipients = [parse_mailbox(str(recipient)).addr_spec for recipient in message.recipients()]
            row.message = compose.compose(message)
        except DatabaseError:
            raise  # the transaction is broken
        except Exception as error:
            row.state, row.message, row.error = State.FAILED, b"", reason(error)
            logger.error("A mail cannot be composed (%s)", type(error).__name__)
        return row


class StoredMessage(EmailMessage):
    """A composed message from a row of the outbox. Raises ValueError if the row cannot be sent."""

    def __init__(self, row: OutgoingMail) -> None:
        sender = parse_mailbox(row.sender)
        recipients = [parse_mailbox(recipient).addr_spec for recipient in row.recipients]
        super().__init__(subject=row.subject, from_email=sender.addr_spec, to=recipients)
        self.source = compose.to_wire(bytes(row.message), sender)

    def message(self) -> Message:  # type: ignore[override]  # for the backends of the console and of tests
        return compose.readable(self.source)


def send_due(stopping: Callable[[], bool] = lambda: False) -> tuple[int, int]:
    """Send one batch of due mail; return the numbers of sent and of failed mails.

    Ends early if `stopping()` is true or the server is unreachable.
    """
    sent = failed = 0
    connection = get_connection(settings.DELIVERY_EMAIL_BACKEND)
    try:
        for pk in list(due().order_by("next_attempt_at").values_list("pk", flat=True)[:BATCH]):
            if stopping():
                break
            row = _claim(pk)
            if row is None:
                continue
            try:
                connection.open()
            except Exception as error:
                _mark_failed(row, error)
                failed += 1
                break
            if _deliver(row, connection):
                sent += 1
            else:
                failed += 1
    finally:
        connection.close()
    return sent, failed


def due() -> QuerySet[OutgoingMail]:
    """Return the mails to send now, including those claimed by a sender whose lease has ended."""
    return OutgoingMail.objects.filter(state__in=(State.WAITING, State.SENDING), next_attempt_at__lte=timezone.now())


def longest_overdue() -> timedelta | None:
    """Return the delay of the most overdue mail, or None. A delay of some minutes means that no sender runs.

    A mail to be retried is not overdue before its pause ends.
    """
    moment = due().order_by("next_attempt_at").values_list("next_attempt_at", flat=True).first()
    return timezone.now() - moment if moment else None


def resendable() -> QuerySet[OutgoingMail]:
    """Return the mails that may be resent."""
    return OutgoingMail.objects.filter(RESENDABLE)


def resend(mails: QuerySet[OutgoingMail]) -> int:
    """Make these mails due now and reset their attempts; return their number."""
    return mails.update(state=State.WAITING, attempts=0, next_attempt_at=timezone.now())


def forget_old() -> None:
    """Delete the rows of mails sent or failed more than `RETENTION` ago: recipients and text are personal data."""
    OutgoingMail.objects.filter(
        state__in=(State.SENT, State.FAILED), next_attempt_at__lt=timezone.now() - RETENTION
    ).delete()


def reason(error: BaseException) -> str:
    """Return the name of an exception and its message, shortened and with addresses removed."""
    message: Any = error
    if isinstance(error, smtplib.SMTPRecipientsRefused | SomeRecipientsRefused):
        code, answer = next(iter(error.recipients.values()))
        message = f"{code} {_decoded(answer)}"
    elif isinstance(error, smtplib.SMTPResponseException):
        message = f"{error.smtp_code} {_decoded(error.smtp_error)}"
    return compose.one_line(ADDRESS.sub("…", f"{type(error).__name__}: {message}"))[:255]


def _decoded(answer: bytes | str) -> str:
    return answer.decode(errors="replace") if isinstance(answer, bytes) else answer


def _claim(pk: int) -> OutgoingMail | None:
    """Claim a row for this sender; return None if another sender was faster."""
    claimable = due().filter(pk=pk)
    if not claimable.update(state=State.SENDING, attempts=F("attempts") + 1, next_attempt_at=timezone.now() + LEASE):
        return None
    return OutgoingMail.objects.filter(pk=pk).first()


def _deliver(row: OutgoingMail, connection: BaseEmailBackend) -> bool:
    try:
        connection.send_messages([StoredMessage(row)])
    except SomeRecipientsRefused as error:
        # The other recipients have it: keep only the refused ones.
        row.recipients = [recipient for recipient in row.recipients if recipient in error.recipients]
        _mark_failed(row, error, recipients=row.recipients)
        return False
    except Exception as error:  # an error with one row must not stop the others
        _mark_failed(row, error)
        connection.close()
        return False
    # Personal data is removed once it is no longer needed.
    _mark(row, state=State.SENT, sent_at=timezone.now(), error="", message=b"", recipients=[])
    return True


def _mark_failed(row: OutgoingMail, error: Exception, **values: Any) -> None:
    now = timezone.now()
    if is_final(error) or row.attempts > len(RETRY_PAUSES):
        values |= {"state": State.FAILED, "next_attempt_at": now}
    else:
        values |= {"state": State.WAITING, "next_attempt_at": now + RETRY_PAUSES[row.attempts - 1]}
    _mark(row, error=reason(error), **values)
    logger.warning("Mail %s not sent, attempt %s (%s)", row.pk, row.attempts, type(error).__name__)


def is_final(error: Exception) -> bool:
    """Whether the server permanently refused the content or all remaining recipients.

    A refused log-in, sender or connection is not final: an operator can fix it.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused | SomeRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= 500


def _mark(row: OutgoingMail, **values: Any) -> None:
    """Store the outcome of an attempt, unless the lease has ended and another sender has claimed the row."""
    claim = {"state": State.SENDING, "attempts": row.attempts, "next_attempt_at": row.next_attempt_at}
    OutgoingMail.objects.filter(pk=row.pk, **claim).update(**values)
