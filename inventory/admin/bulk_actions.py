"""Bulk actions of the admin's listing of places: mark as verified, change the state, and Wagtail's own."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.shortcuts import get_list_or_404
from django.utils import timezone
from wagtail.admin import messages
from wagtail.admin.views.pages.bulk_actions.move import MoveBulkAction
from wagtail.admin.views.pages.bulk_actions.page_bulk_action import PageBulkAction
from wagtail.admin.views.pages.bulk_actions.publish import PublishBulkAction
from wagtail.admin.views.pages.bulk_actions.unpublish import UnpublishBulkAction
from wagtail.models import Page

from core.bin import tree
from core.bin.deletion import BinBulkAction
from core.dates import fuzzy
from core.fields import FuzzyDateFormField
from core.publishing.live_pages import change_page, lock_reason, lock_rows, version_to_change, waiting_notes
from core.text.lengths import LONGEST_TEXT
from core.text.typography import quantity
from inventory.admin.filters import PlaceFilterSet
from inventory.choices import State
from inventory.models import SiteProfilePage

#: Places per action: publishing one takes about a tenth of a second, and all are published in one transaction.
MAX_PLACES = 100
#: Titles per message.
MAX_TITLES = 5
NOT_LIVE = "pas publiée, le changement est dans le brouillon"


class PlacesOnlyMixin:
    """Limits a bulk action to places; « Tous » selects the places that match the filters of the listing."""

    models = [SiteProfilePage]
    request: Any

    @classmethod
    def get_queryset(cls, model: type[SiteProfilePage], pks: Sequence[Any]) -> list[SiteProfilePage]:
        valid_pks = [pk for pk in pks if str(pk).isdecimal() and len(str(pk)) < 10]
        return get_list_or_404(
            model.objects.order_by("title", "pk")
            .select_related("locked_by")
            .specific()
            .prefetch_workflow_states()
            .annotate_approved_schedule(),
            pk__in=valid_pks,
        )

    def get_all_objects_in_listing_query(self, parent_id: str | None) -> QuerySet:
        places = tree.outside(SiteProfilePage.objects.all())
        if parent_id:
            places = places.descendant_of(Page.objects.get(pk=parent_id))
        filtered = PlaceFilterSet(self.request.GET, queryset=places, request=self.request).qs
        if text := self.request.GET.get("q", "").strip():
            filtered = filtered.filter(pk__in=[page.pk for page in places.autocomplete(text)])
        return filtered.values_list("pk", flat=True)


class PlaceBulkAction(PlacesOnlyMixin, PageBulkAction, ABC):
    """Changes a few fields of each place, and publishes the change if the place is live."""

    template_name = "inventory/admin/bulk_action.html"
    form_class = forms.Form
    classes = {"sillon-bulk"}
    icon = "edit"
    question = ""
    button = ""

    def check_perm(self, page: SiteProfilePage) -> bool:
        return page.permissions_for_user(self.request.user).can_publish()

    def object_context(self, place: SiteProfilePage) -> dict[str, Any]:
        return {"item": place, "note": _note(place, self.request.user)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "action": self, "too_many": len(context["items"]) > MAX_PLACES, "max_places": MAX_PLACES}

    def prepare_action(self, objects: list[SiteProfilePage], objects_without_access: dict[str, list]) -> Any:
        """Show the confirmation page again if there are too many places."""
        self.denied = objects_without_access["items_with_no_access"]
        return self.render_to_response(self.get_context_data()) if len(objects) > MAX_PLACES else None

    def execute_action(self, objects: list[SiteProfilePage], **kwargs: Any) -> tuple[int, int]:  # type: ignore[override]
        #: Titles of the places to warn about, by remark.
        self.titles_by_remark: dict[str, list[str]] = defaultdict(list)
        self.titles_by_remark["vous ne pouvez pas la publier"] += [page.title for page in self.denied]
        places = lock_rows(page.pk for page in objects)
        count = 0
        for place in (places[page.pk] for page in objects if page.pk in places):
            published, remark = self._change_one(place)
            count += published
            if remark:
                self.titles_by_remark[remark].append(place.title)
        return count, 0

    def _change_one(self, place: SiteProfilePage) -> tuple[bool, str]:
        """Change a place; return whether the change was published, and a French remark ("" if there is none)."""

        def apply(version: SiteProfilePage) -> None:
            self.change(version)
            version.derive()

        if reason := self.refusal(version_to_change(place)) or lock_reason(place, self.request.user):
            return False, reason
        try:
            result = change_page(place, apply, user=self.request.user)
        except ValidationError as error:
            return False, " ".join(error.messages).rstrip(".")
        return result.published, result.remark if result.published else NOT_LIVE

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str | None:
        for remark, titles in self.titles_by_remark.items():
            if titles:
                messages.warning(self.request, f"{quantity(len(titles), 'fiche')} : {remark} ({_joined(titles)}).")
        if not num_parent_objects:
            return None
        return f"{self.done(num_parent_objects)} Pour revenir en arrière : l’historique de la fiche."

    @abstractmethod
    def change(self, place: SiteProfilePage) -> None:
        """Set the new values on a version of a place, without saving it."""

    @abstractmethod
    def refusal(self, place: SiteProfilePage) -> str:
        """Return the French reason not to change this version of a place; "" to change it."""

    @abstractmethod
    def done(self, count: int) -> str:
        """Return a French sentence about the number of places that were changed."""


class VerifyBulkAction(PlaceBulkAction):
    display_name = "Vérifiés aujourd’hui"
    action_type = "verify"
    aria_label = "Marquer les lieux choisis comme vérifiés aujourd’hui"
    action_priority = 1
    icon = "check"
    question = "Marquer comme vérifiés aujourd’hui"
    button = "Marquer comme vérifiés"

    def change(self, place: SiteProfilePage) -> None:
        place.verified_on, place.verified_by = timezone.localdate(), str(self.request.user)[:150]

    def refusal(self, place: SiteProfilePage) -> str:
        is_verified = place.verified_on == timezone.localdate() and place.verified_by == str(self.request.user)[:150]
        return "déjà vérifiée aujourd’hui par vous" if is_verified else ""

    def done(self, count: int) -> str:
        places = quantity(count, "fiche marquée comme vérifiée", "fiches marquées comme vérifiées")
        return f"{places} aujourd’hui."


class StateForm(forms.Form):
    """The new state, and for « Fermé » the date and causes of closing."""

    state = forms.ChoiceField(label="Nouvel état", choices=[("", "Choisissez un état"), *State.choices])
    closed = FuzzyDateFormField(
        label="Date de fermeture",
        required=False,
        max_length=60,
        help_text="Pour « Fermé » seulement. Même approximative : « fin 2019 ».",
    )
    closing_causes = forms.CharField(
        label="Causes de fermeture",
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Pour « Fermé » seulement. Ce qui a manqué. Ce qui est laissé vide ne change pas.",
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("state") and data["state"] != State.CLOSED:
            for name in ("closed", "closing_causes"):
                if data.get(name):
                    self.add_error(name, "Cela ne vaut que pour l’état « Fermé ».")
        return data


class StateBulkAction(PlaceBulkAction):
    display_name = "Changer l’état…"
    action_type = "state"
    aria_label = "Changer l’état des lieux choisis"
    action_priority = 2
    question = "Changer l’état"
    button = "Changer l’état"
    form_class = StateForm

    @property
    def new_values(self) -> dict[str, str]:
        """The fields that were filled in the form."""
        return {name: value for name, value in self.cleaned_form.cleaned_data.items() if value}

    def change(self, place: SiteProfilePage) -> None:
        for name, value in self.new_values.items():
            setattr(place, name, value)

    def refusal(self, place: SiteProfilePage) -> str:
        if all(getattr(place, name) == value for name, value in self.new_values.items()):
            return "rien à changer"
        latest: date | None = fuzzy.read(self.new_values["closed"]).latest if "closed" in self.new_values else None
        if latest and place.opened_earliest and latest < place.opened_earliest:
            return "la fermeture précéderait l’ouverture"
        return ""

    def done(self, count: int) -> str:
        places = quantity(count, "fiche passée", "fiches passées")
        return f"{places} à l’état « {State(self.new_values['state']).label} »."


#: The bulk actions of all pages, limited to places so that « Tous » respects the filters of the listing.
WAGTAIL_ACTIONS = [
    type(f"Place{action.__name__}", (PlacesOnlyMixin, action), {})
    for action in (BinBulkAction, MoveBulkAction, PublishBulkAction, UnpublishBulkAction)
]
ACTIONS = [VerifyBulkAction, StateBulkAction, *WAGTAIL_ACTIONS]


def _note(place: SiteProfilePage, user: Any) -> str:
    """Return a French note for the confirmation page if a change of this place will not simply be published."""
    if reason := lock_reason(place, user):
        return f"{reason} : elle restera telle quelle"
    if not place.live:
        return "pas publiée : le changement ira dans le brouillon"
    notes = ", ".join(waiting_notes(place))
    return f"{notes} : le changement s’y ajoutera" if notes else ""


def _joined(titles: Iterable[str]) -> str:
    titles = list(titles)
    more = len(titles) - MAX_TITLES
    return ", ".join(titles[:MAX_TITLES]) + (f" et {quantity(more, 'autre')}" if more > 0 else "")
