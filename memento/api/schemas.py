"""Response schemas of the API of the guide and of its testimonials."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from core.api.schemas import Block, Checked, FuzzyDate, Image, PageRef, Person, ResponseModel, Source, Theme

#: An alias of `date`, for classes that have a field of that name.
Day = date


class Published(ResponseModel):
    """Quand la page a été publiée."""

    published_at: datetime | None = Field(description="Première publication.")
    updated_at: datetime | None = Field(description="Dernière publication.")


class SheetSource(Source):
    """D’où vient ce que dit une fiche."""

    author: str = Field(description="Auteur.")


class SheetLink(PageRef):
    """De quoi mener à une fiche."""

    number: int | None = Field(description="Numéro de la fiche.")


class SinceEdition(ResponseModel):
    """Ce qu’une fiche est devenue depuis une édition."""

    number: str = Field(description="Numéro de l’édition.")
    change: Literal["new", "changed", "unchanged"] = Field(description="Nouvelle, modifiée, ou inchangée.")
    change_label: str = Field(description="`change` en français.")


class SheetItem(SheetLink, Published):
    """Une fiche dans la liste."""

    introduction: str = Field(description="Ce que la fiche apporte.")
    audience: str = Field(description="Pour qui.")
    moment: str = Field(description="Quand la lire.")
    verified_on: date | None = Field(description="Jour de la dernière vérification.")
    since_edition: SinceEdition | None = Field(
        description="Depuis la dernière édition dont l’état est gardé ; nul s’il n’y en a pas."
    )
    themes: list[Theme] = Field(description="Thèmes.")


class ChapterItem(PageRef):
    """Un chapitre et ses fiches."""

    introduction: str = Field(description="La question du chapitre.")
    sheets: list[SheetItem] = Field(description="Fiches, dans l’ordre de lecture.")


class EditionItem(ResponseModel):
    """Une édition du mémento."""

    number: str = Field(description="Numéro.")
    title: str = Field(description="Titre.")
    date: FuzzyDate | None = Field(description="Date.")
    note: str = Field(description="Ce qu’elle apporte.")
    recorded_on: Day | None = Field(description="Jour où l’état de ses fiches a été gardé ; nul s’il ne l’est pas.")


class PassageChange(ResponseModel):
    """Un passage qui a changé ; `before` et `after` sont égaux si seule une image a changé."""

    kind: str = Field(description="Ce que c’est : « Introduction », « Texte », « Source »…")
    before: str | None = Field(description="Le texte dans l’édition ; nul si le passage a été ajouté.")
    after: str | None = Field(description="Le texte d’aujourd’hui ; nul si le passage a été retiré.")


class SheetChange(ResponseModel):
    """Une fiche depuis une édition. D’une fiche retirée, il reste le numéro et le titre."""

    id: UUID | None = Field(description="Identifiant public ; nul pour une fiche retirée.")
    number: int | None = Field(description="Numéro de la fiche.")
    title: str = Field(description="Titre.")
    url: str | None = Field(description="Adresse entière ; nulle pour une fiche retirée.")
    change: Literal["new", "changed", "unchanged", "withdrawn"] = Field(
        description="Nouvelle, modifiée, inchangée, ou retirée."
    )
    change_label: str = Field(description="`change` en français.")
    passages: list[PassageChange] = Field(description="Ce qui a changé dans une fiche modifiée.")


class EditionDetail(EditionItem):
    """Une édition dont l’état est gardé, et les fiches depuis elle."""

    sheets: list[SheetChange] = Field(description="Les fiches dans l’ordre de lecture, puis celles qui sont retirées.")


class ToolLink(PageRef):
    """Un questionnaire ou un arbre de décision."""

    introduction: str = Field(description="À qui il sert, et quand.")


class Guide(PageRef, Published, Checked):
    """Le mémento : ses chapitres et leurs fiches."""

    introduction: str = Field(description="Présentation.")
    cover: Image | None = Field(description="Couverture.")
    editions: list[EditionItem] = Field(description="Éditions, la dernière d’abord.")
    chapters: list[ChapterItem] = Field(description="Chapitres, dans l’ordre de lecture.")
    sheets: list[SheetItem] = Field(description="Fiches publiées dont le chapitre ne l’est pas.")
    diagnostics: list[ToolLink] = Field(description="Questionnaires de pré-diagnostic.")
    trees: list[ToolLink] = Field(description="Arbres de décision.")


class CitedPlace(PageRef):
    """Un lieu de l’inventaire."""

    label: str = Field(description="Où il se trouve.")
    summary: str = Field(description="Résumé.")


class TestimonialLink(PageRef, Published):
    """Un témoignage cité."""

    __test__ = False  # its name looks like that of a test

    introduction: str = Field(description="En quelques mots.")
    image: Image | None = Field(description="Image.")
    person: Person | None = Field(description="Qui témoigne.")
    verified_on: date | None = Field(description="Jour de la dernière vérification.")


class TestimonialItem(TestimonialLink):
    """Un témoignage dans la liste."""

    place: CitedPlace | None = Field(description="Le lieu dont il est question.")
    themes: list[Theme] = Field(description="Thèmes.")


class TestimonialDetail(PageRef, Published, Checked):
    """Un témoignage entier."""

    __test__ = False

    introduction: str = Field(description="En quelques mots.")
    person: Person | None = Field(description="Qui témoigne.")
    place: CitedPlace | None = Field(description="Le lieu dont il est question.")
    context: str = Field(description="Contexte.")
    action: str = Field(description="Ce qui a été fait.")
    means: str = Field(description="Moyens.")
    effects: str = Field(description="Effets constatés.")
    transfer: str = Field(description="Conditions pour refaire la même chose ailleurs.")
    body: list[Block] = Field(description="Suite du récit.")
    sheets: list[SheetLink] = Field(description="Fiches qui s’appuient sur ce témoignage.")
    themes: list[Theme] = Field(description="Thèmes.")


class ContentsEntry(ResponseModel):
    """Une ligne du sommaire."""

    title: str = Field(description="Intertitre.")
    anchor: str = Field(description="Ancre dans la page.")


class BreadcrumbStep(ResponseModel):
    """Une page au-dessus."""

    title: str = Field(description="Titre.")
    url: str = Field(description="Adresse entière.")


class TermItem(ResponseModel):
    """Un terme du glossaire."""

    slug: str = Field(description="Adresse courte.")
    term: str = Field(description="Le terme.")
    definition: str = Field(description="Ce qu’il veut dire.")
    variants: list[str] = Field(description="Ses autres formes : sigles, synonymes.")


class SheetDetail(SheetLink, Published, Checked):
    """Une fiche entière."""

    introduction: str = Field(description="Ce que la fiche apporte.")
    audience: str = Field(description="Pour qui.")
    moment: str = Field(description="Quand la lire.")
    reading_minutes: int = Field(description="Temps de lecture, en minutes.")
    contents: list[ContentsEntry] = Field(description="Sommaire.")
    body: list[Block] = Field(description="Texte.")
    glossary: list[TermItem] = Field(description="Termes du glossaire qui y paraissent, dans l’ordre de lecture.")
    takeaways: list[str] = Field(description="À retenir.")
    places: list[CitedPlace] = Field(description="Lieux cités.")
    testimonials: list[TestimonialLink] = Field(description="Témoignages cités.")
    sources: list[SheetSource] = Field(description="Sources.")
    since_edition: SinceEdition | None = Field(
        description="Depuis la dernière édition dont l’état est gardé ; nul s’il n’y en a pas."
    )
    themes: list[Theme] = Field(description="Thèmes.")
    breadcrumb: list[BreadcrumbStep] = Field(description="Les pages au-dessus, de l’accueil à la fiche.")
