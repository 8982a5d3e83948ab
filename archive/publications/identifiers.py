"""Identifiers of publications: ISBN, DOI and HAL, as they are typed or pasted, as they are stored, and where they lead.

Each function of `NORMALISERS` takes any text and returns the stored form, or raises ValidationError with a French
message that gives an example. All run in linear time.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote, unquote, urlsplit

from django.core.exceptions import ValidationError
from stdnum import exceptions, isbn

#: Maximum number of characters of a typed identifier, the address of its page included.
LONGEST_TYPED = 500
#: What people type before an identifier: « ISBN-13 : », « doi: ».
LABEL = re.compile(r"(?:isbn(?:-1[03])?|doi|hal)(?:\s*+:|\s)\s*+", re.IGNORECASE)
DOI = re.compile(r"10\.\d{4,9}(?:\.\d{1,9})*+/[!-~]+", re.ASCII)
HAL = re.compile(r"([a-z][a-z0-9]{1,19}[-_]\d{8})(?:v\d{1,3})?", re.IGNORECASE | re.ASCII)
#: Hosts of DOI addresses, among them the proxies of libraries: « doi-org.example.fr ».
DOI_HOST = re.compile(r"(?:www\.)?(?:dx\.)?doi\.org|(?:dx-)?doi-org(?:\.[\w-]{1,60}){1,8}", re.IGNORECASE)
HAL_DOMAINS = (".archives-ouvertes.fr", ".ccsd.cnrs.fr")
#: Punctuation that is copied along with an identifier from a sentence or a citation, before and after it.
BEFORE = " \t\r\n\u00a0\u202f('\"«“"
AFTER = " \t\r\n\u00a0\u202f.,;:'\"’»”"
#: What an address without its scheme begins with.
HOST = re.compile(r"(?:www\.|dx\.|doi\.org|hal\.|[\w-]{1,60}\.hal\.)", re.IGNORECASE)
CLOSING = {")": "(", "]": "[", ">": "<", "}": "{"}

ISBN_ERROR = (
    "Ce n’est pas un ISBN : un chiffre manque ou est faux. Recopiez celui du dos du livre, par exemple "
    "« 978-2-07-036002-4 »."
)
DOI_ERROR = "Ce n’est pas un DOI. Il commence par « 10. », par exemple « 10.4000/geocarrefour.1234 »."
HAL_ERROR = "Ce n’est pas un identifiant HAL. Recopiez-le, ou l’adresse de la notice, par exemple « halshs-01234567 »."


def normalise_isbn(text: str) -> str:
    """Return an ISBN-10 or ISBN-13 with its hyphens. One of ten digits stays one: it is what the book bears."""
    try:
        return isbn.format(isbn.validate(_bare(text)))
    except exceptions.ValidationError as error:
        raise ValidationError(ISBN_ERROR, code="invalid") from error


def normalise_doi(text: str) -> str:
    """Return a DOI without address or label, in lower case, since DOIs that differ in case only are the same."""
    typed = _bare(text)
    address = _address(typed)
    if address is not None:
        host, path = address
        typed = unquote(path) if DOI_HOST.fullmatch(host) else ""
    typed = _without_end(typed).lower()
    if not DOI.fullmatch(typed):
        raise ValidationError(DOI_ERROR, code="invalid")
    return typed


def normalise_hal(text: str) -> str:
    """Return a HAL identifier without address and version: « hal-01234567 », from « hal-01234567v2 » too."""
    typed = _without_end(_bare(text))
    address = _address(typed)
    if address is not None:
        host, path = address
        typed = path.partition("/")[0].partition("?")[0].partition("#")[0] if _is_hal(host) else ""
    match = HAL.fullmatch(typed)
    if match is None:
        raise ValidationError(HAL_ERROR, code="invalid")
    return match[1].lower()


NORMALISERS: dict[str, Callable[[str], str]] = {"isbn": normalise_isbn, "doi": normalise_doi, "hal": normalise_hal}


def doi_url(doi: str) -> str:
    """Return the address to which a stored DOI leads; "" without one."""
    return f"https://doi.org/{quote(doi, safe='/:;()')}" if doi else ""


def hal_url(hal: str) -> str:
    """Return the address to which a stored HAL identifier leads; "" without one."""
    return f"https://hal.science/{quote(hal)}" if hal else ""


def _bare(text: str) -> str:
    """Return a text without outer spaces, punctuation before it, and label; "" for one that is too long."""
    typed = text.strip().lstrip(BEFORE) if len(text) <= LONGEST_TYPED else ""
    match = LABEL.match(typed)
    return typed[match.end() :] if match else typed


def _address(text: str) -> tuple[str, str] | None:
    """Return host and path (without its first « / », with the query) of an address; None for other texts."""
    scheme, separator, rest = text.partition("://")
    if separator and scheme.lower() in ("http", "https"):
        text = rest
    elif separator or not HOST.match(text):
        return None
    host, _, path = text.partition("/")
    try:
        return urlsplit(f"//{host}").hostname or "", path
    except ValueError:  # such as a « [ » in the host
        return "", ""


def _is_hal(host: str) -> bool:
    """Whether a host is one of HAL's portals: « shs.hal.science », « hal.inria.fr », « dumas.ccsd.cnrs.fr »."""
    labels = host.lower().split(".")
    return any(label == "hal" or label.startswith("hal-") for label in labels) or host.lower().endswith(HAL_DOMAINS)


def _without_end(text: str) -> str:
    """Remove the punctuation after an identifier. A bracket stays if it closes one of the identifier."""
    end = len(text)
    while end:
        last = text[end - 1]
        opened = CLOSING.get(last)
        if last not in AFTER and (opened is None or text.count(opened, 0, end) >= text.count(last, 0, end)):
            break
        end -= 1
    return text[:end]
