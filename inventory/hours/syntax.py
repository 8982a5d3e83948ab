"""Parses and normalises opening hours in OpenStreetMap's syntax, with error messages for volunteers."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from django.core.exceptions import ValidationError
from opening_hours import OpeningHours, ParserError

from inventory.hours.week import read_week, write_week

LONGEST = 500
EXAMPLE = "« Mo-Fr 09:00-18:00 »"

_QUOTED = re.compile(r'("[^"]*")')
_CLOSED = re.compile(r"\bclosed\b")
_SPACES = re.compile(r"[\s\x00-\x1f\x7f-\x9f\ud800-\udfff]+")
_DASH = re.compile("[\u2010-\u2015\u2212]")
_SEMICOLONS = re.compile(r"(; ?)+")
_COLUMN = re.compile(r"--> 1:(\d+)")
#: « PH Mo » means a public holiday that is a Monday, but the library reads « a public holiday or a Monday ».
_HOLIDAY_AND_DAY = re.compile(r"\b[PS]H +(?:Mo|Tu|We|Th|Fr|Sa|Su)\b", re.IGNORECASE)


def normalise(text: str) -> str:
    """Return opening hours in the normalised form that is stored. Idempotent.

    Raises ValidationError, whose message quotes the part that could not be parsed.
    """
    text = _tidy(text or "")
    if not text:
        return ""
    try:
        normal = canonical(text) if len(text) <= LONGEST else text
    except ParserError as error:
        raise ValidationError(_explain(text, str(error)), code="invalid") from error
    except ValueError as error:
        raise ValidationError(str(error), code="invalid") from error
    if len(normal) > LONGEST:
        raise ValidationError(f"Ces horaires dépassent {LONGEST} caractères : gardez l’essentiel.", code="invalid")
    return normal


@lru_cache(maxsize=2048)
def canonical(text: str) -> str:
    """Return the normalised form of a tidied text. Raises ParserError, or ValueError with a French message."""
    hours = OpeningHours(text)
    for match in filter(None, map(_HOLIDAY_AND_DAY.search, outside_quotes(text))):
        raise ValueError(
            f"« {match[0]} » n’est pas pris en charge : séparez les jours fériés des autres jours par une virgule, "
            "par exemple « PH,Su off »."
        )
    normal = change_outside_quotes(str(hours), lambda part: _CLOSED.sub("off", part))
    week = read_week(normal)
    return write_week(week) if week else normal


def _tidy(text: str) -> str:
    """Clean a typed or pasted text: plain dashes and spaces, no semicolons at its ends."""
    text = _SPACES.sub(" ", text).strip()
    text = change_outside_quotes(text, lambda part: _SEMICOLONS.sub("; ", _DASH.sub("-", part)))
    return text.strip("; ")


def outside_quotes(text: str) -> list[str]:
    """Return the parts of a text outside its quoted comments."""
    return [part for part in _QUOTED.split(text) if not part.startswith('"')]


def change_outside_quotes(text: str, change: Callable[[str], str]) -> str:
    """Apply a function to the parts of a text outside its quoted comments."""
    return "".join(part if part.startswith('"') else change(part) for part in _QUOTED.split(text))


def _explain(text: str, error: str) -> str:
    match = _COLUMN.search(error)
    offset = int(match[1]) - 1 if match else 0
    excerpt = "".join(letter for letter in text[offset:].lstrip("; ").split(";")[0].strip() if letter.isprintable())
    if not excerpt:
        return f"Il manque quelque chose à la fin de ces horaires. Écrivez par exemple {EXAMPLE}."
    excerpt = excerpt if len(excerpt) <= 30 else f"{excerpt[:30]}…"
    return f"Ces horaires ne sont pas compris à partir de « {excerpt} ». Écrivez par exemple {EXAMPLE}."
