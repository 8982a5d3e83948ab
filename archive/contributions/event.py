"""Events: an announcement before, a report after, and corrections of either."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from archive.contributions.lines import TITLE, LinesField, moment
from archive.models import EventReportPage
from archive.models.rows import EventDocument, ProgrammeItem
from archive.vocabulary import EventState
from core import dates
from core.contribution_blocks import with_pictures, with_text
from core.contribution_fields import HourField, PlaceField
from core.contributions import ContributionForm, Files, Notice, Step, note_field
from core.models import SillonDocument, SillonImage

#: The states of what has taken place.
PAST = (EventState.HELD, EventState.REPORTED)
TO_COME = "Cet évènement est encore à venir : choisissez « {} », ou corrigez la date."
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
    """When, where and how far an event is; what has taken place is not to come."""

    start_time = HourField(label="Début", required=False, help_text="Heure de Paris, si le jour est connu.")
    end_time = HourField(label="Fin", required=False, help_text="Heure de Paris.")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if {"state", "date"} & set(self.changed_data) and self.value("state") in PAST and self._is_to_come():
            said = EventState.ANNOUNCED.label if self.instance.pk else dict(STATES)[EventState.ANNOUNCED]
            at = "state" if "state" in self.fields else "date"
            self.add_error(at, TO_COME.format(said))
        return data

    def _is_to_come(self) -> bool:
        date = self.value("date")
        earliest = dates.read(date).earliest if date else None
        return earliest is not None and earliest > timezone.localdate()

    @classmethod
    def attach(cls, page: Any, name: str, accepted: Sequence[SillonImage | SillonDocument]) -> None:
        if name == "documents":
            rows = list(page.documents.all())
            known = {row.document_id for row in rows}
            new = {document.pk: document for document in accepted if document.pk not in known}
            rows += [EventDocument(document=one, sort_order=len(rows) + n) for n, one in enumerate(new.values())]
            page.documents = rows
            return
        pictures = [image for image in accepted if image.pk != page.image_id]
        if pictures and page.image_id is None:
            page.image = pictures.pop(0)  # type: ignore[assignment]
        page.report = with_pictures(page.report, pictures)  # type: ignore[arg-type]

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
    """A new event."""

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
        most=40,
        longest=TITLE,
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
    unchosen = ("kind",)

    class Meta(EventForm.Meta):
        fields = (
            "title", "kind", "state", "introduction", "audience", "date", "start_time", "end_time", "mode", "venue",
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        told = self.value("report") or self.attached.get("documents")
        if data.get("state") == EventState.REPORTED and not told and "report" in self.fields:
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
            moments = [moment(line) for line in self.value("programme") or ()]
            page.programme = [
                ProgrammeItem(time=one.time, title=one.title, sort_order=rank) for rank, one in enumerate(moments)
            ]

    def notices(self) -> list[Notice]:
        date = self.value("date") if self.is_bound and not self.errors.get("date") else ""
        latest = dates.read(date).latest if date else None
        late = self.value("state") == EventState.ANNOUNCED and latest is not None and latest < timezone.localdate()
        return [Notice(IS_PAST)] if late else []


class CorrectEventForm(EventForm):
    """What an event's page says in fields of its own, and documents to add."""

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
