"""A new place."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from core.contribution_blocks import with_text
from core.contributions import Notice, Step
from core.gate import Gate
from inventory.contributions.place import PlaceForm
from inventory.likeness import lookalikes
from inventory.listing import places_of
from inventory.points import read_point

PREPARED = "Une fiche de ce nom est déjà en préparation. Envoyez la vôtre si vous pensez qu’il s’agit d’un autre lieu."


class ProposePlaceForm(PlaceForm):
    """What a volunteer knows of a place without going there twice."""

    description = forms.CharField(
        label="Description",
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="L’histoire du lieu, ce qu’on y fait, ce qui s’y passe. Une ligne vide sépare les paragraphes.",
    )

    steps: ClassVar = (
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

    class Meta(PlaceForm.Meta):
        fields = (
            "title", "summary", "families", "state", "opened",
            "address", "postcode", "commune", "point", "precision", "milieu",
            "opening_hours", "hours_note", "spaces", "equipment", "publics", "accessibility",
            "website", "email", "phone", "operator", "management",
        )  # fmt: skip

    def write(self, page: Any) -> None:
        super().write(page)
        if "description" in self.fields:
            page.body = with_text(page.body, self.value("description") or "")

    def notices(self) -> list[Notice]:
        if not self.is_bound or self.errors is None:
            return []
        return [*self._twins(), *super().notices()]

    def _twins(self) -> list[Notice]:
        """The places that may be this one. Of those that not everyone may see, only that there is one."""
        point = read_point(self.value("point") or "")
        longitude, latitude = map(float, point) if point else (None, None)
        code = self.found.insee_code if self.found else ""
        twins = lookalikes(self.value("title") or "", longitude, latitude, code, exclude_pk=self.made)
        gate = Gate.public()
        rows = places_of(gate).filter(pk__in=[twin.pk for twin in twins]).values_list("pk", "url_path")
        seen = {pk: gate.url(path) for pk, path in rows} if twins else {}
        notices = []
        for twin in twins:
            if twin.pk in seen:
                where = f" ({twin.commune})" if twin.commune else ""
                text = (
                    f"« {twin.title} »{where} est déjà dans l’inventaire. Si c’est lui, proposez plutôt une correction."
                )
                notices.append(Notice(text, seen[twin.pk]))
        if len(seen) < len(twins):
            notices.append(Notice(PREPARED))
        return notices


ProposePlaceForm.base_fields["commune"].required = True
