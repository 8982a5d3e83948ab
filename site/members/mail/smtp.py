"""SMTP delivery: Django's backend with a time limit per delivery and with the recipients that were refused."""

from __future__ import annotations

import smtplib
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend as DjangoBackend

from members.mail.compose import public_host

#: Time limit in seconds to open a connection, and again to send a message. EMAIL_TIMEOUT only limits a single read or
#: write: a server that sends one byte at a time never reaches it.
DELIVERY_LIMIT = 300.0
#: Time limit of QUIT, in seconds.
QUIT_LIMIT = 15.0


class SomeRecipientsRefused(smtplib.SMTPException):
    """The server accepted the message for some recipients and refused these: `{address: (code, answer)}`."""

    def __init__(self, recipients: dict[str, tuple[int, bytes]]) -> None:
        super().__init__(recipients)
        self.recipients = recipients


class _Interruptible:
    """A connection that its backend can close while it is still being opened."""

    def __init__(self, backend: EmailBackend, *args: Any, **kwargs: Any) -> None:
        backend.opening = self
        super().__init__(*args, **kwargs)


class PlainConnection(_Interruptible, smtplib.SMTP): ...


class TLSConnection(_Interruptible, smtplib.SMTP_SSL): ...


class EmailBackend(DjangoBackend):
    """Sends several messages over one connection; `open` and `send_messages` end within DELIVERY_LIMIT each.

    It sends the bytes of `members.mail.outbox.StoredMessage` unchanged.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.connection: Any = None
        self.opening: Any = None

    def open(self) -> bool:
        """Open a connection unless the current one still works. Raises OSError (smtplib's exceptions are OSErrors)."""
        with self._limited(DELIVERY_LIMIT):
            if self.connection and self._answers():
                return False
            self._drop()
            options: dict[str, Any] = {"local_hostname": public_host(), "timeout": self.timeout}
            if self.use_ssl:
                options["context"] = self.ssl_context
            try:
                connection = (TLSConnection if self.use_ssl else PlainConnection)(self, self.host, self.port, **options)
                if self.use_tls:
                    connection.starttls(context=self.ssl_context)
                if self.username and self.password:
                    connection.login(self.username, self.password)
            except BaseException:
                self._drop()
                raise
            self.connection = connection
        return True

    def close(self) -> None:
        """Send QUIT; close the socket if the server does not answer."""
        if self.connection:
            with suppress(OSError), self._limited(QUIT_LIMIT):
                self.connection.quit()
        self._drop()

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        if not self.connection:
            self.open()
        with self._limited(DELIVERY_LIMIT):
            for message in email_messages:
                self._send(message)
        return len(email_messages)

    def _send(self, email_message: Any) -> None:  # type: ignore[override]
        """Send one message. Raises SomeRecipientsRefused if only some recipients were accepted."""
        source, recipients = email_message.source, email_message.recipients()
        if refused := self.connection.sendmail(email_message.from_email, recipients, source):
            raise SomeRecipientsRefused(refused)

    def _answers(self) -> bool:
        """Whether the connection still works: many servers close it after some minutes or messages."""
        try:
            return self.connection.noop()[0] == 250
        except OSError:
            return False

    def _drop(self) -> None:
        for connection in (self.connection, self.opening):
            if connection:
                connection.close()
        self.connection = self.opening = None

    @contextmanager
    def _limited(self, seconds: float) -> Iterator[None]:
        """Shut the connection down after this time, and raise TimeoutError."""
        done, late = threading.Event(), threading.Event()

        def watch() -> None:
            wait = seconds
            while not done.wait(wait):
                late.set()
                self._cut()
                wait = 1  # try again: the socket may not exist yet

        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        try:
            yield
        except OSError as error:
            if late.is_set():
                raise TimeoutError(f"coupé après {seconds:g} s") from error
            raise
        finally:
            done.set()
            watcher.join()

    def _cut(self) -> None:
        sock = getattr(self.connection or self.opening, "sock", None)
        if sock:
            with suppress(OSError):  # it may be closed by now
                # SSLSocket.shutdown would let pending data leave unencrypted.
                socket.socket.shutdown(sock, socket.SHUT_RDWR)
