"""Response schemas of the API of publications."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from archive.api.schemas.dated import DatedItem
from archive.choices import PublicationKind
from core.api.schemas import Block, Checked, File, Person, Source


class PublicationItem(DatedItem):
    """Une publication, avec ce qu’il faut pour une vignette."""

    type: PublicationKind = Field(description="Type de publication.")
    title_is_ours: bool = Field(description="Vrai quand le document n’a pas de titre à lui.")


class Author(Person):
    """Un auteur."""

    kind: Literal["person", "organisation", "name"] = Field(
        description="Une personne, une organisation, ou un nom tel que le document le porte."
    )


class PublicationDetail(PublicationItem, Checked):
    """Une publication entière."""

    authors: list[Author] = Field(description="Auteurs, dans l’ordre.")
    abstract: str = Field(description="Résumé.")
    keywords: list[str] = Field(description="Mots-clés.")
    languages: list[str] = Field(description="Langues (ISO 639-1).")
    licence: str = Field(description="Licence.")
    body: list[Block] = Field(description="Texte.")
    files: list[File] = Field(description="Fichiers.")
    sources: list[Source] = Field(description="Sources.")
