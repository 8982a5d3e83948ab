"""Contribution forms of events: a new event (announcement or report), and a correction of one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from archive.choices import EventState
from archive.contributions.lines import LONGEST_TITLE, LinesField, programme_line
from archive.models import EventReportPage
from archive.models.event_rows import ProgrammeItem
from core.contributions.blocks import with_images, with_text
from core.contributions.fields import HourField, PlaceField
from core.contributions.kinds import ContributionForm, Files, Notice, Step, note_field
from core.dates import fuzzy
from core.models import SillonDocument, SillonImage

#: The states of an event that has taken place.
PAST = (EventState.HELD, EventState.REPORTED)
IS_TO_COME = "Cet évènement est encore à venir : choisissez « {} », ou corrigez la date."
IS_PAST = "Cette date est passée. Si l’évènement a eu lieu, dites-le : « Où en est-il ? »."

DOCUMENTS = Files(
    "documents",
    "Documents",
    "document",
    5,
    help="Compte rendu, diaporama, liste : ce que l’on pourra télécharger au bas de la page.",
    words="Titre du document",
)
LABELS = {
    "title": "Nom de l’évènement",
    "kind": "De quoi s’agit-il ?",
    "state": "Où en est-il ?",
    "mode": "Comment y prendre part ?",
    "venue": "Salle ou adresse",
    "introduction": "En deux ou trois phrases",
    "audience": "Pour qui ?",
}
HELP = {
    "title": "Par exemple « Table ronde : le télétravail en vallée ».",
    "kind": "Ce qui paraît au-dessus du titre.",
    "state": "La page reste la même, de l’annonce au compte rendu.",
    "introduction": "De quoi il s’agit.",
    "audience": "Par exemple « élus et porteurs de projet ».",
}


class EventForm(ContributionForm):
    """The fields that both forms share. An event that took place may not have a future date."""

    start_time = HourField(label="Début", required=False, help_text="Heure de Paris, si le jour est connu.")
    end_time = HourField(label="Fin", required=False, help_text="Heure de Paris.")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if {"state", "date"} & set(self.changed_data) and self.value("state") in PAST and self._is_to_come():
            choice = EventState.ANNOUNCED.label if self.instance.pk else dict(STATES)[EventState.ANNOUNCED]
            field = "state" if "state" in self.fields else "date"
            self.add_error(field, IS_TO_COME.format(choice))
        return data

    def _is_to_come(self) -> bool:
        date = self.value("date")
        earliest = fuzzy.read(date).earliest if date else None
        return earliest is not None and earliest > timezone.localdate()

    @classmethod
    def attach(cls, page: Any, name: str, accepted: Sequence[SillonImage | SillonDocument]) -> None:
        if name == "documents":
            page.add_files(accepted)
            return
        pictures = [image for image in accepted if image.pk != page.image_id]
        if pictures and page.image_id is None:
            page.image = pictures.pop(0)  # type: ignore[assignment]
        page.report = with_images(page.report, pictures)  # type: ignore[arg-type]

    class Meta:
        model = EventReportPage
        fields: tuple[str, ...] = ()
        labels = LABELS
        help_texts = HELP
        widgets = {"introduction": forms.Textarea(attrs={"rows": 4})}


STATES = (
    (EventState.ANNOUNCED.value, "Il est annoncé"),
    (EventState.HELD.value, "Il a eu lieu"),
    (EventState.REPORTED.value, "Il a eu lieu, et voici son compte rendu"),
)


class ProposeEventForm(EventForm):
    """The form of a new event."""

    state = forms.ChoiceField(label=LABELS["state"], choices=STATES, help_text=HELP["state"])
    place = PlaceField(
        label="Dans quel lieu de l’inventaire ?",
        required=False,
        max_length=300,
        help_text="Son nom, ou l’adresse de sa fiche. Laissez vide si l’évènement se tient ailleurs.",
    )
    programme = LinesField(
        label="Programme",
        required=False,
        max_lines=40,
        max_line_length=LONGEST_TITLE,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Un moment par ligne : « 17 h 15 – Accueil ».",
    )
    report = forms.CharField(
        label="Compte rendu",
        required=False,
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text="Ce qui s’est dit et décidé. Une ligne vide sépare les paragraphes. Ou envoyez-le en PDF, plus bas.",
    )

    steps: ClassVar = (
        Step("evenement", "L’évènement", ("title", "kind", "state", "introduction", "audience")),
        Step("quand", "Quand et où", ("date", "start_time", "end_time", "mode", "venue", "place")),
        Step("contenu", "Programme et compte rendu", ("programme", "report"), ("documents", "photos")),
    )
    files: ClassVar = (
        DOCUMENTS,
        Files("photos", "Photos", "image", 4, help="La première paraît en tête de la page."),
    )
    without_default = ("kind",)

    class Meta(EventForm.Meta):
        fields = (
            "title", "kind", "state", "introduction", "audience", "date", "start_time", "end_time", "mode", "venue",
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        has_report = self.value("report") or self.file_counts.get("documents")
        if data.get("state") == EventState.REPORTED and not has_report and "report" in self.fields:
            self.add_error(
                "report", "Écrivez le compte rendu ou envoyez-le en PDF ; sinon choisissez « Il a eu lieu »."
            )
        return data

    def write(self, page: Any) -> None:
        if "place" in self.fields:
            page.place_id = self.value("place")
        if "report" in self.fields:
            page.report = with_text(page.report, self.value("report") or "")
        if "programme" in self.fields:
            items = [programme_line(line) for line in self.value("programme") or ()]
            page.programme = [
                ProgrammeItem(time=item.time, title=item.title, sort_order=rank) for rank, item in enumerate(items)
            ]

    def notices(self) -> list[Notice]:
        date = self.value("date") if self.is_bound and not self.errors.get("date") else ""
        latest = fuzzy.read(date).latest if date else None
        is_past = self.value("state") == EventState.ANNOUNCED and latest is not None and latest < timezone.localdate()
        return [Notice(IS_PAST)] if is_past else []


class CorrectEventForm(EventForm):
    """The form of a correction: the plain fields of an event, and documents to add."""

    note = note_field(
        "Autre chose à signaler sur cet évènement ?",
        "Le programme, les intervenants, le compte rendu : dites ici ce qu’il faut y changer. Ces mots vont aux "
        "modérateurs et ne paraissent pas sur le site.",
    )

    steps: ClassVar = (
        Step(
            "evenement", "L’évènement", ("title", "subtitle", "kind", "state", "introduction", "audience", "capacity")
        ),
        Step("quand", "Quand et où", ("date", "start_time", "end_time", "mode", "venue")),
        Step(
            "documents", "Documents, et un mot", (), ("documents",), help="Des documents à ajouter à ceux de la page."
        ),
    )
    files: ClassVar = (DOCUMENTS,)

    class Meta(EventForm.Meta):
        fields = (
            "title", "subtitle", "kind", "state", "introduction", "audience", "capacity",
            "date", "start_time", "end_time", "mode", "venue",
        )  # fmt: skip
