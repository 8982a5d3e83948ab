"""Native inputs instead of the date pickers of Wagtail 8.0.1, wherever Wagtail or a block uses one.

Wagtail's pickers silently replace input that they do not understand, « 05/12/2026 09:00 » or « 17h15 », by the current
time or a full hour. Their classes are changed rather than replaced, because Wagtail's modules have imported them.
"""

from __future__ import annotations

from django.forms import Media
from wagtail.admin.filters import DateRangePickerWidget
from wagtail.admin.telepath import register
from wagtail.admin.telepath.widgets import WidgetAdapter
from wagtail.admin.widgets import AdminDateInput, AdminDateTimeInput, AdminTimeInput

from core.widgets import DateInput, DateTimeInput, SiteTemplateMixin, TimeInput

PICKERS = {AdminDateInput: DateInput, AdminTimeInput: TimeInput, AdminDateTimeInput: DateTimeInput}
ATTRIBUTES = ("input_type", "template_name", "latest", "read", "format_value", "value_from_datadict", "get_context")


def apply() -> None:
    for picker, native in PICKERS.items():
        for name in ATTRIBUTES:
            setattr(picker, name, next(vars(base)[name] for base in native.__mro__ if name in vars(base)))
        picker.media = Media()
        register(WidgetAdapter(), picker)  # in place of the script that starts the picker in a block
    # Its labels are placeholders, which native inputs do not show.
    DateRangePickerWidget.template_name = "core/admin/date_range.html"
    DateRangePickerWidget._render = SiteTemplateMixin._render
