"""The text of a worksheet's cell as the spreadsheet shows it, which is what its author meant; dates are ISO 8601.

Nothing here may import Django: see `core.spreadsheets.workbook`.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from core.spreadsheets.cells import cell_text

#: Literal parts of a number format: « "janvier" », « \\à », « [$-40C] ».
_LITERAL = re.compile(r'"[^"]*"?|\\.|\[[^\]]*\]?')
#: « 00000 » shows a postcode.
_PADDED = re.compile("0{2,20}")
#: Cells are computed with more digits than are shown.
_DIGITS = 15


def shown(cell: Any) -> str:
    """Return the text of a cell of openpyxl: 40 % for 0.4 that is shown as a percentage, 2014-03 for « mars 2014 »."""
    value, number_format = cell.value, cell.number_format or ""
    match value:
        case datetime() | date():
            return _day(value, _LITERAL.sub("", number_format).lower())
        case time():
            return value.isoformat("seconds" if value.second else "minutes")
        case timedelta():
            minutes, seconds = divmod(round(value.total_seconds()), 60)
            return f"{minutes // 60}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")
        case bool():
            return cell_text(value)
        case int() | float() if "%" in number_format:
            return f"{cell_text(round(value * 100.0, 6))} %"
        case int() | float():
            text = _number(value)
            return text.zfill(len(number_format)) if _PADDED.fullmatch(number_format) and text.isdecimal() else text
    return cell_text(value)


def _day(value: date, number_format: str) -> str:
    """Return a date as far as its format shows it: a cell that shows « 2014 » has the first of January."""
    if "y" in number_format and "d" not in number_format:
        return value.strftime("%Y-%m" if "m" in number_format.partition("h")[0] else "%Y")
    if isinstance(value, datetime) and "h" in number_format and (value.hour or value.minute or value.second):
        return value.isoformat(timespec="seconds")
    return value.strftime("%Y-%m-%d")


def _number(value: float) -> str:
    text = cell_text(value)
    return text if text.lstrip("-").isdecimal() else f"{value:.{_DIGITS}g}"
