"""Parse a mailbox, « Name <local@domain> », as operators type it, for headers and for SMTP."""

from __future__ import annotations

import re
from email.headerregistry import Address

from django.core.exceptions import ValidationError
from django.utils.encoding import punycode

from core.text.addresses import validate_address

NAME_AND_ADDRESS = re.compile(r"([^<]*)<([^<>]*)>")
ESCAPED = re.compile(r"\\(.)")
QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class InvalidMailbox(ValueError):
    """The text is not exactly one mailbox; the message is in French."""


def parse_mailbox(value: str) -> Address:
    """Parse one mailbox, whose unquoted name may have commas, quotes and accents.

    `str()` of the result is a valid header value; `.addr_spec` is the address for SMTP, with its domain in ASCII.
    Raises InvalidMailbox.
    """
    if CONTROL.search(value):
        raise InvalidMailbox("une adresse tient sur une ligne, sans caractère de contrôle")
    match = NAME_AND_ADDRESS.fullmatch(value.strip())
    name, address = (match[1].strip(), match[2].strip()) if match else ("", value.strip())
    if quoted := QUOTED.fullmatch(name):
        name = ESCAPED.sub(r"\1", quoted[1])
    try:
        validate_address(address)
    except ValidationError as error:
        raise InvalidMailbox("il faut une adresse, comme « Alliance, Grenoble <contact@exemple.fr> »") from error
    local, _, domain = address.rpartition("@")
    return Address(name, addr_spec=f"{local}@{punycode(domain)}")
