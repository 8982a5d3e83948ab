"""Cells of worksheets are read as the spreadsheet shows them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from io import BytesIO

import openpyxl
import pytest

from core.spreadsheets.shown import shown

FIRST = datetime(2014, 9, 1)


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (FIRST, "yyyy-mm-dd h:mm:ss", "2014-09-01"), (date(2014, 9, 1), "dd/mm/yyyy", "2014-09-01"),
        (datetime(2014, 9, 1, 14, 7), "dd/mm/yyyy", "2014-09-01"), (FIRST, "mmm\\-yy", "2014-09"),
        (FIRST, '[$-40C]mmmm yyyy" (d)"', "2014-09"), (FIRST, "yyyy", "2014"), (FIRST, "d mmm", "2014-09-01"),
        (datetime(2014, 9, 1, 14, 7, 30), "dd/mm/yyyy hh:mm", "2014-09-01T14:07:30"), (time(9, 30), "h:mm", "09:30"),
        (time(9, 30, 5), "h:mm:ss", "09:30:05"), (timedelta(hours=30, minutes=5), "[h]:mm", "30:05"),
        (38000.0, "General", "38000"), (84123456700017, "0", "84123456700017"), (1310, "00000", "01310"),
        (0.1 + 0.2, "General", "0.3"), (5.5400000000000001, "0.00", "5.54"), (0.4, "0%", "40 %"),
        (0.125, "0.0%", "12.5 %"), (-4.48, "General", "-4.48"), (1e22, "General", "10000000000000000000000"),
        (True, "General", "True"), (True, "0%", "True"), ("01310", "@", "01310"), (None, "General", ""),
    ],
)  # fmt: skip
def test_text_of_a_cell(value, number_format, text):
    book, content = openpyxl.Workbook(), BytesIO()
    book.active["A1"], book.active["A1"].number_format = value, number_format
    book.active["A2"] = "fin"
    book.save(content)
    for options in ({"read_only": True}, {}):
        sheet = openpyxl.load_workbook(BytesIO(content.getvalue()), data_only=True, **options).active
        cells = [row[0] for row in sheet.iter_rows()]
        assert shown(cells[0]) == text
