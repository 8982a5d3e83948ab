"""Response schemas of the API of publications."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from archive.api.schemas.dated import DatedItem
from archive.choices import PublicationKind
from core.api.schemas import Block, Checked, File, PageRef, Person, ResponseModel, Source


class Withdrawal(ResponseModel):
    """Le retrait d’une publication."""

    on: date = Field(description="Jour du retrait.")
    reason: str = Field(description="Motif.")


class PublicationItem(DatedItem):
    """Une publication, avec ce qu’il faut pour une vignette."""

    type: PublicationKind = Field(description="Type de publication.")
    type_label: str = Field(description="`type` en français.")
    title_is_ours: bool = Field(description="Vrai quand le document n’a pas de titre à lui.")
    edition: str = Field(description="Version, telle qu’elle se nomme, ou rien.")
    withdrawn: Withdrawal | None = Field(description="Retrait ; nul tant qu’elle est proposée aux lecteurs.")
    latest: PageRef | None = Field(description="La version à lire à sa place ; nulle quand c’est celle-ci.")


class Author(Person):
    """Un auteur."""

    kind: Literal["person", "organisation", "name"] = Field(
        description="Une personne, une organisation, ou un nom dont on ne sait pas ce qu’il est."
    )
    kind_label: str = Field(description="`kind` en français.")


class StudyFeedback(ResponseModel):
    """Ce qu’une étude a donné."""

    study: str = Field(description="L’étude, telle qu’on la citerait.")
    commissioner: str = Field(description="Commanditaire.")
    method: str = Field(description="Méthode.")
    useful: str = Field(description="Ce qui a servi.")
    not_useful: str = Field(description="Ce qui n’a pas servi.")
    lessons: str = Field(description="Leçons.")


class PublicationVersion(PageRef):
    """Une version d’une publication. Chacune a son adresse."""

    edition: str = Field(description="Version, telle qu’elle se nomme, ou rien.")
    date: str = Field(description="Date, en toutes lettres.")
    withdrawn: bool = Field(description="Vrai si elle est retirée.")


class RelatedPage(PageRef):
    """Une page du site liée à la publication."""

    kind: str = Field(description="Genre : `event`, `publication`, `project`, `tour`, `diagnostic`…")
    kind_label: str = Field(description="`kind` en français.")
    label: str = Field(description="Ce qui situe la page : une date…")
    summary: str = Field(description="Résumé.")


class CitationInfo(ResponseModel):
    """Comment citer la publication. Les adresses sont nulles quand sa page n’est pas publique."""

    text: str = Field(description="La référence, en une phrase.")
    bibtex_url: str | None = Field(description="La référence en BibTeX.")
    ris_url: str | None = Field(description="La référence en RIS.")
    csl_json_url: str | None = Field(description="La référence en CSL-JSON.")


class PublicationDetail(PublicationItem, Checked):
    """Une publication entière. Une fois retirée, elle n’a plus ni fichiers, ni image, ni adresse où la lire."""

    authors: list[Author] = Field(description="Auteurs, dans l’ordre.")
    abstract: str = Field(description="Résumé.")
    keywords: list[str] = Field(description="Mots-clés.")
    languages: list[str] = Field(description="Langues (ISO 639-1).")
    language_labels: list[str] = Field(description="`languages` en français.")
    licence: str = Field(description="Licence.")
    licence_label: str = Field(description="`licence` en français.")
    publisher: str = Field(description="Éditeur ou institution.")
    published_in: str = Field(description="Revue, ouvrage ou actes dont elle fait partie.")
    link: str = Field(description="Adresse où la lire, ailleurs que sur ce site.")
    isbn: str = Field(description="ISBN, avec ses tirets.")
    doi: str = Field(description="DOI, sans adresse : `https://doi.org/` y mène.")
    hal: str = Field(description="Identifiant HAL, sans adresse : `https://hal.science/` y mène.")
    study_feedback: StudyFeedback | None = Field(description="Le retour d’étude ; nul pour un autre type.")
    body: list[Block] = Field(description="Texte.")
    files: list[File] = Field(description="Fichiers.")
    versions: list[PublicationVersion] = Field(
        description="Toutes les versions, la plus ancienne d’abord ; vide s’il n’y en a qu’une."
    )
    origins: list[RelatedPage] = Field(description="Pages du site dont elle est issue.")
    cited_by: list[RelatedPage] = Field(description="Pages du site qui viennent d’elle.")
    citation: CitationInfo = Field(description="Comment la citer.")
    sources: list[Source] = Field(description="Sources.")
