"""Flaws of one stored value: those that the validators of its field refuse, and those that they cannot see."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import models

from core.fields import CodeSetField, EmailField, FuzzyDateField, PhoneField
from core.geo.fields import PointField
from core.geo.points import read_typed
from core.text.damage import damage, is_cut
from core.text.placeholders import is_placeholder
from inventory.hours.fields import HoursField
from inventory.quality.kinds import FlawKind

NO_URL = "Ce n’est pas l’adresse d’une page : écrivez-la comme « https://www.exemple.fr », sans espace."
NO_SCHEME = "Cette adresse est incomplète : elle doit commencer par https://"
MAIL_AS_URL = "C’est une adresse de courriel, pas celle d’une page."
SEVERAL_URLS = "Il y a là plusieurs adresses : gardez-en une."
SEVERAL_MAILS = "Il y a là plusieurs adresses de courriel : gardez-en une."
PLACEHOLDER = "Cela n’apprend rien à personne : videz ce champ."
PLACEHOLDER_OF_REQUIRED = "Cela n’apprend rien à personne : écrivez ce qu’il en est."
CUT = "Ce texte s’arrête net à {limit} caractères : sa fin manque. Complétez-le ou raccourcissez-le."

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://|mailto:", re.IGNORECASE)
#: A second address after the beginning of the first. One that stands in a path or a query belongs to the first.
_SECOND_URL = re.compile(r"[\s;,|](?:https?://|www\.)|[a-z0-9]https?://", re.IGNORECASE)
_KINDS: dict[type[models.Field], FlawKind] = {
    PointField: FlawKind.POINT,
    PhoneField: FlawKind.PHONE,
    EmailField: FlawKind.EMAIL,
    models.URLField: FlawKind.WEB,
    FuzzyDateField: FlawKind.DATES,
    models.DateField: FlawKind.DATES,
}
_CODES = {"postcode", "insee_code"}
#: Fields with names of people, organisations and places.
_NAMES = {"title", "other_names", "operator", "address", "address_extra", "commune", "epci_name", "name", "other"}
#: Shorter fields are for numbers and codes, which always fill them.
_SHORTEST_CUT = 50
#: Fields with a syntax of their own, whose validators give better messages.
_OWN_SYNTAX = (CodeSetField, FuzzyDateField, HoursField, PointField)


class ValueFlaw(NamedTuple):
    """A flaw of a value: its kind, and a French sentence with the remedy."""

    kind: FlawKind
    message: str


def value_flaw_of(field: models.Field, value: Any) -> ValueFlaw | None:
    """Return the flaw of a stored value of a model field; None if the value is sound. Runs no query."""
    if field.blank and value in (None, "", []):
        return None
    is_text = isinstance(value, str) and not field.choices and not isinstance(field, _OWN_SYNTAX)
    if is_text and value:
        if is_placeholder(value, may_be_name=field.name in _NAMES):
            return ValueFlaw(FlawKind.EMPTY_WORDS, PLACEHOLDER if field.blank else PLACEHOLDER_OF_REQUIRED)
        if message := damage(value):
            return ValueFlaw(FlawKind.DAMAGED, message)
    if message := _refusal(field, value):
        return ValueFlaw(_kind_of(field), message)
    limit = (field.max_length or 0) if is_text else 0
    if limit >= _SHORTEST_CUT and is_cut(value, limit):
        return ValueFlaw(FlawKind.DAMAGED, CUT.format(limit=limit))
    return None


def _kind_of(field: models.Field) -> FlawKind:
    if field.name in _CODES:
        return FlawKind.CODES
    return next((kind for type_, kind in _KINDS.items() if isinstance(field, type_)), FlawKind.OTHER)


def _refusal(field: models.Field, value: Any) -> str:
    """Return why the form would refuse a value, "" if it would accept it."""
    if isinstance(field, models.URLField) and (message := _wrong_url(value)):
        return message
    if isinstance(field, EmailField) and value.count("@") > 1:
        return SEVERAL_MAILS
    if field.choices and isinstance(value, str):
        return _refusal_of_choice(field, value)
    try:
        if isinstance(field, PointField):
            read_typed(value)
        else:
            field.clean(value, None)
    except ValidationError as error:
        return NO_URL if isinstance(field, models.URLField) else " ".join(error.messages)
    return ""


@lru_cache(maxsize=1000)
def _refusal_of_choice(field: models.Field, value: str) -> str:
    """Return why the form would refuse a value of a field with choices. Cached: places have few values in these."""
    try:
        field.clean(value, None)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def _wrong_url(url: str) -> str:
    """Return the French flaw of a web address that `URLValidator` does not notice; "" if there is none."""
    if _SECOND_URL.search(url):
        return SEVERAL_URLS
    if not _SCHEME.match(url):
        return MAIL_AS_URL if "@" in url else NO_SCHEME
    try:
        address = urlsplit(url)
    except ValueError:
        return NO_URL
    return MAIL_AS_URL if address.scheme == "mailto" or "@" in address.netloc else ""
