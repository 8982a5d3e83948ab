"""Fuzzy dates: days, months, years, « mi-janvier 2017 », « vers 2014 ».

They are stored as EDTF (Extended Date/Time Format, ISO 8601-2), typed and displayed in French. « début », « mi » and
« fin » of a month are its thirds, marked as approximate: `2017-01-11/2017-01-20~`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from edtf import parse_edtf
from edtf.parser.edtf_exceptions import EDTFParseException

from core.dates.french import LONGEST, to_edtf
from core.dates.labels import label
from core.dates.words import DateError

EXAMPLES = "« 22/11/2016 », « mars 2014 », « mi-janvier 2017 », « du 3 au 5 mars 2017 », « vers 2014 » ou « 2014 »"


@dataclass(frozen=True)
class FuzzyDate:
    """An EDTF date with its first and last possible day; None for an open start (« jusqu’à ») or end (« depuis »)."""

    edtf: str
    earliest: date | None
    latest: date | None
    label: str


@lru_cache(maxsize=4096)  # the parser takes ten milliseconds, and a page reads the same dates several times
def read(text: str) -> FuzzyDate:
    """Parse a date in French or EDTF. Raise DateError."""
    text = text.strip()
    try:
        # The parser computes years such as Y1E9999999 in full. No French word of a date has this letter.
        if len(text) > LONGEST or "Y" in text.upper():
            raise ValueError("too long, or a year of more than four digits")
        edtf = _with_open_ends(to_edtf(text) or text)
        parsed = parse_edtf(edtf)
        bounds = [_bound(parsed.lower_strict()), _bound(parsed.upper_strict())]
        words = label(edtf)
    except DateError:
        raise
    except (EDTFParseException, TypeError, ValueError, AttributeError, OverflowError, LookupError) as error:
        raise DateError(f"Cette date n’est pas comprise. Écrivez par exemple {EXAMPLES}.") from error
    if bounds[0] and bounds[1] and bounds[0] > bounds[1]:
        raise DateError("La fin de cette période précède son début.")
    return FuzzyDate(edtf, bounds[0], bounds[1], words)


def _with_open_ends(edtf: str) -> str:
    """Mark an empty end of an interval as open (`..`). The parser would assume an unknown end ten years away."""
    start, slash, end = edtf.partition("/")
    return f"{start or '..'}/{end or '..'}" if slash and (start or end) else edtf


def _bound(value: object) -> date | None:
    if isinstance(value, float):  # infinity: an open interval
        return None
    year, month, day = value[:3]  # type: ignore[index]
    return date(year, month, day)
