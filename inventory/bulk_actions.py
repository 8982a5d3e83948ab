"""What editors do to many places at once, in the admin's listing of places."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.shortcuts import get_list_or_404
from django.utils import timezone
from wagtail.admin import messages
from wagtail.admin.views.pages.bulk_actions.delete import DeleteBulkAction
from wagtail.admin.views.pages.bulk_actions.move import MoveBulkAction
from wagtail.admin.views.pages.bulk_actions.page_bulk_action import PageBulkAction
from wagtail.admin.views.pages.bulk_actions.publish import PublishBulkAction
from wagtail.admin.views.pages.bulk_actions.unpublish import UnpublishBulkAction
from wagtail.models import Page

from core import dates
from core.fields import FuzzyDateFormField
from inventory.changes import Fate, change_place
from inventory.listing_filters import PlaceFilterSet
from inventory.models import SiteProfilePage
from inventory.vocabulary import State

#: Each place takes about a tenth of a second to publish, all in one request and one transaction.
AT_ONCE = 100
#: How many places a message names.
NAMED = 5
LEFT = {
    Fate.DRAFTED: "un brouillon attendait, ou la fiche n’est pas publiée : le changement est dans le brouillon",
    Fate.IN_REVIEW: "en attente de relecture",
    Fate.LOCKED: "verrouillée, ou sa publication est programmée",
}


class OfPlaces:
    """An action on places only. « Tous » means those that the listing shows under its filters."""

    models = [SiteProfilePage]
    request: Any

    @classmethod
    def get_queryset(cls, model: type[SiteProfilePage], pks: Sequence[Any]) -> list[SiteProfilePage]:
        numbers = [pk for pk in pks if str(pk).isdecimal() and len(str(pk)) < 10]
        return get_list_or_404(
            model.objects.order_by("title", "pk").specific().prefetch_workflow_states(), pk__in=numbers
        )

    def get_all_objects_in_listing_query(self, parent_id: str | None) -> QuerySet:
        places = SiteProfilePage.objects.all()
        if parent_id:
            places = places.descendant_of(Page.objects.get(pk=parent_id))
        found = PlaceFilterSet(self.request.GET, queryset=places, request=self.request).qs
        if words := self.request.GET.get("q", "").strip():
            found = found.filter(pk__in=[page.pk for page in places.autocomplete(words)])
        return found.values_list("pk", flat=True)


class PlaceBulkAction(OfPlaces, PageBulkAction, ABC):
    """Changes a field or two of each place, as a revision that is published where nothing else would be."""

    template_name = "inventory/admin/bulk_action.html"
    form_class = forms.Form
    classes = {"sillon-bulk"}
    icon = "edit"
    question = ""
    button = ""

    def check_perm(self, page: SiteProfilePage) -> bool:
        return page.permissions_for_user(self.request.user).can_publish()

    def object_context(self, place: SiteProfilePage) -> dict[str, Any]:
        return {"item": place, "waits": _waits(place)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "action": self, "too_many": len(context["items"]) > AT_ONCE, "at_once": AT_ONCE}

    def prepare_action(self, objects: list[SiteProfilePage], objects_without_access: dict[str, list]) -> Any:
        """Answer with the page again where there are too many."""
        self.denied = objects_without_access["items_with_no_access"]
        return self.render_to_response(self.get_context_data()) if len(objects) > AT_ONCE else None

    def execute_action(self, objects: list[SiteProfilePage], **kwargs: Any) -> tuple[int, int]:  # type: ignore[override]
        self.left: dict[str, list[str]] = defaultdict(list)
        self.left["vous ne pouvez pas la publier"] += [page.title for page in self.denied]
        pks = [page.pk for page in objects]
        places = SiteProfilePage.objects.select_for_update(of=("self",)).in_bulk(pks)
        count = 0
        for place in (places[pk] for pk in pks if pk in places):
            if refusal := self.refusal(place):
                self.left[refusal].append(place.title)
                continue
            fate = change_place(place, self.change, user=self.request.user)
            if fate == Fate.PUBLISHED:
                count += 1
            else:
                self.left[LEFT[fate]].append(place.title)
        return count, 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str | None:
        for reason, titles in self.left.items():
            if titles:
                messages.warning(self.request, f"{_fiches(len(titles))} : {reason} ({_named(titles)}).")
        if not num_parent_objects:
            return None
        return f"{self.done(num_parent_objects)} Pour revenir en arrière : l’historique de la fiche."

    @abstractmethod
    def change(self, place: SiteProfilePage) -> None:
        """Change a draft."""

    @abstractmethod
    def refusal(self, place: SiteProfilePage) -> str:
        """Why this place is left as it is, if it is."""

    @abstractmethod
    def done(self, count: int) -> str:
        """What was done to so many places, in a sentence."""


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
        done = place.verified_on == timezone.localdate() and place.verified_by == str(self.request.user)[:150]
        return "déjà vérifiée aujourd’hui par vous" if done and not place.has_unpublished_changes else ""

    def done(self, count: int) -> str:
        return f"{_fiches(count)} {'marquées comme vérifiées' if count > 1 else 'marquée comme vérifiée'} aujourd’hui."


class StateForm(forms.Form):
    """A state, and what is known of a closing."""

    state = forms.ChoiceField(label="Nouvel état", choices=[("", "Choisissez un état"), *State.choices])
    closed = FuzzyDateFormField(
        label="Date de fermeture",
        required=False,
        max_length=60,
        help_text="Pour « Fermé » seulement. Même approximative : « fin 2019 ».",
    )
    closing_causes = forms.CharField(
        label="Causes de fermeture",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Pour « Fermé » seulement. Ce qui a manqué. Ce qui est laissé vide ne change pas.",
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("state") and said["state"] != State.CLOSED:
            for name in ("closed", "closing_causes"):
                if said.get(name):
                    self.add_error(name, "Cela ne vaut que pour l’état « Fermé ».")
        return said


class StateBulkAction(PlaceBulkAction):
    display_name = "Changer l’état…"
    action_type = "state"
    aria_label = "Changer l’état des lieux choisis"
    action_priority = 2
    question = "Changer l’état"
    button = "Changer l’état"
    form_class = StateForm

    @property
    def said(self) -> dict[str, str]:
        return {name: value for name, value in self.cleaned_form.cleaned_data.items() if value}

    def change(self, place: SiteProfilePage) -> None:
        for name, value in self.said.items():
            setattr(place, name, value)

    def refusal(self, place: SiteProfilePage) -> str:
        same = all(getattr(place, name) == value for name, value in self.said.items())
        if same and not place.has_unpublished_changes:
            return "rien à changer"
        latest: date | None = dates.read(self.said["closed"]).latest if "closed" in self.said else None
        if latest and place.opened_earliest and latest < place.opened_earliest:
            return "la fermeture précéderait l’ouverture"
        return ""

    def done(self, count: int) -> str:
        return (
            f"{_fiches(count)} {'passées' if count > 1 else 'passée'} à l’état « {State(self.said['state']).label} »."
        )


#: Wagtail's own actions on pages, for places: they keep to the filters too.
WAGTAILS = [
    type(f"Place{action.__name__}", (OfPlaces, action), {})
    for action in (DeleteBulkAction, MoveBulkAction, PublishBulkAction, UnpublishBulkAction)
]
ACTIONS = [VerifyBulkAction, StateBulkAction, *WAGTAILS]


def _waits(place: SiteProfilePage) -> str:
    """Why the change will not be published with the others, for the one who is about to confirm."""
    if place.workflow_in_progress:
        return "en attente de relecture : restera telle quelle"
    if place.locked:
        return "verrouillée"
    if not place.live:
        return "pas publiée : le changement ira dans le brouillon"
    return "un brouillon attend : le changement s’y ajoutera" if place.has_unpublished_changes else ""


def _fiches(count: int) -> str:
    return f"{count} fiche{'s' if count > 1 else ''}"


def _named(titles: Iterable[str]) -> str:
    titles = list(titles)
    more = len(titles) - NAMED
    return ", ".join(titles[:NAMED]) + (f" et {more} autre{'s' if more > 1 else ''}" if more > 0 else "")
