"""The link from an event's form to its list of registrations, for its organiser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from archive.models import EventReportPage


@hooks.register("register_page_header_buttons")
def buttons(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    if isinstance(page, EventReportPage) and page.takes_registrations and page.organiser_id == user.pk:
        number = page.registrations.count()
        yield Button(
            f"Inscriptions ({number})",
            reverse("archive:registrations", args=[page.slug]),
            icon_name="group",
            priority=60,
        )
