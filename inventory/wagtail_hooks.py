"""Registers the inventory in the admin: the listing of places, bulk actions, icons."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from wagtail import hooks
from wagtail.admin.ui.tables import Column
from wagtail.models import WorkflowState

from core.admin.viewsets import DayColumn, PageTypeViewSet, columns
from core.choices import labels_of, mid_sentence
from core.text.typography import quantity
from core.verification import FRESH_FOR
from inventory.admin import views  # noqa: F401 -- registers its hooks
from inventory.admin.bulk_actions import ACTIONS
from inventory.admin.filters import PlaceFilterSet
from inventory.models import SiteProfilePage
from inventory.quality.kinds import FlawKind

for _action in ACTIONS:
    hooks.register("register_bulk_action", _action)

#: Kinds of flaws that the listing names for one place.
MAX_KINDS = 2


def commune_of(place: SiteProfilePage) -> str:
    return f"{place.commune or '–'} ({place.department})" if place.department else place.commune or "–"


def state_of(place: SiteProfilePage) -> str:
    return place.get_state_display() or "–"


def review_of(place: SiteProfilePage) -> str:
    """Return the status of a place's review. No query if the listing has prefetched the workflow states."""
    state = place.current_workflow_state
    if state is None:
        return "–"
    return "à compléter" if state.status == WorkflowState.STATUS_NEEDS_CHANGES else "en attente de relecture"


class CompletenessColumn(Column):
    """The completeness of a place as a percentage and a bar, and the kinds of values that somebody should look at."""

    cell_template_name = "inventory/admin/completeness_cell.html"

    def get_cell_context_data(self, instance: SiteProfilePage, parent_context: dict[str, Any]) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        kinds = [mid_sentence(label) for label in labels_of(instance.flaws, FlawKind)]
        more = [f"et {quantity(len(kinds) - MAX_KINDS, 'autre')}"] if len(kinds) > MAX_KINDS else []
        return context | {"flaws": " ".join([", ".join(kinds[:MAX_KINDS]), *more])}


class FreshnessColumn(DayColumn):
    """The date of the last verification, its age, and whether another one is due."""

    cell_template_name = "inventory/admin/freshness_cell.html"

    def get_cell_context_data(self, instance: SiteProfilePage, parent_context: dict[str, Any]) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        today, day = timezone.localdate(), instance.verified_on
        days = (today - day).days if day else 0
        context["ago"] = f"il y a {days // 30} mois" if days >= 60 else ""  # more recent: the date is enough
        context["is_old"] = day is not None and day < today - FRESH_FOR
        return context


class PlaceViewSet(PageTypeViewSet):
    model = SiteProfilePage
    menu_label = "Lieux"
    menu_order = 110
    ordering = "title"
    filterset_class = PlaceFilterSet
    columns = columns(
        "Nom",
        Column("commune", label="Commune", accessor=commune_of, sort_key="commune", width="14%"),
        Column("state", label="État", accessor=state_of, sort_key="state", width="10%"),
        CompletenessColumn("completeness", label="Complétude", sort_key="completeness", width="10%"),
        FreshnessColumn("verified_on", never="jamais", label="Vérifié", sort_key="verified_on", width="12%"),
        Column("review", label="Relecture", accessor=review_of, width="11%"),
    )


@hooks.register("register_admin_viewset")
def places() -> PlaceViewSet:
    return PlaceViewSet()
