"""Contribution forms of projects: a new project or group, and a correction of one, with an entry on its progress."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms

from archive.contributions.lines import LONGEST_AUTHOR, LinesField
from archive.models import ProgressEntry, ProjectMember, ProjectPage, ProjectSource
from archive.models.project_rows import LONGEST_ENTRY
from core.contributions.fields import WebField
from core.contributions.kinds import ContributionForm, Files, Step, note_field
from core.fields import FuzzyDateFormField
from core.models import Partner, SillonDocument, SillonImage

DOCUMENTS = Files(
    "documents",
    "Documents",
    "document",
    5,
    help="Lettre de mission, étude, liste : ce que l’on pourra télécharger au bas de la page.",
    words="Titre du document",
)
#: The fields of the entry that a correction adds.
ADDED = ("progress_date", "progress_text", "progress_url")
NO_DATE = "Donnez une date à cette avancée, même approchée : « mars 2015 », « 2016 »."
NO_TEXT = "Dites ce qui s’est passé à cette date, ou effacez la date."


class ProjectForm(ContributionForm):
    """The fields that both forms share."""

    files: ClassVar = (DOCUMENTS,)

    @classmethod
    def attach(cls, page: Any, name: str, accepted: Sequence[SillonImage | SillonDocument]) -> None:
        page.add_files(accepted)

    class Meta:
        model = ProjectPage
        fields: tuple[str, ...] = ()
        labels = {
            "title": "Nom du projet ou du groupe",
            "kind": "De quoi s’agit-il ?",
            "state": "Où en est-il ?",
            "introduction": "En deux ou trois phrases",
        }
        help_texts = {
            "title": "Par exemple « Groupe de réflexion sur la mobilité ».",
            "state": "« Non précisé » si vous ne savez pas.",
            "introduction": "De quoi il s’agit, et avec qui.",
        }
        widgets = {"introduction": forms.Textarea(attrs={"rows": 4}), "aims": forms.Textarea(attrs={"rows": 4})}


class ProposeProjectForm(ProjectForm):
    """The form of a new project or group."""

    members = LinesField(
        label="Membres",
        required=False,
        max_lines=40,
        max_line_length=LONGEST_AUTHOR,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Une organisation par ligne.",
    )
    link = WebField(
        label="Adresse d’une source",
        required=False,
        max_length=500,
        help_text="La page qui parle de ce projet, si elle est en ligne ailleurs.",
    )

    steps: ClassVar = (
        Step("projet", "Le projet", ("title", "kind", "introduction", "aims")),
        Step("membres", "Quand, et avec qui", ("state", "date", "members", "link"), ("documents",)),
    )
    without_default = ("kind",)

    class Meta(ProjectForm.Meta):
        fields = ("title", "kind", "introduction", "aims", "state", "date")

    def write(self, page: Any) -> None:
        if "members" in self.fields:
            page.members = self._members(self.value("members") or [])
        if "link" in self.fields:
            link = self.value("link")
            page.sources = [ProjectSource(title=page.title[:250], url=link, sort_order=0)] if link else []

    def _members(self, names: list[str]) -> list[ProjectMember]:
        """Return the members in order, without duplicates: a `Partner` by its exact name, any other as a bare name."""
        partners = {partner.name: partner for partner in Partner.objects.filter(name__in=names)}
        return [
            ProjectMember(organisation=partners[name], sort_order=rank)
            if name in partners
            else ProjectMember(name=name, sort_order=rank)
            for rank, name in enumerate(dict.fromkeys(names))
        ]


class CorrectProjectForm(ProjectForm):
    """The form of a correction: the plain fields of a project, an entry to add to its progress, and documents."""

    progress_date = FuzzyDateFormField(
        label="Date de l’avancée",
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"placeholder": "mars 2015"}),
        help_text="Un jour, ou ce que l’on sait : « mars 2015 », « printemps 2016 ».",
    )
    progress_text = forms.CharField(
        label="Ce qui s’est passé",
        required=False,
        max_length=LONGEST_ENTRY,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="En deux ou trois phrases, sans redire la date.",
    )
    progress_url = WebField(
        label="Adresse où en lire plus",
        required=False,
        max_length=500,
        help_text="Une page qui le raconte ou le prouve, s’il y en a une.",
    )
    note = note_field(
        "Autre chose à signaler sur ce projet ?",
        "Les membres, les réunions, le contenu de la page : dites ici ce qu’il faut y changer. Ces mots vont aux "
        "modérateurs et ne paraissent pas sur le site.",
    )

    steps: ClassVar = (
        Step(
            "avancement",
            "Une avancée à ajouter",
            ("progress_date", "progress_text", "progress_url"),
            help="Une décision, un livrable, un lancement : une avancée à la fois. Passez si rien ne manque.",
        ),
        Step("projet", "Le projet", ("title", "kind", "state", "date", "introduction", "aims")),
        Step(
            "documents", "Documents, et un mot", (), ("documents",), help="Des documents à ajouter à ceux de la page."
        ),
    )

    class Meta(ProjectForm.Meta):
        fields = ("title", "kind", "state", "date", "introduction", "aims")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The proposed page has the added entry as an unsaved row: the form shows it again.
        added = next((row for row in self.instance.progress.all() if row.pk is None), None)
        if added:
            self.initial.update(zip(ADDED, (added.date, added.text, added.url), strict=True))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        date, text, url = (self.value(name) for name in ADDED)
        if (text or url) and not date and "progress_date" not in self.errors:
            self.add_error(self._field("progress_date"), NO_DATE)
        if (date or url) and not text and "progress_text" not in self.errors:
            self.add_error(self._field("progress_text"), NO_TEXT)
        return data

    def _field(self, name: str) -> str | None:
        """Return the name of a field, or None if the form has only some fields and not this one."""
        return name if name in self.fields else None

    def write(self, page: Any) -> None:
        if not set(ADDED) & set(self.fields):
            return
        # This may be called several times: the entry of the last call is replaced, and not added again.
        rows = [row for row in page.progress.all() if row.pk]
        date, text, url = (self.value(name) for name in ADDED)
        if date and text:
            entry = ProgressEntry(date=date, text=text, url=url or "", sort_order=len(rows))
            # Saving sets these columns. A correction counts as published once the stored rows equal those proposed.
            entry._meta.get_field("date").derive(entry, date)
            rows.append(entry)
        page.progress = rows
