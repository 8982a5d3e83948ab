"""Panels of the dashboard: events without their report, late follow-ups, measures due, contradicting evidence."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from wagtail import hooks
from wagtail.admin.ui.components import Component

from archive.choices import Deadline
from archive.commitments.register import Measure, live_measures
from archive.commitments.status import contradictions
from archive.events.reports import without_report
from archive.models import CommitmentPage, EventFollowUp, EventReportPage
from core.admin.dashboard import MAX_ROWS, PagesPanel, PanelRow
from core.admin.pages import edit_url, editable_by
from core.bin import tree as page_bin

#: Days before its deadline from which a measure is listed.
DUE_DAYS = 60
SAME_DATE = "Deux preuves de la même date se contredisent."
REOPENED = "Une preuve rouvre ce qu’une autre avait clos."


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


class DueMeasuresPanel(PagesPanel):
    """« Échéances des mesures »: measures that are late or due soon, without evidence of their end."""

    name = "due_measures"
    order = 128
    heading = "Échéances des mesures"
    noun = "mesure"
    headings = ("Mesure", "Échéance", "Statut")

    def rows(self, user: Any) -> tuple[list[PanelRow], int]:
        soon = timezone.localdate() + timedelta(days=DUE_DAYS)  # what will be late then is late or due soon
        due = sorted(
            (measure for measure in _editable_measures(user) if measure.deadline(soon) == Deadline.LATE),
            key=lambda measure: measure.due_latest or date.max,
        )
        rows = [
            PanelRow(
                icon=CommitmentPage.icon,
                title=measure.name,
                url=edit_url(measure.pk),
                cells=(measure.due_label, measure.status.label),
            )
            for measure in due[:MAX_ROWS]
        ]
        return rows, len(due)


class ContradictionsPanel(PagesPanel):
    """« Preuves contradictoires »: validated evidence of one measure that contradicts another."""

    name = "contradictions"
    order = 129
    heading = "Preuves contradictoires"
    noun = "mesure"
    headings = ("Mesure", "Ce qui ne va pas", "Statut")

    def rows(self, user: Any) -> tuple[list[PanelRow], int]:
        contradictory = [
            (measure, pairs) for measure in _editable_measures(user) if (pairs := contradictions(measure.evidence))
        ]
        rows = [
            PanelRow(
                icon=CommitmentPage.icon,
                title=measure.name,
                url=edit_url(measure.pk),
                cells=(SAME_DATE if pairs[0].same_date else REOPENED, measure.status.label),
            )
            for measure, pairs in contradictory[:MAX_ROWS]
        ]
        return rows, len(contradictory)


def _editable_measures(user: Any) -> list[Measure]:
    """Return the live measures that the user may edit."""
    editable = set(editable_by(user).type(CommitmentPage).values_list("pk", flat=True))
    return [measure for measure in live_measures() if measure.pk in editable]


@hooks.register("construct_homepage_panels")
def add_panels(request: HttpRequest, components: list[Component]) -> None:
    """Show each panel to those who would find something in it."""
    panels: list[PagesPanel] = [WithoutReportPanel(), LateFollowUpsPanel(), DueMeasuresPanel(), ContradictionsPanel()]
    components += [panel for panel in panels if panel.has_rows(request.user)]
