"""Contribution forms of evidence and measures: a new piece of evidence of a measure, and corrections of both."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from wagtail.models import Page

from archive.choices import ESTABLISHED
from archive.commitments.lookup import measures_named
from archive.models import CommitmentPage, EvidencePage, EvidenceSource
from core.contributions.fields import SuggestInput, WebField, propose, quoted_choices
from core.contributions.kinds import ContributionForm, Step, note_field
from core.visibility.gate import Gate

NOTHING_TO_READ = "Donnez l’adresse où la preuve se lit, ou recopiez le passage qui le dit."
LABELS = {
    "title": "Quelle preuve ?",
    "date": "De quand date-t-elle ?",
    "kind": "De quoi s’agit-il ?",
    "extract": "Le passage qui le dit",
}
HELP = {
    "title": "Comme on la citerait : « Décret n° 2016-151 du 11 février 2016 ».",
    "date": "Même approchée : « 11/02/2016 », « juin 2017 ».",
    "kind": "Ce qui dit d’où elle vient.",
    "extract": "Mot pour mot, sans commentaire.",
}


class MeasureField(forms.CharField):
    """The name of a public measure, or the address of its page; returns its page id."""

    widget = SuggestInput

    def clean(self, value: Any) -> int | None:  # type: ignore[override]
        text = super().clean(value)
        if not text:
            return None
        exact, similar = measures_named(Gate.public(), text)
        if len(exact) == 1:
            return exact[0].measure.pk
        names = [row.name for row in exact or similar]
        propose(self, names)
        if exact:
            raise ValidationError(
                f"Plusieurs mesures portent ce nom. Écrivez {quoted_choices(names)}, ou collez l’adresse de sa page.",
                code="ambiguous",
            )
        if names:
            raise ValidationError(
                f"Aucune mesure ne porte exactement ce nom. Est-ce {quoted_choices(names)} ?", code="unknown"
            )
        raise ValidationError(
            "Aucune mesure ne porte ce nom. Écrivez-le comme sur sa page, ou collez l’adresse de sa page.",
            code="unknown",
        )


class ProposeEvidenceForm(ContributionForm):
    """The form of a new piece of evidence. It becomes a draft below its measure; accepting it validates it."""

    commitment = MeasureField(
        label="De quelle mesure ?",
        max_length=400,
        help_text="Son nom, tel qu’il figure sur sa page, ou l’adresse de sa page.",
    )
    establishes = forms.ChoiceField(
        label="Où en est la mesure, d’après elle ?",
        choices=[("", "Choisissez"), *ESTABLISHED],
        help_text="Ce que la preuve établit, à sa date. Les modérateurs le vérifient.",
    )
    link = WebField(label="Adresse où la lire", required=False, max_length=500, help_text="La page qui la donne.")

    steps: ClassVar = (
        Step("preuve", "La preuve", ("commitment", "title", "date", "kind", "establishes")),
        Step("source", "Où elle se lit", ("link", "extract")),
    )
    without_default = ("kind",)
    prefilled = ("commitment",)

    class Meta:
        model = EvidencePage
        fields = ("title", "date", "kind", "establishes", "extract")
        labels = LABELS
        help_texts = HELP
        widgets = {"extract": forms.Textarea(attrs={"rows": 5})}

    def clean_commitment(self) -> int | None:
        pk: int | None = self.cleaned_data["commitment"]
        if self.made_page_id and pk:
            parent = CommitmentPage.objects.parent_of(Page.objects.get(pk=self.made_page_id)).first()
            if parent is not None and parent.pk != pk:
                raise ValidationError(
                    f"Cette preuve est déjà proposée pour « {parent.name} ». Pour une autre mesure, proposez-en une "
                    "nouvelle."
                )
        return pk

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        can_check = {"link", "extract"} <= set(self.fields) - set(self.errors)
        if can_check and not data.get("link") and not data.get("extract"):
            self.add_error("link", NOTHING_TO_READ)
        return data

    def parent_page(self) -> Page | None:
        return CommitmentPage.objects.live().filter(pk=self.value("commitment") or 0).first()

    def write(self, page: Any) -> None:
        if "link" in self.fields:
            link = self.value("link")
            page.sources = [EvidenceSource(title=page.title[:250], url=link, sort_order=0)] if link else []


class CorrectEvidenceForm(ContributionForm):
    """The form of a correction of a piece of evidence."""

    note = note_field(
        "Autre chose à signaler sur cette preuve ?",
        "Une source qui manque, un lien mort : dites-le ici. Ces mots vont aux modérateurs et ne paraissent pas sur le "
        "site.",
    )

    steps: ClassVar = (Step("preuve", "La preuve", ("title", "date", "kind", "establishes", "extract")),)

    class Meta:
        model = EvidencePage
        fields = ("title", "date", "kind", "establishes", "extract")
        labels = {**LABELS, "establishes": "Où en est la mesure, d’après elle ?"}
        help_texts = {**HELP, "establishes": "Ce que la preuve établit, à sa date."}
        widgets = {"extract": forms.Textarea(attrs={"rows": 5})}


class CorrectCommitmentForm(ContributionForm):
    """The form of a correction of a measure. Its status is not among the fields: evidence establishes it."""

    note = note_field(
        "Autre chose à signaler sur cette mesure ?",
        "Un pilote, une source qui manque. Ces mots vont aux modérateurs et ne paraissent pas sur le site. Pour dire "
        "où en est la mesure, proposez plutôt une preuve.",
    )

    steps: ClassVar = (Step("mesure", "La mesure", ("number", "title", "text", "date", "due")),)

    class Meta:
        model = CommitmentPage
        fields = ("number", "title", "text", "date", "due")
        widgets = {"text": forms.Textarea(attrs={"rows": 5})}
        help_texts = {"title": "En quelques mots, pour les listes."}
