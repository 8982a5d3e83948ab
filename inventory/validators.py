"""What makes a SIRET, an RNA number or an INSEE code one. Messages are for volunteers."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models

LA_POSTE = "356000000"
_RNA = re.compile(r"W\d{9}")
_INSEE = re.compile(r"(?:0[1-9]|[1-8]\d|9[0-5]|2[AB])\d{3}|9[78]\d{3}")
_PHONE = re.compile(r"\(?\+?[\d\s.()\u2010-\u2015-]+")
_POSTCODE = re.compile(r"\d{5}")


class CompactField(models.CharField):
    """A number that people write with spaces or dots, kept without them."""

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return compact(value) if isinstance(value, str) else value

    def formfield(self, **kwargs: Any) -> Any:
        # The length is that of the number alone: a limit in the form would cut it as it is typed.
        field: Any = super().formfield(**kwargs)
        field.max_length = None
        field.validators = [v for v in field.validators if not isinstance(v, MaxLengthValidator)]
        field.widget.attrs.pop("maxlength", None)
        return field


def compact(value: str) -> str:
    """A number without the spaces and dots that people write in it."""
    return re.sub(r"[\s.\u202f\u00a0-]", "", value or "").upper()


def validate_siret(value: str) -> None:
    """14 digits with Luhn's key; for La Poste's branches the digits add up to a multiple of five instead."""
    if not re.fullmatch(r"\d{14}", value):
        raise ValidationError("Un SIRET a 14 chiffres.", code="invalid")
    total = sum(int(digit) for digit in value) if value.startswith(LA_POSTE) else None
    if total is not None and total % 5 == 0:
        return
    if _luhn(value) % 10:
        raise ValidationError("Ce SIRET contient une erreur : sa clé de contrôle ne correspond pas.", code="invalid")


def _luhn(digits: str) -> int:
    total = 0
    for rank, digit in enumerate(reversed(digits)):
        number = int(digit) * (2 if rank % 2 else 1)
        total += number - 9 if number > 9 else number
    return total


def validate_rna(value: str) -> None:
    """« W » and nine digits."""
    if not _RNA.fullmatch(value):
        raise ValidationError("Un numéro RNA est la lettre W suivie de neuf chiffres.", code="invalid")


def validate_insee(value: str) -> None:
    """The code of a commune in the Code officiel géographique: five characters, with 2A and 2B for Corsica."""
    if not _INSEE.fullmatch(value):
        raise ValidationError(
            "Ce n’est pas un code INSEE de commune : cinq caractères qui commencent par le numéro du département, "
            "comme 38185 ou 2A004.",
            code="invalid",
        )


def validate_phone(value: str) -> None:
    """8 to 15 digits as people write them, and in France 10, or 9 after +33."""
    text = value.strip()
    digits = re.sub(r"\D", "", text.replace("(0)", ""))
    if _PHONE.fullmatch(text) and 8 <= len(digits) <= 15:
        abroad = "+" in text or digits.startswith("00")
        number = digits.removeprefix("00") if abroad else digits
        length = 11 if abroad and number.startswith("33") else 10 if not abroad and number.startswith("0") else None
        if length in (None, len(number)):
            return
    raise ValidationError(
        "Ce n’est pas un numéro de téléphone. Écrivez-en un seul, par exemple « 04 76 00 00 00 » ou "
        "« +41 22 730 00 00 »."
    )


def validate_postcode(value: str) -> None:
    if not _POSTCODE.fullmatch(value):
        raise ValidationError("Un code postal a cinq chiffres.", code="invalid")
