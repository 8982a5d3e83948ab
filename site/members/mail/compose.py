"""Compose messages in a form that any SMTP server accepts: ASCII, CRLF, lines of at most 998 bytes."""

from __future__ import annotations

import copy
from email import encoders, message_from_bytes, policy
from email.charset import QP, Charset
from email.generator import BytesGenerator
from email.header import Header
from email.message import Message
from email.utils import make_msgid
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import utf8_charset
from django.utils.encoding import punycode

from core.mail.render import add_html
from members.mail.addresses import CONTROL, parse_mailbox

if TYPE_CHECKING:
    from email.headerregistry import Address

    from django.core.mail import EmailMessage

LONGEST_LINE = 998
LONGEST_WORD = 68  # in a header line, after the longest header name
#: Not every server accepts 8-bit text; quoted-printable also wraps long lines.
QUOTED_PRINTABLE = Charset("utf-8")
QUOTED_PRINTABLE.body_encoding = QP
#: Python's legacy policy: the modern one drops the quotes of a long name with a comma when it folds the header.
ON_THE_WIRE = policy.compat32.clone(cte_type="7bit", linesep="\r\n")


def public_host() -> str:
    """Return the site's host name for Message-ID and EHLO, instead of the machine's own name."""
    return punycode(urlsplit(settings.SITE_URL).hostname or "localhost")


def one_line(text: str) -> str:
    """Replace control characters by spaces, and characters that UTF-8 cannot encode by « ? »."""
    return CONTROL.sub(" ", text).encode("utf-8", "replace").decode()


def compose(message: EmailMessage) -> bytes:
    """Return the bytes of a message, with an HTML alternative added. The message itself is not modified.

    Raises any exception of templates, headers or addresses.
    """
    message, sender = copy.copy(message), parse_mailbox(message.from_email)
    subject = one_line(str(message.subject))
    message.subject, message.from_email = subject, header_of(sender)
    for name in ("to", "cc", "reply_to"):
        setattr(message, name, [header_of(parse_mailbox(str(value))) for value in getattr(message, name)])
    message.encoding = message.encoding or QUOTED_PRINTABLE  # type: ignore[assignment]  # Django takes a Charset too
    message.extra_headers = {"Message-ID": make_msgid(domain=public_host()), **message.extra_headers}
    if isinstance(message, EmailMultiAlternatives):
        message.alternatives = list(message.alternatives)
    add_html(message)
    mime = message.message()
    mime.replace_header("Subject", _header("Subject", subject))
    return to_wire(mime.as_bytes(linesep="\r\n"), sender)  # type: ignore[call-arg]  # Django's has this argument


def to_wire(source: bytes, sender: Address) -> bytes:
    """Convert a message to the wire format; return it unchanged if it already has this format.

    Rows of older releases have LF, 8-bit text or an invalid `From`: their parts are encoded again, and `From` is
    written from `sender`. Raises ValueError if the message cannot be converted.
    """
    if not source.endswith(b"\n"):
        source += b"\r\n"
    if has_wire_format(source):
        return source
    message: Message = message_from_bytes(source)
    del message["From"]
    message["From"] = header_of(sender)
    for name, value in message.items():
        if any(len(word) > LONGEST_WORD for word in str(value).split()):
            message.replace_header(name, _header(name, str(value)))  # type: ignore[arg-type]  # a Header folds itself
    for part in message.walk():
        if not part.is_multipart():
            _encode(part)
    file = BytesIO()
    BytesGenerator(file, mangle_from_=False, policy=ON_THE_WIRE).flatten(message)
    result = file.getvalue()
    if not has_wire_format(result):
        raise ValueError("un en-tête ou une ligne du message ne peut pas être transmis")
    return result


def readable(source: bytes) -> Message:
    """Parse a composed message and decode its text, to be readable in a console or a file."""
    message: Message = message_from_bytes(source.replace(b"\r\n", b"\n"))
    for part in message.walk():
        if part.get("Content-Transfer-Encoding") == "quoted-printable":
            payload: Any = part.get_payload(decode=True)
            del part["Content-Transfer-Encoding"]
            part.set_payload(payload.decode(part.get_content_charset("utf-8"), "replace"), utf8_charset)
    return message


def header_of(mailbox: Address) -> str:
    """Format a mailbox in ASCII; a name with accents becomes encoded words, short enough to fold the header between."""
    if mailbox.display_name.isascii():
        return str(mailbox)
    words = Header(mailbox.display_name, "utf-8", maxlinelen=LONGEST_WORD).encode(linesep="")
    return f"{words} <{mailbox.addr_spec}>"


def _header(name: str, text: str) -> Header:
    """Build a header that is folded at spaces, or anywhere if a word is too long or not ASCII."""
    plain = text.isascii() and all(len(word) <= LONGEST_WORD for word in text.split())
    return Header(text, "us-ascii" if plain else "utf-8", header_name=name)


def has_wire_format(source: bytes) -> bool:
    lines = source.split(b"\r\n")
    return lines[-1] == b"" and _fits(lines) and not any(b"\r" in line or b"\n" in line for line in lines)


def _fits(lines: list[bytes]) -> bool:
    return all(len(line) <= LONGEST_LINE and line.isascii() and b"\0" not in line for line in lines)


def _encode(part: Message) -> None:
    """Encode a part for the wire, unless its content already fits."""
    encoding = str(part.get("Content-Transfer-Encoding", "")).strip().lower()
    payload: Any = part.get_payload(decode=True)
    if encoding in ("base64", "quoted-printable") or _fits(payload.splitlines()):
        return
    del part["Content-Transfer-Encoding"]
    (encoders.encode_quopri if part.get_content_maintype() == "text" else encoders.encode_base64)(part)
