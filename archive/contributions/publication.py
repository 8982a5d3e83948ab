"""Contribution forms of publications: a new publication, and a correction of one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms

from archive.contributions.lines import LONGEST_AUTHOR, LinesField
from archive.models import PublicationPage
from archive.models.publications.rows import PublicationAuthor, PublicationSource
from core.contributions.fields import WebField
from core.contributions.kinds import ContributionForm, Files, Step, note_field
from core.models import Partner, SillonDocument, SillonImage

FILES = Files(
    "fichiers",
    "Fichiers",
    "document",
    3,
    help="Le document lui-même, si vous avez le droit de le diffuser. Sinon, donnez seulement l’adresse où le lire.",
    words="Titre du fichier",
)
NOTHING_TO_READ = (
    "Joignez le document, ou donnez l’adresse où le lire. Si vous n’avez ni l’un ni l’autre, résumez-le en quelques "
    "phrases."
)
#: Characters. A shorter abstract says no more than the title.
SHORTEST_ABSTRACT = 40


class PublicationForm(ContributionForm):
    """The fields that both forms share."""

    files: ClassVar = (FILES,)

    @classmethod
    def attach(cls, page: Any, name: str, accepted: Sequence[SillonImage | SillonDocument]) -> None:
        page.add_files(accepted)

    class Meta:
        model = PublicationPage
        fields: tuple[str, ...] = ()
        labels = {"kind": "De quoi s’agit-il ?", "date": "Date de parution", "languages": "Dans quelles langues ?"}
        help_texts = {
            "title": "Tel qu’il figure sur la couverture.",
            "kind": "Ce qui paraît au-dessus du titre.",
            "date": "Même approchée : « 2014 », « juin 2017 », « vers 2014 ».",
        }
        widgets = {"abstract": forms.Textarea(attrs={"rows": 6})}


class ProposePublicationForm(PublicationForm):
    """The form of a new publication."""

    authors = LinesField(
        label="Auteurs",
        required=False,
        max_lines=30,
        max_line_length=LONGEST_AUTHOR,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Un par ligne, dans l’ordre de la couverture : prénom et nom, ou nom de l’organisme.",
    )
    link = WebField(
        label="Adresse où la lire",
        required=False,
        max_length=500,
        help_text="La page d’où elle vient, si elle est en ligne ailleurs.",
    )

    steps: ClassVar = (
        Step("publication", "La publication", ("title", "kind", "date", "authors", "abstract", "keywords")),
        Step("fichiers", "La lire", ("languages", "licence", "link"), ("fichiers",)),
    )
    without_default = ("kind",)

    class Meta(PublicationForm.Meta):
        fields = ("title", "kind", "date", "abstract", "keywords", "languages", "licence")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        # The abstract or the link may belong to another step, or be invalid: then nothing can be concluded.
        can_check = {"abstract", "link"} <= set(self.fields) - set(self.errors)
        is_readable = (
            data.get("link") or self.file_counts.get("fichiers") or len(data.get("abstract") or "") >= SHORTEST_ABSTRACT
        )
        if can_check and not is_readable:
            self.add_error("link", NOTHING_TO_READ)
        return data

    def write(self, page: Any) -> None:
        if "authors" in self.fields:
            page.authors = self._authors(self.value("authors") or [])
        if "link" in self.fields:
            link = self.value("link")
            page.sources = [PublicationSource(title=page.title[:250], url=link, sort_order=0)] if link else []

    def _authors(self, names: list[str]) -> list[PublicationAuthor]:
        """Return the authors in order, without duplicates: a `Partner` by its exact name, any other as a bare name."""
        partners = {partner.name: partner for partner in Partner.objects.filter(name__in=names)}
        return [
            PublicationAuthor(organisation=partners[name], sort_order=rank)
            if name in partners
            else PublicationAuthor(name=name, sort_order=rank)
            for rank, name in enumerate(dict.fromkeys(names))
        ]


class CorrectPublicationForm(PublicationForm):
    """The form of a correction: the plain fields of a publication, and files to add."""

    note = note_field(
        "Autre chose à signaler sur cette publication ?",
        "Les auteurs, le contenu de la page : dites ici ce qu’il faut y changer. Ces mots vont aux modérateurs et ne "
        "paraissent pas sur le site.",
    )

    steps: ClassVar = (
        Step(
            "publication", "La publication", ("title", "kind", "date", "abstract", "keywords", "languages", "licence")
        ),
        Step("fichiers", "Fichiers, et un mot", (), ("fichiers",), help="Des fichiers à ajouter à ceux de la page."),
    )

    class Meta(PublicationForm.Meta):
        fields = ("title", "kind", "date", "abstract", "keywords", "languages", "licence")
