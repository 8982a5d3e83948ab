"""What the API of the guide and of its testimonials returns."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import Field

from core.schemas import Answer, Block, Checked, FuzzyDate, Image, PageRef, Person, Theme
from core.schemas import Source as AnySource


class Published(Answer):
    """Quand la page a été publiée."""

    published_at: datetime | None = Field(description="Première publication.")
    updated_at: datetime | None = Field(description="Dernière publication.")


class Source(AnySource):
    """D’où vient ce que dit une fiche."""

    author: str = Field(description="Auteur.")


class SheetLink(PageRef):
    """De quoi mener à une fiche."""

    number: int | None = Field(description="Numéro de la fiche.")


class SheetItem(SheetLink, Published):
    """Une fiche dans la liste."""

    introduction: str = Field(description="Ce que la fiche apporte.")
    audience: str = Field(description="Pour qui.")
    moment: str = Field(description="Quand la lire.")
    verified_on: date | None = Field(description="Jour de la dernière vérification.")
    themes: list[Theme] = Field(description="Thèmes.")


class ChapterItem(PageRef):
    """Un chapitre et ses fiches."""

    introduction: str = Field(description="La question du chapitre.")
    sheets: list[SheetItem] = Field(description="Fiches, dans l’ordre de lecture.")


class Edition(Answer):
    """Une édition du mémento."""

    number: str = Field(description="Numéro.")
    title: str = Field(description="Titre.")
    date: FuzzyDate | None = Field(description="Date.")
    note: str = Field(description="Ce qu’elle apporte.")


class Guide(PageRef, Published, Checked):
    """Le mémento : ses chapitres et leurs fiches."""

    introduction: str = Field(description="Présentation.")
    cover: Image | None = Field(description="Couverture.")
    editions: list[Edition] = Field(description="Éditions, la dernière d’abord.")
    chapters: list[ChapterItem] = Field(description="Chapitres, dans l’ordre de lecture.")
    sheets: list[SheetItem] = Field(description="Fiches publiées dont le chapitre ne l’est pas.")


class PlaceCard(PageRef):
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

    place: PlaceCard | None = Field(description="Le lieu dont il est question.")
    themes: list[Theme] = Field(description="Thèmes.")


class TestimonialDetail(PageRef, Published, Checked):
    """Un témoignage entier."""

    __test__ = False

    introduction: str = Field(description="En quelques mots.")
    person: Person | None = Field(description="Qui témoigne.")
    place: PlaceCard | None = Field(description="Le lieu dont il est question.")
    context: str = Field(description="Contexte.")
    action: str = Field(description="Ce qui a été fait.")
    means: str = Field(description="Moyens.")
    effects: str = Field(description="Effets constatés.")
    transfer: str = Field(description="Conditions pour refaire la même chose ailleurs.")
    body: list[Block] = Field(description="Suite du récit.")
    sheets: list[SheetLink] = Field(description="Fiches qui s’appuient sur ce témoignage.")
    themes: list[Theme] = Field(description="Thèmes.")


class Heading(Answer):
    """Une ligne du sommaire."""

    title: str = Field(description="Intertitre.")
    anchor: str = Field(description="Ancre dans la page.")


class Step(Answer):
    """Une page au-dessus."""

    title: str = Field(description="Titre.")
    url: str = Field(description="Adresse entière.")


class SheetDetail(SheetLink, Published, Checked):
    """Une fiche entière."""

    introduction: str = Field(description="Ce que la fiche apporte.")
    audience: str = Field(description="Pour qui.")
    moment: str = Field(description="Quand la lire.")
    reading_minutes: int = Field(description="Temps de lecture, en minutes.")
    contents: list[Heading] = Field(description="Sommaire.")
    body: list[Block] = Field(description="Texte.")
    takeaways: list[str] = Field(description="À retenir.")
    places: list[PlaceCard] = Field(description="Lieux cités.")
    testimonials: list[TestimonialLink] = Field(description="Témoignages cités.")
    sources: list[Source] = Field(description="Sources.")
    themes: list[Theme] = Field(description="Thèmes.")
    breadcrumb: list[Step] = Field(description="Les pages au-dessus, de l’accueil à la fiche.")
