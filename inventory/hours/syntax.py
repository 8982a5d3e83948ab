"""Opening hours as OpenStreetMap writes them, and what a volunteer is told when they are not understood."""

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
_COLUMN = re.compile(r"--> 1:(\d+)")
#: « PH Mo »: a public holiday that is a Monday. The library reads « a public holiday or a Monday ».
_HOLIDAY_AND_DAY = re.compile(r"\b[PS]H +(?:Mo|Tu|We|Th|Fr|Sa|Su)\b", re.IGNORECASE)


def normalise(text: str) -> str:
    """The same opening hours in the one way that is stored; applying it twice changes nothing more.

    Raises ValidationError, with a message that shows what is not understood.
    """
    text = _tidy(text or "")
    if not text:
        return ""
    try:
        said = canonical(text) if len(text) <= LONGEST else text
    except ParserError as error:
        raise ValidationError(_explain(text, str(error)), code="invalid") from error
    except ValueError as error:
        raise ValidationError(str(error), code="invalid") from error
    if len(said) > LONGEST:
        raise ValidationError(f"Ces horaires dépassent {LONGEST} caractères : gardez l’essentiel.", code="invalid")
    return said


@lru_cache(maxsize=2048)
def canonical(text: str) -> str:
    """The stored form of a text that is already tidy. Raises ParserError, or ValueError with a message for people."""
    hours = OpeningHours(text)
    for found in filter(None, map(_HOLIDAY_AND_DAY.search, outside_quotes(text))):
        raise ValueError(
            f"« {found[0]} » n’est pas pris en charge : séparez les jours fériés des autres jours par une virgule, "
            "par exemple « PH,Su off »."
        )
    said = _change(str(hours), lambda part: re.sub(r"\bclosed\b", "off", part))
    week = read_week(said)
    return write_week(week) if week else said


def _tidy(text: str) -> str:
    """A text as it is typed or pasted, with plain dashes and spaces and without a stray end."""
    text = re.sub(r"[\s\x00-\x1f\x7f-\x9f\ud800-\udfff]+", " ", text).strip()
    text = _change(text, lambda part: re.sub(r"(; ?)+", "; ", re.sub("[\u2010-\u2015\u2212]", "-", part)))
    return text.strip("; ")


def outside_quotes(text: str) -> list[str]:
    """The pieces of a text between its comments."""
    return [part for part in _QUOTED.split(text) if not part.startswith('"')]


def _change(text: str, change: Callable[[str], str]) -> str:
    """The text with what stands between its comments changed."""
    return "".join(part if part.startswith('"') else change(part) for part in _QUOTED.split(text))


def _explain(text: str, error: str) -> str:
    found = _COLUMN.search(error)
    place = int(found[1]) - 1 if found else 0
    piece = "".join(letter for letter in text[place:].lstrip("; ").split(";")[0].strip() if letter.isprintable())
    if not piece:
        return f"Il manque quelque chose à la fin de ces horaires. Écrivez par exemple {EXAMPLE}."
    shown = piece if len(piece) <= 30 else f"{piece[:30]}…"
    return f"Ces horaires ne sont pas compris à partir de « {shown} ». Écrivez par exemple {EXAMPLE}."
