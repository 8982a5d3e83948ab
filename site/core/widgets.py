"""Form widgets used by the site and the admin."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from html import escape
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from core.dates.typed import read_day, read_hour, read_moment
from core.dates.words import DateError

YEAR_BELOW_1000 = re.compile(r"(?<!\d)0\d{3}(?!\d)", re.ASCII)


class SiteTemplateMixin:
    """Renders a widget with a template of the site, which Django's form renderer does not find."""

    def _render(self, template_name: str, context: dict[str, Any], renderer: Any = None) -> SafeString:
        return render_to_string(template_name, context)


class CheckboxSelectMultiple(SiteTemplateMixin, forms.CheckboxSelectMultiple):
    """Checkboxes rendered by one template, where Django renders three for each. The help text describes their group."""

    template_name = "core/checkboxes.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        attrs = dict(attrs or {})
        described = attrs.pop("aria-describedby", "")
        return {**super().get_context(name, value, attrs), "described": described}


class Select(forms.Select):
    """A list of choices without groups. It needs no template, where Django renders two for each choice."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        selected = self.format_value(value)
        options = "\n".join(
            f'<option value="{escape(code)}"{" selected" if code in selected else ""}>{escape(str(label))}</option>'
            for code, label in ((str(code), label) for code, label in self.choices)
        )
        attributes = flatatt(self.build_attrs(self.attrs, attrs))
        return mark_safe(f'<select name="{escape(name)}"{attributes}>\n{options}\n</select>')


class NativeInput(forms.widgets.DateTimeBaseInput):
    """A native input for a date or an hour. It also reads French; text that it cannot read comes back as it was.

    `core.workarounds.date_pickers` copies the methods to Wagtail's widgets: none of them may call `super()`.
    """

    #: Parses text, or raises DateError.
    read: Callable[[str], Any]
    #: The `max` of the input. It limits years to four digits while they are typed.
    latest = ""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        """Return the submitted text, as ISO 8601 if it can be read."""
        text = data.get(name)
        if not text or not isinstance(text, str):
            return text
        try:
            return self.read(text).isoformat()
        except DateError:
            # Django would take such a year, which is typed on the way to 2026, and databases cannot store its hours.
            return f"{text} ?" if YEAR_BELOW_1000.search(text) else text

    def format_value(self, value: Any) -> str | None:
        """Return a value as a browser expects it, in local time; text that is not a date as it is."""
        if isinstance(value, str):
            try:
                value = self.read(value)
            except DateError:
                return value or None
        if isinstance(value, datetime):
            value = (timezone.localtime(value) if timezone.is_aware(value) else value).replace(tzinfo=None)
            value = value.date() if self.input_type == "date" else value
        if isinstance(value, (datetime, time)):
            return value.isoformat(timespec="seconds" if value.second else "minutes")
        return value.isoformat() if isinstance(value, date) else None

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = forms.widgets.Input.get_context(self, name, value, attrs)
        widget = context["widget"]
        widget["type"] = self.input_type
        if self.latest:
            widget["attrs"].setdefault("max", self.latest)
        try:
            if widget["value"]:
                self.read(widget["value"])
        except DateError:
            widget["type"] = "text"  # a native input would be empty, and the typed text lost
        return context


class DateInput(NativeInput, forms.DateInput):
    input_type = "date"
    latest = "9999-12-31"
    read = staticmethod(read_day)


class TimeInput(NativeInput, forms.TimeInput):
    input_type = "time"
    read = staticmethod(read_hour)


class DateTimeInput(NativeInput, forms.DateTimeInput):
    input_type = "datetime-local"
    latest = "9999-12-31T23:59"
    read = staticmethod(read_moment)
