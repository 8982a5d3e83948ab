"""The contribution form of « Organiser avec nous »: a partner requests an event, which is organised on demand."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from archive.choices import EventKind
from archive.models import EventReportPage
from core.contributions.fields import PhoneField, PlaceField, ThemesField
from core.contributions.kinds import ContributionForm, Step
from core.dates import fuzzy
from core.models import PageTheme

DATE_HELP = "Même approchée : « mars {year} », « printemps {year} ». Laissez vide si vous ne savez pas."
IS_PAST = "Cette date est passée. Dites pour quand vous souhaitez l’évènement, ou laissez vide."


class OrganiseEventForm(ContributionForm):
    """The form of an event on demand. Only moderators see who requests it."""

    themes = ThemesField(label="Thèmes", required=False, help_text="Un ou deux suffisent souvent.")
    place = PlaceField(
        label="Lieu de l’inventaire",
        required=False,
        max_length=300,
        help_text="Son nom, ou l’adresse de sa fiche, si vous pensez à l’un d’eux.",
    )
    requester = forms.CharField(
        label="Qui demande",
        required=False,
        max_length=250,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        help_text="L’organisme et, si ce n’est pas vous, la personne à joindre. Pour l’équipe seulement, qui voit déjà "
        "le nom et l’adresse électronique de votre compte.",
    )
    phone = PhoneField(
        label="Téléphone", required=False, max_length=30, help_text="Pour en parler avec l’équipe, qui seule le voit."
    )

    steps: ClassVar = (
        Step("rencontre", "La rencontre", ("title", "introduction", "themes", "audience")),
        Step(
            "quand",
            "Quand, où, et qui demande",
            ("date", "venue", "place", "requester", "phone"),
            help="Tout est facultatif : ce qui n’est pas décidé se règle ensemble.",
        ),
    )
    left_to_moderators: ClassVar = ("date",)
    contact_fields: ClassVar = ("requester", "phone")

    class Meta:
        model = EventReportPage
        fields = ("title", "introduction", "audience", "date", "venue")
        labels = {
            "title": "Sujet",
            "introduction": "Ce que vous en attendez",
            "audience": "Public attendu",
            "date": "Date souhaitée",
            "venue": "Commune, salle ou adresse",
        }
        help_texts = {
            "title": "Par exemple « Ouvrir un tiers-lieu dans un bourg ».",
            "introduction": "En deux ou trois phrases : de quoi il s’agirait, et à quoi cela doit servir. Ce texte "
            "paraîtra sur la page de l’évènement.",
            "audience": "Par exemple « élus et porteurs de projet ».",
            "venue": "Même approché : « dans le Trièves ».",
        }
        widgets = {"introduction": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        year = timezone.localdate().year + 1
        self.fields["date"].help_text = DATE_HELP.format(year=year)
        if not self.fields["themes"].choices:  # a site that has no themes yet
            del self.fields["themes"]

    def clean_date(self) -> str:
        date: str = self.cleaned_data["date"]
        latest = fuzzy.read(date).latest if date else None
        if latest is not None and latest < timezone.localdate():
            raise forms.ValidationError(IS_PAST)
        return date

    def write(self, page: Any) -> None:
        if page.pk is None:  # later, a moderator may have chosen another kind
            page.kind = EventKind.ON_DEMAND
        if "place" in self.fields:
            page.place_id = self.value("place")
        if "themes" in self.fields:
            themes = self.value("themes") or ()
            page.page_themes = [PageTheme(theme=theme, sort_order=rank) for rank, theme in enumerate(themes)]


OrganiseEventForm.base_fields["introduction"].required = True
