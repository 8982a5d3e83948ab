"""How dates and hours are typed in the admin: in the browser's own fields.

Wagtail's pickers replace what they do not understand, « 15/10/2026 » or « 17h15 », by today and a round hour, without a
word. The browser's own fields take a date as its reader writes it, and never change it.
"""

from __future__ import annotations

from django import forms
from django.db import models
from wagtail.admin.forms.models import register_form_field_override


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs: dict | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, attrs: dict | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


def register() -> None:
    """Use these fields in every admin form; called once, before any form is made."""
    register_form_field_override(models.DateField, override={"widget": DateInput}, exact_class=True)
    register_form_field_override(models.TimeField, override={"widget": TimeInput}, exact_class=True)
