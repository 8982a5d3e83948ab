"""Dates as people know them: exact, of a month, of a year, « mi-janvier 2017 », « vers 2014 ».

Stored as EDTF (Extended Date/Time Format, ISO 8601-2), typed and shown in French. « début », « mi » and « fin » of
a month are its thirds, marked approximate: `2017-01-11/2017-01-20~`.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from edtf import parse_edtf
from edtf.parser.edtf_exceptions import EDTFParseException

MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
SEASONS = {"printemps": 21, "été": 22, "automne": 23, "hiver": 24}
THIRDS = ("début", "mi", "fin")
#: First and last month of the thirds of a year.
YEAR_THIRDS = {"début": ("01", "04"), "mi": ("05", "08"), "fin": ("09", "12")}
#: No way to say a date is longer.
LONGEST = 100
EXAMPLES = "« 22/11/2016 », « mars 2014 », « mi-janvier 2017 », « du 3 au 5 mars 2017 », « vers 2014 » ou « 2014 »"


class DateError(ValueError):
    """A text that is no date; the message is for people."""


@dataclass(frozen=True)
class FuzzyDate:
    """An EDTF date with its bounds. `latest` is None for « depuis », `earliest` for « jusqu’à »."""

    edtf: str
    earliest: date | None
    latest: date | None
    label: str


@lru_cache(maxsize=4096)  # the parser takes ten milliseconds, and a page asks for the same dates several times
def read(text: str) -> FuzzyDate:
    """The date that a French or EDTF text says. Raises DateError with a message for people."""
    text = text.strip()
    try:
        if len(text) > LONGEST:
            raise ValueError("too long")
        edtf = _with_open_ends(_from_french(text) or text)
        parsed = parse_edtf(edtf)
        bounds = [_bound(parsed.lower_strict()), _bound(parsed.upper_strict())]
        said = label(edtf)
    except (EDTFParseException, TypeError, ValueError, AttributeError, OverflowError, LookupError) as error:
        raise DateError(f"Cette date n’est pas comprise. Écrivez par exemple {EXAMPLES}.") from error
    if bounds[0] and bounds[1] and bounds[0] > bounds[1]:
        raise DateError("La fin de cette période précède son début.")
    return FuzzyDate(edtf, bounds[0], bounds[1], said)


def _with_open_ends(edtf: str) -> str:
    """An end that is not said is open: an unknown one would be guessed ten years away."""
    start, slash, end = edtf.partition("/")
    return f"{start or '..'}/{end or '..'}" if slash and (start or end) else edtf


def _bound(value: object) -> date | None:
    if isinstance(value, float):  # infinity: an open interval
        return None
    year, month, day = value[:3]  # type: ignore[index]
    return date(year, month, day)


def label(edtf: str) -> str:
    """How a date is said in French: « mi-janvier 2017 »."""
    about = edtf.endswith("~")
    text = edtf.rstrip("~?")
    if "/" in text:
        start, end = text.split("/", 1)
        if end in ("..", "open", ""):
            said = f"depuis {label(start)}"
        elif start in ("..", ""):
            said = f"jusqu’au {_said(end)}" if len(end) == 10 else f"jusqu’à {_said(end)}"
        elif about and (third := _third(start, end)):
            return f"{third}{_said(start[:7] if len(start) == 10 else start[:4])}"
        else:
            said = _interval(start, end)
    else:
        said = _said(text)
    if edtf.endswith("?"):
        said += " (incertain)"
    return f"vers {said}" if about else said


def _third(start: str, end: str) -> str | None:
    """« mi- », « début  » or « fin  », where two days or two months bound a third of a month or of a year."""
    for name in THIRDS:
        of_month = len(start) == len(end) == 10 and start[:7] == end[:7]
        of_year = len(start) == len(end) == 7 and start[:4] == end[:4]
        if (of_month and _third_of(name, start) == (int(start[8:]), int(end[8:]))) or (
            of_year and YEAR_THIRDS[name] == (start[5:], end[5:])
        ):
            return "mi-" if name == "mi" else f"{name} "
    return None


def _third_of(name: str, month: str) -> tuple[int, int]:
    """First and last day of a third of a month (`2017-02`), as even as its length allows."""
    index, days = THIRDS.index(name), calendar.monthrange(int(month[:4]), int(month[5:7]))[1]
    return index * days // 3 + 1, (index + 1) * days // 3


def _interval(start: str, end: str) -> str:
    if len(start) == len(end) == 10 and start[:7] == end[:7]:
        return f"du {_day(start)} au {_said(end)}"
    if len(start) == len(end) == 10 and start[:4] == end[:4]:
        return f"du {_day(start)} {MONTHS[int(start[5:7]) - 1]} au {_said(end)}"
    return f"du {_said(start)} au {_said(end)}" if len(start) == 10 else f"de {_said(start)} à {_said(end)}"


def _said(text: str) -> str:
    if re.fullmatch(r"\d{4}-2[1-4]", text):
        name = next(name for name, code in SEASONS.items() if code == int(text[5:]))
        return f"{name} {text[:4]}"
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return f"{_day(text)} {_month(text)}"
    if re.fullmatch(r"\d{4}-\d\d", text):
        return _month(text)
    if re.fullmatch(r"\d{3}X", text):
        return f"années {text[:3]}0"
    return text


def _day(text: str) -> str:
    return "1er" if text[8:] == "01" else str(int(text[8:]))


def _month(text: str) -> str:
    return f"{MONTHS[int(text[5:7]) - 1]} {text[:4]}"


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.lower().replace("’", "'"))
    return " ".join("".join(c for c in folded if not unicodedata.combining(c)).split())


_MONTH_NUMBERS = {_plain(name): number for number, name in enumerate(MONTHS, 1)}
_MONTH = "|".join(_MONTH_NUMBERS)
_SHORT_MONTHS = {
    "janv": "janvier", "fevr": "fevrier", "fev": "fevrier", "avr": "avril", "juil": "juillet", "sept": "septembre",
    "oct": "octobre", "nov": "novembre", "dec": "decembre",
}  # fmt: skip
_SHORT = re.compile(rf"\b({'|'.join(_SHORT_MONTHS)})\b\.?")
_DAY = rf"(\d{{1,2}})(?:er)?(?: ({_MONTH}))?(?: (\d{{4}}))?"


def _from_french(text: str) -> str | None:
    """EDTF of the French ways to say a date, or None where the text is none of them."""
    plain = _SHORT.sub(lambda match: _SHORT_MONTHS[match[1]], _plain(text))
    if match := re.fullmatch(r"(?:vers|env\.?|environ) (.+)", plain):
        inner = _from_french(match[1]) or match[1]
        return inner if inner.endswith("~") else f"{inner}~"
    if match := re.fullmatch(r"depuis (?:le )?(.+)", plain):
        return f"{_from_french(match[1]) or match[1]}/.."
    if match := re.fullmatch(r"jusqu'(?:a|au) (.+)", plain):
        return f"../{_from_french(match[1]) or match[1]}"
    if match := re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", plain):
        return f"{match[3]}-{int(match[2]):02}-{int(match[1]):02}"
    if match := re.fullmatch(r"(\d{1,2})[/-](\d{4})", plain):
        return f"{match[2]}-{int(match[1]):02}"
    if match := re.fullmatch(rf"(debut|mi|fin)[ -](?:de )?({_MONTH}) (\d{{4}})", plain):
        start = f"{match[3]}-{_MONTH_NUMBERS[match[2]]:02}"
        first, last = _third_of("début" if match[1] == "debut" else match[1], start)
        return f"{start}-{first:02}/{start}-{last:02}~"
    if match := re.fullmatch(r"(debut|mi|fin)[ -](\d{4})", plain):
        first, last = YEAR_THIRDS["début" if match[1] == "debut" else match[1]]
        return f"{match[2]}-{first}/{match[2]}-{last}~"
    if match := re.fullmatch(rf"({_MONTH}) (\d{{4}})", plain):
        return f"{match[2]}-{_MONTH_NUMBERS[match[1]]:02}"
    if match := re.fullmatch(r"(printemps|ete|automne|hiver) (\d{4})", plain):
        return f"{match[2]}-{SEASONS['été' if match[1] == 'ete' else match[1]]}"
    if (match := re.fullmatch(_DAY, plain)) and match[2] and match[3]:
        return _iso(match[1], match[2], match[3])
    if match := re.fullmatch(rf"du {_DAY} au {_DAY}", plain):
        day, month, year, last_day, last_month, last_year = match.groups()
        if last_month and last_year:
            return f"{_iso(day, month or last_month, year or last_year)}/{_iso(last_day, last_month, last_year)}"
    if match := re.fullmatch(r"(?:de |entre )?(\d{4})(?: a | et |-|–)(\d{4})", plain):
        return f"{match[1]}/{match[2]}"
    if match := re.fullmatch(r"annees (\d{3})0", plain):
        return f"{match[1]}X"
    return None


def _iso(day: str, month: str, year: str) -> str:
    return f"{year}-{_MONTH_NUMBERS[month]:02}-{int(day):02}"
