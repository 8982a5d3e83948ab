"""The contribution form for a new place."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from core.contributions.blocks import with_text
from core.contributions.kinds import Notice, Step
from core.visibility.gate import Gate
from inventory.catalogue.rows import places_of
from inventory.contributions.place import PlaceContributionForm
from inventory.places.duplicates import lookalikes

PREPARED = "Une fiche de ce nom est déjà en préparation. Envoyez la vôtre si vous pensez qu’il s’agit d’un autre lieu."

STEPS = (
    Step("lieu", "Le lieu", ("title", "summary", "families", "state", "opened", "description")),
    Step("adresse", "Où il est", ("address", "postcode", "commune", "point", "precision", "milieu")),
    Step(
        "pratique",
        "Venir et s’installer",
        ("opening_hours", "hours_note", "spaces", "equipment", "publics", "accessibility"),
        help="Tout est facultatif : dites ce que vous savez.",
    ),
    Step("contact", "Le joindre", ("website", "email", "phone", "operator", "management")),
    Step("photos", "Photos, et un mot", (), ("photos",)),
)


class ProposePlaceForm(PlaceContributionForm):
    """Only fields that a volunteer can fill in after one visit to the place."""

    description = forms.CharField(
        label="Description",
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="L’histoire du lieu, ce qu’on y fait, ce qui s’y passe. Une ligne vide sépare les paragraphes.",
    )

    steps: ClassVar = STEPS

    class Meta(PlaceContributionForm.Meta):
        fields = [name for step in STEPS for name in step.fields if name != "description"]

    def write(self, page: Any) -> None:
        super().write(page)
        if "description" in self.fields:
            page.body = with_text(page.body, self.value("description") or "")

    def notices(self) -> list[Notice]:
        if not self.is_bound or self.errors is None:
            return []
        return [*self._lookalike_notices(), *super().notices()]

    def _lookalike_notices(self) -> list[Notice]:
        """Return a notice per possible duplicate. Places that are not public share one notice without a name."""
        title, point = self.value("title") or "", self.value("point") or ""
        code = self.resolved_commune.insee_code if self.resolved_commune else ""
        gate = Gate.public()
        places = lookalikes(title, point, code, exclude_pk=self.made_page_id, gate=gate)
        rows = places_of(gate).filter(pk__in=[place.pk for place in places]).values_list("pk", "url_path")
        url_by_pk = {pk: gate.url(path) for pk, path in rows} if places else {}
        notices = []
        for place in places:
            if place.pk in url_by_pk:
                commune = f" ({place.commune})" if place.commune else ""
                sentence = f"« {place.title} »{commune} est déjà dans l’inventaire."
                notices.append(Notice(f"{sentence} Si c’est lui, proposez plutôt une correction.", url_by_pk[place.pk]))
        if len(url_by_pk) < len(places):
            notices.append(Notice(PREPARED))
        return notices


ProposePlaceForm.base_fields["commune"].required = True
