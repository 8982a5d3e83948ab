"""Publications, and corrections of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms

from archive.contributions.lines import AUTHOR, LinesField
from archive.models import PublicationPage
from archive.models.rows import PublicationAuthor, PublicationFile, PublicationSource
from core.contribution_fields import WebField
from core.contributions import ContributionForm, Files, Step, note_field
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
#: A shorter abstract says no more than the title.
LEAST_ABSTRACT = 40


class PublicationForm(ContributionForm):
    """What a publication is."""

    files: ClassVar = (FILES,)

    @classmethod
    def attach(cls, page: Any, name: str, accepted: Sequence[SillonImage | SillonDocument]) -> None:
        rows = list(page.files.all())
        known = {row.document_id for row in rows}
        new = {document.pk: document for document in accepted if document.pk not in known}
        rows += [PublicationFile(document=one, sort_order=len(rows) + n) for n, one in enumerate(new.values())]
        page.files = rows

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
    """A new publication."""

    authors = LinesField(
        label="Auteurs",
        required=False,
        most=30,
        longest=AUTHOR,
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
    unchosen = ("kind",)

    class Meta(PublicationForm.Meta):
        fields = ("title", "kind", "date", "abstract", "keywords", "languages", "licence")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        # Which of the three there is can be told only where all were asked, and understood.
        asked = {"abstract", "link"} <= set(self.fields) - set(self.errors)
        told = data.get("link") or self.attached.get("fichiers") or len(data.get("abstract") or "") >= LEAST_ABSTRACT
        if asked and not told:
            self.add_error("link", NOTHING_TO_READ)
        return data

    def write(self, page: Any) -> None:
        if "authors" in self.fields:
            page.authors = self._authors(self.value("authors") or [])
        if "link" in self.fields:
            link = self.value("link")
            page.sources = [PublicationSource(title=page.title[:250], url=link, sort_order=0)] if link else []

    def _authors(self, names: list[str]) -> list[PublicationAuthor]:
        """A partner of the network stands for itself; any other name stands as it was written."""
        partners = {partner.name: partner for partner in Partner.objects.filter(name__in=names)}
        return [
            PublicationAuthor(organisation=partners[name], sort_order=rank)
            if name in partners
            else PublicationAuthor(name=name, sort_order=rank)
            for rank, name in enumerate(dict.fromkeys(names))
        ]


class CorrectPublicationForm(PublicationForm):
    """What a publication's page says in fields of its own, and files to add."""

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
