"""Validation of mail addresses as SMTP accepts them, and the host of a web address."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from core.text.typography import thousands

LONGEST, LONGEST_LOCAL, LONGEST_DOMAIN = 254, 64, 253
NO_LOCAL_PART = (
    "Nous ne pouvons pas écrire à cette adresse : avant l’arobase, seuls des lettres sans accent, des chiffres et les "
    "signes . _ - + sont acceptés, 64 au plus. Donnez-en une autre."
)
NO_DOMAIN = (
    "Nous ne pouvons pas écrire à cette adresse : ce qui suit l’arobase n’est pas le nom d’un serveur de courriel. "
    "Vérifiez-le, ou donnez une autre adresse."
)


def validate_address(value: str) -> None:
    """Raise ValidationError for a mail address that no common mail server accepts, even if Django does.

    Django also accepts quoted local parts, which may contain control characters; the letters U+017F and U+212A,
    which match « s » and « k » when case is ignored; IP addresses in brackets; and domains that IDNA cannot encode.
    """
    if len(value) > LONGEST:
        raise ValidationError(
            f"{LONGEST} caractères au plus pour une adresse électronique : il y en a {thousands(len(value))}."
        )
    validate_email(value)
    local, _, domain = value.rpartition("@")
    if not local.isascii() or '"' in local or len(local) > LONGEST_LOCAL:
        raise ValidationError(NO_LOCAL_PART, code="invalid")
    try:
        encoded = domain.encode("idna")
    except UnicodeError:
        raise ValidationError(NO_DOMAIN, code="invalid") from None
    if domain.startswith("[") or len(encoded) > LONGEST_DOMAIN or len(local) + 1 + len(encoded) > LONGEST:
        raise ValidationError(NO_DOMAIN, code="invalid")


def mailbox(email: str) -> str:
    """Normalize an address to the form used for delivery: full-width letters, for one, name the same domain."""
    local, _, domain = email.lower().rpartition("@")
    try:
        return f"{local}@{domain.encode('idna').decode()}"
    except UnicodeError:
        return f"{local}@{domain}"


def host_of(url: str) -> str:
    """Return the host of a URL without « www. »; the text itself if it has no host."""
    try:
        host = urlsplit(url).hostname
    except ValueError:  # such as an unclosed bracket, in a draft or a setting
        host = None
    return (host or url).removeprefix("www.")
