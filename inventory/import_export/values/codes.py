"""Codes and numbers: postcodes, INSEE codes, SIRET, RNA and SIREN, with the zeros that spreadsheets drop."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError

from inventory.geo.departments import DEPARTMENTS, department_of
from inventory.import_export.values.cells import AddRemark
from inventory.validators import compact, validate_insee, validate_postcode, validate_rna, validate_siret

#: A whole number as spreadsheets and programs write it: « 38000.0 ».
_WHOLE_NUMBER = re.compile(r"(\d{1,20})[.,]0{1,6}")
_COUNTRY = re.compile(r"\AF(?:R|RANCE)?[ -]?(?=\d)", re.IGNORECASE)
#: A postcode with the name of its commune, or another postcode.
_POSTCODES = re.compile(r"(?<!\d)\d{5}(?!\d)")
_LABEL = re.compile(r"\A(?:n ?° ?)?(?:siret|rna|siren)\b[ :]*", re.IGNORECASE)
_SIREN = re.compile(r"[0-9]{9}")


def read_postcode(text: str, remark: AddRemark) -> str:
    """Return a postcode, the first of several; "" for « 0 ». Raises ValidationError."""
    digits = _number(_COUNTRY.sub("", text), remark)
    if digits.strip("0") == "":
        return ""
    digits = _padded(digits, remark)
    if len(digits) != 5 and (first := _POSTCODES.search(text)):
        digits = first[0]
        remark(f"lu comme {digits}")
    validate_postcode(digits)
    if department_of("", digits) not in DEPARTMENTS:
        raise ValidationError("Aucun département n’a ce code postal.")
    return digits


def read_insee(text: str, remark: AddRemark) -> str:
    """Return an INSEE code; "" for « 0 ». Whether a commune has it is not checked. Raises ValidationError."""
    code = _number(text, remark)
    if code.strip("0") == "":
        return ""
    code = _padded(code, remark)
    validate_insee(code)
    return code


def read_siret(text: str, remark: AddRemark) -> str:
    """Return a SIRET. Raises ValidationError."""
    digits = _number(_LABEL.sub("", text), remark)
    if _SIREN.fullmatch(digits):
        raise ValidationError("C’est un SIREN, de neuf chiffres : un SIRET en a 14.")
    if digits.isdecimal() and 12 <= len(digits) < 14:
        padded = digits.zfill(14)
        validate_siret(padded)
        remark(f"zéros initiaux rétablis : {padded}")
        return padded
    validate_siret(digits)
    return digits


def read_rna(text: str, remark: AddRemark) -> str:
    """Return an RNA number. Raises ValidationError."""
    number = compact(_LABEL.sub("", text))
    validate_rna(number)
    return number


def read_siren(text: str, remark: AddRemark) -> str:
    """Return the SIREN of an EPCI. Raises ValidationError."""
    digits = _number(_LABEL.sub("", text), remark)
    if not _SIREN.fullmatch(digits):
        raise ValidationError("Un numéro SIREN a neuf chiffres.")
    return digits


def _number(text: str, remark: AddRemark) -> str:
    """Return a number without separators, nor the decimals of a whole number."""
    if whole := _WHOLE_NUMBER.fullmatch(text):
        remark(f"lu comme {whole[1]}")
        return whole[1]
    return compact(text)


def _padded(code: str, remark: AddRemark) -> str:
    """Return a code of four digits with the leading zero that it has lost; others unchanged."""
    if len(code) == 4 and code.isdecimal():
        remark(f"zéro initial rétabli : 0{code}")
        return f"0{code}"
    return code
