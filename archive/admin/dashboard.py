"""Panels of the dashboard: events without their report, and what somebody should have done after an event."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from wagtail import hooks
from wagtail.admin.ui.components import Component

from archive.events.reports import without_report
from archive.models import EventFollowUp, EventReportPage
from core.admin.dashboard import MAX_ROWS, PagesPanel, PanelRow
from core.admin.pages import edit_url, editable_by
from core.bin import tree as page_bin


class WithoutReportPanel(PagesPanel):
    """« Sans compte rendu »: events whose day has passed for some time, the oldest first."""

    name = "without_report"
    order = 126
    heading = "Sans compte rendu"
    noun = "évènement"
    headings = ("Évènement", "Date", "État")
    empty_text = "Chaque rencontre passée a son compte rendu."

    def rows(self, user: Any) -> tuple[list[PanelRow], int]:
        live = page_bin.outside(EventReportPage.objects.live())
        events = without_report(live, timezone.localdate()).filter(pk__in=editable_by(user).values("pk"))
        rows = [
            PanelRow(
                icon=EventReportPage.icon,
                title=event.title,
                url=edit_url(event.pk),
                cells=(event.date_label, event.status.label),
            )
            for event in events.order_by("date_latest", "path")[:MAX_ROWS]
        ]
        return rows, events.count()


class LateFollowUpsPanel(PagesPanel):
    """« Suites en retard »: what should have been done after an event, the longest ago first."""

    name = "late_follow_ups"
    order = 127
    heading = "Suites en retard"
    noun = "suite"
    headings = ("Suite", "Qui", "Pour le", "Évènement")

    def rows(self, user: Any) -> tuple[list[PanelRow], int]:
        late = EventFollowUp.objects.filter(
            done=False,
            due__lt=timezone.localdate(),
            event__in=page_bin.outside(EventReportPage.objects.live()).filter(pk__in=editable_by(user).values("pk")),
        )
        rows = [
            PanelRow(
                icon="tasks",
                title=row.task,
                url=edit_url(row.event_id),
                cells=(row.owner or "–", date_format(row.due, "j F Y"), row.event.title),
            )
            for row in late.select_related("event").order_by("due", "pk")[:MAX_ROWS]
        ]
        return rows, late.count()


@hooks.register("construct_homepage_panels")
def add_panels(request: HttpRequest, components: list[Component]) -> None:
    """Show each panel to those who would find something in it."""
    panels: list[PagesPanel] = [WithoutReportPanel(), LateFollowUpsPanel()]
    components += [panel for panel in panels if panel.has_rows(request.user)]
