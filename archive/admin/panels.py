"""Panels of the archive's admin forms. This module imports no model, so that models may name its panels."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from wagtail.admin.panels import Panel

from archive.commitments import history
from core.admin.pages import edit_url


class EvidencePanel(Panel):
    """The evidence of a measure, validated or waiting, with a link to add one; and who changed what, and when."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "archive/admin/evidence_panel.html"

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            measure = self.instance
            evidence = [
                {"page": page, "edit_url": edit_url(page.pk)}
                for page in (measure.get_children().specific() if measure.pk else ())
            ]
            return {
                **super().get_context_data(parent_context),
                "evidence": sorted(evidence, key=_by_date, reverse=True),
                "add_url": measure.pk and _add_url(measure.pk),
                "may_add": measure.pk and measure.permissions_for_user(self.request.user).can_add_subpage(),
                "history": history.lines(measure.evidence_changes.select_related("user"))[::-1] if measure.pk else [],
            }


def _add_url(measure_id: int) -> str:
    return reverse("wagtailadmin_pages:add", args=["archive", "evidencepage", measure_id])


def _by_date(row: dict[str, Any]) -> tuple[bool, Any]:
    earliest = row["page"].date_earliest
    return earliest is not None, earliest or 0
