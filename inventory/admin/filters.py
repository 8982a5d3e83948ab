"""The filters of the admin's listing of places."""

from __future__ import annotations

from django.db.models import IntegerField, Q
from django.db.models.functions import Cast
from django.forms import CheckboxSelectMultiple, RadioSelect, TextInput
from django_filters import CharFilter, ChoiceFilter, MultipleChoiceFilter
from wagtail.models import WorkflowState, get_default_page_content_type

from core.admin.viewsets import VerifiedFilterSet
from core.fields import has_any
from inventory.choices import Family, Label, Milieu, State
from inventory.geo.departments import DEPARTMENTS
from inventory.models import PlaceLabel, SiteProfilePage
from inventory.models.querysets import PlaceQuerySet
from inventory.quality.kinds import FlawKind

BANDS = {"0-24": "Moins de 25 %", "25-49": "De 25 à 50 %", "50-74": "De 50 à 75 %", "75-100": "75 % et plus"}
IN_REVIEW, TO_COMPLETE, NO_REVIEW = "review", "changes", "none"
REVIEWS = {
    IN_REVIEW: "En attente de relecture",
    TO_COMPLETE: "À compléter par l’auteur",
    NO_REVIEW: "Pas de relecture en cours",
}
ANY_FLAW = "any"
_STATUS = {IN_REVIEW: WorkflowState.STATUS_IN_PROGRESS, TO_COMPLETE: WorkflowState.STATUS_NEEDS_CHANGES}


def departments_in_use() -> list[tuple[str, str]]:
    """Return the départements that have places, as choices."""
    codes = SiteProfilePage.objects.exclude(department="").order_by("department").values_list("department", flat=True)
    return [(code, f"{DEPARTMENTS.get(code, '')} ({code})".strip()) for code in codes.distinct()]


class PlaceFilterSet(VerifiedFilterSet):
    """The filters of the listing of places."""

    flaws = MultipleChoiceFilter(
        label="À revoir",
        choices=[(ANY_FLAW, "Tout ce qui est à revoir"), *FlawKind.choices],
        widget=CheckboxSelectMultiple,
        method="with_flaws",
    )
    state = MultipleChoiceFilter(label="État", choices=State.choices, widget=CheckboxSelectMultiple)
    families = MultipleChoiceFilter(
        label="Familles", choices=Family.choices, widget=CheckboxSelectMultiple, method="of_families"
    )
    milieu = MultipleChoiceFilter(label="Milieu", choices=Milieu.choices, widget=CheckboxSelectMultiple)
    department = MultipleChoiceFilter(label="Département", choices=departments_in_use, widget=CheckboxSelectMultiple)
    commune = CharFilter(
        label="Commune", method="in_commune", widget=TextInput(attrs={"placeholder": "Nom ou code INSEE"})
    )
    epci = CharFilter(
        label="Intercommunalité", method="in_epci", widget=TextInput(attrs={"placeholder": "Nom ou numéro SIREN"})
    )
    label = MultipleChoiceFilter(
        label="Label", choices=Label.choices, widget=CheckboxSelectMultiple, method="with_labels"
    )
    completeness = MultipleChoiceFilter(
        label="Complétude", choices=list(BANDS.items()), widget=CheckboxSelectMultiple, method="filled"
    )
    review = ChoiceFilter(
        label="Relecture",
        choices=list(REVIEWS.items()),
        empty_label="Toutes",
        widget=RadioSelect,
        method="under_review",
    )

    class Meta:
        model = SiteProfilePage
        fields: list[str] = []

    def of_families(self, places: PlaceQuerySet, name: str, codes: list[str]) -> PlaceQuerySet:
        return places.of_families(codes) if codes else places

    def in_commune(self, places: PlaceQuerySet, name: str, text: str) -> PlaceQuerySet:
        return self._only(places, Q(commune__icontains=text) | Q(insee_code=text.upper()))

    def in_epci(self, places: PlaceQuerySet, name: str, text: str) -> PlaceQuerySet:
        return self._only(places, Q(epci_name__icontains=text) | Q(epci_code=text))

    def with_labels(self, places: PlaceQuerySet, name: str, codes: list[str]) -> PlaceQuerySet:
        return places.filter(pk__in=PlaceLabel.objects.filter(label__in=codes).values("place")) if codes else places

    def filled(self, places: PlaceQuerySet, name: str, bands: list[str]) -> PlaceQuerySet:
        condition = Q()
        for band in bands:
            condition |= Q(completeness__range=tuple(int(bound) for bound in band.split("-")))
        return self._only(places, condition) if bands else places

    def with_flaws(self, places: PlaceQuerySet, name: str, kinds: list[str]) -> PlaceQuerySet:
        if not kinds:
            return places
        return self._only(places, ~Q(flaws="") if ANY_FLAW in kinds else has_any("flaws", kinds))

    def under_review(self, places: PlaceQuerySet, name: str, status: str) -> PlaceQuerySet:
        states = WorkflowState.objects.filter(base_content_type=get_default_page_content_type())
        states = states.active() if status == NO_REVIEW else states.filter(status=_STATUS[status])
        pages = states.annotate(page_pk=Cast("object_id", IntegerField())).values("page_pk")
        return places.exclude(pk__in=pages) if status == NO_REVIEW else places.filter(pk__in=pages)

    @staticmethod
    def _only(places: PlaceQuerySet, condition: Q) -> PlaceQuerySet:
        """Filter through a subquery: search backends refuse conditions on fields that are not in their index."""
        return places.filter(pk__in=SiteProfilePage.objects.filter(condition).values("pk"))
