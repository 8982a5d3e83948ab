"""The contribution form of tours: a correction, and a step that somebody remembers."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from archive.models import TourPage
from archive.models.tour import MAX_STEPS
from archive.models.tour_rows import LONGEST_SUMMARY, TourStep
from core.contributions.fields import PlaceField
from core.contributions.kinds import ContributionForm, Step, note_field
from core.fields import FuzzyDateFormField

NO_TITLE = "Dites en quelques mots ce qu’était cette étape, ou videz les autres champs."
TOO_MANY = f"Ce tour a déjà {MAX_STEPS} étapes. Dites plutôt aux modérateurs, ci-dessous, ce qui manque."
#: The fields of the new step.
STEP_FIELDS = ("step_title", "step_date", "step_place", "step_locality", "step_summary")


class CorrectTourForm(ContributionForm):
    """The form of a correction: the plain fields of a tour, and one step to add. An empty step adds none."""

    step_title = forms.CharField(
        label="Ce qui s’est passé",
        required=False,
        max_length=200,
        help_text="En quelques mots : « Visite de la Filature ».",
    )
    step_date = FuzzyDateFormField(
        label="Quand",
        required=False,
        max_length=60,
        help_text="Un jour, ou ce que vous savez : « mars 2017 ». Laissez vide si vous l’ignorez.",
    )
    step_place = PlaceField(
        label="Dans quel lieu de l’inventaire ?",
        required=False,
        max_length=300,
        help_text="Son nom, ou l’adresse de sa fiche. Laissez vide si l’étape s’est faite ailleurs.",
    )
    step_locality = forms.CharField(
        label="Commune ou lieu-dit", required=False, max_length=150, help_text="Par exemple « Die (Drôme) »."
    )
    step_summary = forms.CharField(
        label="En quelques phrases",
        required=False,
        max_length=LONGEST_SUMMARY,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Qui l’on a rencontré, ce que l’on a vu.",
    )
    note = note_field(
        "D’où le savez-vous ?",
        "Un programme, un article, vos notes ; ou autre chose à signaler sur ce tour. Ces mots vont aux modérateurs et "
        "ne paraissent pas sur le site.",
    )

    steps: ClassVar = (
        Step(
            "etape",
            "Une étape à ajouter",
            STEP_FIELDS,
            help="Une étape à la fois. Si vous n’en avez pas à ajouter, passez à la suite.",
        ),
        Step("tour", "Le tour, et un mot", ("title", "date", "introduction")),
    )

    class Meta:
        model = TourPage
        fields = ("title", "date", "introduction")
        labels = {"title": "Nom du tour", "introduction": "En deux ou trois phrases"}
        help_texts = {
            "title": "Celui que tout le monde emploie.",
            "date": "Quand il a eu lieu, même à peu près : « 2017 », « de mars à juin 2017 ».",
        }
        widgets = {"introduction": forms.Textarea(attrs={"rows": 4})}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        others = [name for name in STEP_FIELDS[1:] if data.get(name)]
        if others and not data.get("step_title") and "step_title" not in self.errors:
            # A form that has only the changed fields may not have the title.
            self.add_error("step_title" if "step_title" in self.fields else others[0], NO_TITLE)
        if data.get("step_title") and len(self._stored_steps(self.instance)) >= MAX_STEPS:
            self.add_error("step_title", TOO_MANY)
        return data

    def write(self, page: Any) -> None:
        if not any(self.value(name) for name in STEP_FIELDS):
            return
        rows = self._stored_steps(page)
        step = TourStep(
            title=self.value("step_title") or "",
            date=self.value("step_date") or "",
            place_id=self.value("step_place"),
            locality=self.value("step_locality") or "",
            summary=self.value("step_summary") or "",
            sort_order=len(rows),
        )
        TourStep._meta.get_field("date").derive(step, step.date)  # a preview shows the step before it is saved
        page.steps = [*rows, step]

    def value(self, name: str) -> Any:
        # A step of the contribution has only some of these fields, and the page has none of the new step's.
        return super().value(name) if name in self.fields or name not in STEP_FIELDS else None

    @staticmethod
    def _stored_steps(page: Any) -> list[TourStep]:
        """Return the stored steps of the page, without the one that this form adds."""
        return [row for row in page.steps.all() if row.pk]
