"""Contribution forms of publications: a new publication, and a correction of one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django import forms

from archive.choices import AuthorKind, PublicationKind
from archive.contributions.lines import LONGEST_AUTHOR, LinesField, check_one_person
from archive.models import PublicationPage
from archive.models.publications.rows import PublicationAuthor
from archive.models.publications.study import LESSON_FIELDS
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
#: Minimum length of an abstract, in characters: a shorter one adds nothing to the title.
SHORTEST_ABSTRACT = 40
STUDY_FIELDS = ("study", "commissioner", *LESSON_FIELDS)
STUDY_STEP = Step(
    "retour",
    "Le retour d’étude",
    STUDY_FIELDS,
    help="L’étude, et l’une au moins des quatre réponses qui suivent ; laissez vide ce que vous ne savez pas.",
    only_for=("kind", (PublicationKind.STUDY_FEEDBACK,)),
)
IDENTIFIERS = ("isbn", "doi", "hal")


class PublicationForm(ContributionForm):
    """The fields that both forms share."""

    link = WebField(
        label="Adresse où la lire",
        required=False,
        max_length=500,
        help_text="La page d’où elle vient, si elle est en ligne ailleurs.",
    )

    files: ClassVar = (FILES,)

    @classmethod
    def attach(cls, page: Any, name: str, accepted: Sequence[SillonImage | SillonDocument]) -> None:
        page.add_files(accepted)

    class Meta:
        model = PublicationPage
        fields: tuple[str, ...] = ()
        labels = {
            "kind": "De quoi s’agit-il ?",
            "date": "Date de parution",
            "languages": "Dans quelles langues ?",
            "publisher": "Qui l’a publiée ?",
            "published_in": "Dans quoi est-elle parue ?",
            "study": "Quelle étude ?",
            "commissioner": "Qui l’a demandée ?",
            "study_method": "Comment a-t-elle été menée ?",
        }
        help_texts = {
            "title": "Tel qu’il figure sur la couverture ; pour un retour d’étude, celui que vous lui donnez.",
            "kind": "Ce qui paraît au-dessus du titre. Un retour d’étude dit ce qu’une étude a donné.",
            "date": "Même approchée : « 2014 », « juin 2017 », « vers 2014 ».",
            "publisher": "Une maison d’édition, une université, une collectivité.",
            "published_in": "La revue, l’ouvrage ou les actes dont elle fait partie.",
            "study": "Telle qu’on la citerait : son titre, son auteur, sa date.",
            "commissioner": "Une commune, une entreprise, un syndicat.",
            "study_method": "En quelques phrases.",
        }
        widgets = {
            "abstract": forms.Textarea(attrs={"rows": 6}),
            **{name: forms.Textarea(attrs={"rows": 4}) for name in LESSON_FIELDS},
        }


class ProposePublicationForm(PublicationForm):
    """The form of a new publication."""

    authors = LinesField(
        label="Auteurs (personnes)",
        required=False,
        max_lines=30,
        max_line_length=LONGEST_AUTHOR,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Une personne par ligne, prénom puis nom, dans l’ordre de la couverture.",
    )
    organisations = LinesField(
        label="Organismes auteurs",
        required=False,
        max_lines=30,
        max_line_length=LONGEST_AUTHOR,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Un par ligne : une association, une université, une collectivité.",
    )

    steps: ClassVar = (
        Step(
            "publication",
            "La publication",
            ("title", "kind", "date", "authors", "organisations", "abstract", "keywords"),
        ),
        STUDY_STEP,
        Step("fichiers", "La lire", ("languages", "licence", "link", "publisher", "isbn", "doi"), ("fichiers",)),
    )
    without_default = ("kind",)

    class Meta(PublicationForm.Meta):
        fields = (
            "title", "kind", "date", "abstract", "keywords", *STUDY_FIELDS, "languages", "licence", "link",
            "publisher", "isbn", "doi",
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        # The abstract or the link may belong to another step, or be invalid: then nothing can be concluded.
        can_check = {"abstract", "link"} <= set(self.fields) - set(self.errors)
        is_readable = (
            data.get("link")
            or self.file_counts.get("fichiers")
            or len(data.get("abstract") or "") >= SHORTEST_ABSTRACT
            or data.get("kind") == PublicationKind.STUDY_FEEDBACK  # whose lessons are read on the page itself
        )
        if can_check and not is_readable:
            self.add_error("link", NOTHING_TO_READ)
        return data

    def clean_authors(self) -> list[str]:
        names: list[str] = self.cleaned_data["authors"]
        check_one_person(names)
        return names

    def write(self, page: Any) -> None:
        if not {"authors", "organisations"} & set(self.fields):
            return
        # A form that has only the changed fields may have one of the two lists: the rows of the other one stay.
        persons, organisations = _persons_and_others(page.authors.all())
        if "authors" in self.fields:
            persons = _named(self.value("authors"), AuthorKind.PERSON)
        if "organisations" in self.fields:
            organisations = _named(self.value("organisations"), AuthorKind.ORGANISATION)
        rows: dict[str, PublicationAuthor] = {}
        for row in (*persons, *organisations):
            row.sort_order = len(rows)
            rows.setdefault(str(row), row)
        page.authors = list(rows.values())


def _named(names: list[str] | None, kind: AuthorKind) -> list[PublicationAuthor]:
    """Return authors: a `Partner` by its exact name, any other as a bare name of this kind."""
    partners = {partner.name: partner for partner in Partner.objects.filter(name__in=names or ())}
    return [
        PublicationAuthor(organisation=partners[name])
        if name in partners
        else PublicationAuthor(name=name, name_kind=kind)
        for name in names or ()
    ]


def _persons_and_others(
    authors: Iterable[PublicationAuthor],
) -> tuple[list[PublicationAuthor], list[PublicationAuthor]]:
    rows = list(authors)
    persons = [row for row in rows if row.person_id or row.name_kind == AuthorKind.PERSON]
    return persons, [row for row in rows if row not in persons]


class CorrectPublicationForm(PublicationForm):
    """The form of a correction: files to add, and the plain fields of a publication."""

    note = note_field(
        "Autre chose à signaler sur cette publication ?",
        "Les auteurs, le contenu de la page : dites ici ce qu’il faut y changer. Ces mots vont aux modérateurs et ne "
        "paraissent pas sur le site.",
    )

    steps: ClassVar = (
        Step(
            "fichiers",
            "Le document",
            ("link", "languages", "licence"),
            ("fichiers",),
            help="Le fichier qui manque, ou l’adresse où lire le document. Passez si rien ne manque.",
        ),
        Step("publication", "La publication", ("title", "kind", "date", "abstract", "keywords")),
        STUDY_STEP,
        Step(
            "references",
            "Les références, et un mot",
            ("edition", "publisher", "published_in", *IDENTIFIERS),
            help="De quoi la citer. Tout est facultatif.",
        ),
    )

    class Meta(PublicationForm.Meta):
        fields = (
            "link", "languages", "licence", "title", "kind", "date", "abstract", "keywords", *STUDY_FIELDS, "edition",
            "publisher", "published_in", *IDENTIFIERS,
        )  # fmt: skip

    def problems(self) -> dict[str, str]:
        """Return the contradictions. Those of study fields that the form does not have are reported at `kind`."""
        problems = super().problems()
        return {
            "kind" if name in STUDY_FIELDS and name not in self.fields else name: text
            for name, text in problems.items()
        }
