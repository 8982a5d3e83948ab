"""Telephone numbers, as typed, as shown, and as a link dials them. Numbers without a country code are French."""

from __future__ import annotations

import re

import phonenumbers
from django.core.exceptions import ValidationError
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType
from phonenumbers.shortnumberinfo import is_valid_short_number_for_region

COUNTRY = "FR"
#: Overseas departments, whose numbers of ten digits are written as those of France but have country codes of their own.
OVERSEAS = ("GP", "GF", "MQ", "RE")
#: The numbers that belong to a region. Others, such as 0800 and 0976, are the same everywhere.
_REGIONAL = {PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}
#: What may be typed: one number with separators, and perhaps « poste 12 » or « ext. 12 ».
NUMBER = re.compile(r"([\d\s.()+\u2010-\u2015-]++)(?:,?\s*+(?:poste|ext(?:ension)?\.?|#)\s*+(\d{1,7}))?", re.IGNORECASE)
NO_DIGIT = re.compile(r"[^0-9]")


def read(text: str) -> PhoneNumber | None:
    """Return a typed number; None if it is not a telephone number, or one that no operator assigns."""
    match = NUMBER.fullmatch(text.strip())
    if match is None:
        return None
    typed, extension = match.groups()
    for region in (*OVERSEAS, COUNTRY):  # 0269 and 0596 are also valid in France, which assigns none
        try:
            number = phonenumbers.parse(" ".join(typed.split()), region)
        except phonenumbers.NumberParseException:
            return None
        if region != COUNTRY and phonenumbers.number_type(number) not in _REGIONAL:
            continue
        is_short = region == COUNTRY and is_valid_short_number_for_region(number, COUNTRY)
        if is_short or phonenumbers.is_valid_number(number):
            number.extension = extension
            return number
    return None


def normalise(text: str) -> str:
    """Return a typed number as it is stored and shown: « 04 76 00 00 01 », « +41 22 730 00 00 », « 3919 ».

    Raises ValidationError.
    """
    number = read(text)
    if number is None:
        raise ValidationError(
            "Ce n’est pas un numéro de téléphone. Écrivez-en un seul, par exemple « 04 76 00 00 00 » ou "
            "« +41 22 730 00 00 ».",
            code="invalid",
        )
    extension, number.extension = number.extension, None
    is_french = number.country_code == phonenumbers.country_code_for_region(COUNTRY)
    format_ = PhoneNumberFormat.NATIONAL if is_french else PhoneNumberFormat.INTERNATIONAL
    shown = phonenumbers.format_number(number, format_)
    return f"{shown} poste {extension}" if extension else shown


def dial(text: str) -> str:
    """Return a number as a `tel:` link dials it (RFC 3966): « +33476000000 », « 3919 », « +33476000000;ext=12 »."""
    number = read(text)
    if number is None:  # a stored one from before this check: its digits as they are
        return NO_DIGIT.sub("", text)
    if not phonenumbers.is_valid_number(number):
        return str(number.national_number)
    extension = f";ext={number.extension}" if number.extension else ""
    number.extension = None
    return f"{phonenumbers.format_number(number, PhoneNumberFormat.E164)}{extension}"
