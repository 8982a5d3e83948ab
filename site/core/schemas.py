"""What the API returns, for its OpenAPI document: the shapes that several sections share.

Answers are plain data, encoded at once: nothing is validated while answering. `tests/api/test_openapi.py` holds every
route to what is written here.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Generic, Literal, TypeVar
from uuid import UUID

from pydantic import BaseModel, Field

T = TypeVar("T")


class Answer(BaseModel):
    """A part of an answer; every field is always there."""


class Page(Answer, Generic[T]):
    """Une tranche d’une liste."""

    count: int = Field(description="Nombre d’éléments de la liste entière, sous ces filtres.")
    items: list[T] = Field(description="Les éléments de cette tranche.")


class PageRef(Answer):
    """Une page publique du site."""

    id: UUID = Field(description="Identifiant public ; il ne change jamais.")
    slug: str = Field(description="Adresse courte ; elle peut changer, l’ancienne répond alors 301.")
    title: str = Field(description="Titre.")
    url: str = Field(description="Adresse entière de la page.")


class Checked(Answer):
    """La dernière vérification de ce qui est écrit."""

    verified_on: date | None = Field(description="Jour de la dernière vérification.")
    verified_by: str = Field(description="Qui a vérifié.")


class FuzzyDate(Answer):
    """Une date, qui peut être approchée ou couvrir une période."""

    edtf: str = Field(description="La date en EDTF (ISO 8601-2) : `2017-01`, `2014~`, `2016/2018`.")
    earliest: date | None = Field(description="Premier jour possible ; nul pour « jusqu’à ».")
    latest: date | None = Field(description="Dernier jour possible ; nul pour « depuis ».")
    label: str = Field(description="La date en toutes lettres.")


class ImageSource(Answer):
    """Un fichier d’une image."""

    url: str = Field(description="Adresse entière du fichier.")
    width: int = Field(description="Largeur en pixels.")


class Image(Answer):
    """Une image et ses tailles."""

    id: int = Field(description="Numéro de l’image.")
    title: str = Field(description="Titre.")
    alt: str = Field(description="Texte de remplacement ; vide pour une image décorative.")
    width: int = Field(description="Largeur en pixels.")
    height: int = Field(description="Hauteur en pixels.")
    url: str = Field(description="Adresse entière d’un fichier que tous savent lire.")
    sources: dict[Literal["avif", "webp"], list[ImageSource]] = Field(
        description="Fichiers par format, par largeur croissante."
    )
    credit: str = Field(description="Crédit à citer.")
    licence: str = Field(description="Licence.")


class Source(Answer):
    """D’où vient ce qui est écrit."""

    title: str = Field(description="Titre.")
    date: FuzzyDate | None = Field(description="Date de la source.")
    url: str = Field(description="Adresse, ou rien.")
    note: str = Field(description="Ce que la source établit.")


class Theme(Answer):
    """Un thème du site."""

    slug: str = Field(description="Adresse courte, celle que prend le filtre `theme`.")
    title: str = Field(description="Nom.")


class Coded(Answer):
    """Un mot d’un vocabulaire fermé."""

    code: str = Field(description="Code stable.")
    label: str = Field(description="Nom en français.")


class Link(Answer):
    """Un lien."""

    label: str = Field(description="Texte du lien.")
    url: str = Field(description="Adresse.")


class BlockPage(Answer):
    """Une page que choisit un bloc."""

    id: UUID = Field(description="Identifiant public ; il ne change jamais.")
    title: str = Field(description="Titre.")
    url: str = Field(description="Adresse entière de la page.")


class Block(Answer):
    """Un bloc d’un texte composé. `GET /api/v3/memento/blocks/` donne le schéma JSON de chaque type."""

    type: str = Field(description="Type du bloc : `heading`, `text`, `image`, `quote`…")
    id: str = Field(description="Identifiant du bloc dans la page.")
    value: Any = Field(
        description="Contenu, selon le type, comme le dit `GET /api/v3/memento/blocks/` ; le texte riche est du HTML, "
        "adresses entières."
    )


class File(Answer):
    """Un document à télécharger."""

    title: str = Field(description="Titre.")
    url: str = Field(description="Adresse entière.")
    extension: str = Field(description="Extension du fichier, en minuscules.")
    size: int | None = Field(description="Taille en octets ; nulle si le fichier manque.")
    sha1: str = Field(description="Empreinte SHA-1 du fichier.")


class BlockDocument(File):
    """Un document que choisit un bloc."""

    id: int = Field(description="Numéro du document.")


class Person(Answer):
    """Une personne."""

    name: str = Field(description="Nom.")
    role: str = Field(description="Fonction.")
    organisation: str = Field(description="Organisation.")


class ProblemError(Answer):
    """Un paramètre refusé."""

    type: str = Field(description="Nature de l’erreur.")
    loc: list[str | int] = Field(description="Où elle se trouve ; pour un paramètre : `query` et son nom.")
    msg: str = Field(description="L’erreur en français.")


class Problem(Answer):
    """Une erreur (RFC 9457)."""

    type: str = Field(description="Toujours `about:blank`.")
    title: str = Field(description="Nom de l’état HTTP.")
    status: int = Field(description="État HTTP.")
    detail: str = Field("", description="L’erreur en français.")
    errors: list[ProblemError] | None = Field(None, description="Les paramètres refusés, pour un état 422.")
