"""The link from an event's form to its list of registrations, for those who may see it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Count
from django.urls import reverse
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from archive.models import EventReportPage
from archive.registrations.organiser import may_see_registrations


@hooks.register("register_page_header_buttons")
def buttons(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    if not isinstance(page, EventReportPage) or page.pk is None:
        return
    stored = EventReportPage.objects.filter(pk=page.pk).annotate(number=Count("registrations")).first()
    if stored and may_see_registrations(user, stored) and (stored.takes_registrations or stored.number):
        yield Button(
            f"Inscriptions ({stored.number})",
            reverse("archive:registrations", args=[stored.slug]),
            icon_name="group",
            priority=60,
        )
