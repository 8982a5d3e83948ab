"""Wagtail's date pickers are native inputs: in forms, in blocks and in filters."""

from __future__ import annotations

import json

import pytest
from wagtail.admin.filters import DateRangePickerWidget
from wagtail.admin.telepath import JSContext
from wagtail.admin.widgets import AdminDateInput, AdminDateTimeInput, AdminTimeInput
from wagtail.blocks import DateBlock, DateTimeBlock, TimeBlock

INPUTS = {AdminDateInput: "date", AdminTimeInput: "time", AdminDateTimeInput: "datetime-local"}


@pytest.mark.parametrize(("widget", "kind"), INPUTS.items())
def test_a_widget_of_wagtail_is_a_native_input_without_picker(widget, kind):
    html = widget(attrs={"id": "x"}).render("when", None)
    assert f'<input type="{kind}" name="when"' in html
    assert "script" not in html
    assert "date-time-chooser" not in str(widget().media)


@pytest.mark.parametrize(
    ("block", "kind"), [(DateBlock, "date"), (TimeBlock, "time"), (DateTimeBlock, "datetime-local")]
)
def test_a_block_makes_a_native_input_and_reads_french(block, kind):
    named = block()
    named.set_name("when")
    context = JSContext()
    packed = json.dumps(context.pack(named))
    assert f'type=\\"{kind}\\"' in packed
    assert "AdminDate" not in packed
    assert "date-time-chooser" not in str(context.media)
    typed = {"date": "5/12/2026", "time": "17 h 15", "datetime-local": "5/12/2026 à 9 h"}[kind]
    value = named.clean(named.value_from_datadict({"when": typed}, {}, "when"))
    assert named.get_form_state(value) in ("2026-12-05", "17:15", "2026-12-05T09:00")


def test_the_ends_of_a_range_have_labels():
    html = DateRangePickerWidget().render("day", None, {"id": "day"})
    assert html.index("Du") < html.index('name="day_from"') < html.index("Au") < html.index('name="day_to"')
    assert html.count('type="date"') == 2
