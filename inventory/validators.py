"""Validators of SIRET and RNA numbers, INSEE codes and postcodes, with French messages."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError

LA_POSTE = "356000000"
_RNA = re.compile(r"W[0-9]{9}")
_INSEE = re.compile(r"(?:0[1-9]|[1-8]\d|9[0-5]|2[AB])\d{3}|9[78]\d{3}", re.ASCII)
_SIRET = re.compile(r"[0-9]{14}")
_SEPARATOR = re.compile(r"[\s.\u202f\u00a0-]")
_POSTCODE = re.compile(r"[0-9]{5}")


def compact(value: str) -> str:
    """Remove the spaces, dots and hyphens that people write in numbers, and convert to upper case."""
    return _SEPARATOR.sub("", value or "").upper()


def validate_siret(value: str) -> None:
    """Check for 14 digits with a Luhn key; the digits of branches of La Poste add up to a multiple of five instead."""
    if not _SIRET.fullmatch(value):
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
    """Check for « W » and nine digits."""
    if not _RNA.fullmatch(value):
        raise ValidationError("Un numéro RNA est la lettre W suivie de neuf chiffres.", code="invalid")


def validate_insee(value: str) -> None:
    """Check for a commune code of the Code officiel géographique: five characters, with 2A and 2B for Corsica."""
    if not _INSEE.fullmatch(value):
        raise ValidationError(
            "Ce n’est pas un code INSEE de commune : cinq caractères qui commencent par le numéro du département, "
            "comme 38185 ou 2A004.",
            code="invalid",
        )


def validate_postcode(value: str) -> None:
    if not _POSTCODE.fullmatch(value):
        raise ValidationError("Un code postal a cinq chiffres.", code="invalid")
