"""Response models that the API routes of several sections share, for the OpenAPI document.

Responses are plain data and are not validated when they are sent. `tests/api/test_live_answers.py` compares the
response of every route with its model.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from pydantic import BaseModel, Field
from typing_extensions import TypedDict

T = TypeVar("T")


def enum_of(codes: Iterable[str]) -> Callable[[dict[str, Any]], None]:
    """Return the `json_schema_extra` of a code among those that sections declare, as they are once all have loaded."""
    return lambda schema: schema.update(enum=list(codes))


class ResponseModel(BaseModel):
    """Base class of response models. Every field is always present."""


class Page(ResponseModel, Generic[T]):
    """Une tranche d’une liste."""

    count: int = Field(description="Nombre d’éléments de la liste entière, sous ces filtres.")
    items: list[T] = Field(description="Les éléments de cette tranche ; avec `fields`, ils n’ont que ces champs.")
    next: str | None = Field(description="Adresse entière de la tranche suivante ; nulle à la fin.")

    @classmethod
    def model_parametrized_name(cls, params: tuple[type[Any], ...]) -> str:
        """Name the list of `PlaceItem` `PlaceItemList`, for the OpenAPI document."""
        return f"{params[0].__name__}List"


class PageRef(ResponseModel):
    """Une page publique du site."""

    id: UUID = Field(description="Identifiant public ; il ne change jamais.")
    slug: str = Field(description="Adresse courte ; elle peut changer, l’ancienne répond alors 301.")
    title: str = Field(description="Titre.")
    url: str = Field(description="Adresse entière de la page.")


class Checked(ResponseModel):
    """La dernière vérification de ce qui est écrit."""

    verified_on: date | None = Field(description="Jour de la dernière vérification.")
    verified_by: str = Field(description="Qui a vérifié.")


class FuzzyDate(ResponseModel):
    """Une date, qui peut être approchée ou couvrir une période."""

    edtf: str = Field(description="La date en EDTF (ISO 8601-2) : `2017-01`, `2014~`, `2016/2018`.")
    earliest: date | None = Field(description="Premier jour possible ; nul pour « jusqu’à ».")
    latest: date | None = Field(description="Dernier jour possible ; nul pour « depuis ».")
    label: str = Field(description="La date en toutes lettres.")


class ImageSource(ResponseModel):
    """Un fichier d’une image."""

    url: str = Field(description="Adresse entière du fichier.")
    width: int = Field(description="Largeur en pixels.")


class ImageSources(TypedDict, total=False):
    """Les fichiers d’une image par format, par largeur croissante."""

    avif: Annotated[list[ImageSource], Field(description="En AVIF.")]
    webp: Annotated[list[ImageSource], Field(description="En WebP.")]


class Image(ResponseModel):
    """Une image et ses tailles."""

    id: int = Field(description="Numéro de l’image.")
    title: str = Field(description="Titre.")
    alt: str = Field(description="Texte de remplacement ; vide pour une image décorative.")
    width: int = Field(description="Largeur en pixels.")
    height: int = Field(description="Hauteur en pixels.")
    url: str = Field(description="Adresse entière d’un fichier que tous savent lire.")
    sources: ImageSources = Field(description="Fichiers par format ; un format peut manquer.")
    credit: str = Field(description="Crédit à citer.")
    licence: str = Field(description="Licence.")


class Source(ResponseModel):
    """D’où vient ce qui est écrit."""

    title: str = Field(description="Titre.")
    date: FuzzyDate | None = Field(description="Date de la source.")
    url: str = Field(description="Adresse, ou rien.")
    note: str = Field(description="Ce que la source établit.")


class Theme(ResponseModel):
    """Un thème du site."""

    slug: str = Field(description="Adresse courte, celle que prend le filtre `theme`.")
    title: str = Field(description="Nom.")


class Coded(ResponseModel):
    """Un mot d’un vocabulaire fermé."""

    code: str = Field(description="Code stable.")
    label: str = Field(description="Nom en français.")


class Link(ResponseModel):
    """Un lien."""

    label: str = Field(description="Texte du lien.")
    url: str = Field(description="Adresse.")


class BlockPage(ResponseModel):
    """Une page que choisit un bloc."""

    id: UUID = Field(description="Identifiant public ; il ne change jamais.")
    title: str = Field(description="Titre.")
    url: str = Field(description="Adresse entière de la page.")


class Block(ResponseModel):
    """Un bloc d’un texte composé, de quelque type qu’il soit.

    In the OpenAPI document it is the union of all types of blocks (see `core.blocks.openapi`).
    """

    type: str = Field(description="Type du bloc : `heading`, `text`, `image`, `quote`…")
    id: str = Field(description="Identifiant du bloc dans la page.")
    value: Any = Field(description="Contenu, selon le type ; le texte riche est du HTML, adresses entières.")


class File(ResponseModel):
    """Un document à télécharger."""

    title: str = Field(description="Titre.")
    url: str = Field(description="Adresse entière.")
    extension: str = Field(description="Extension du fichier, en minuscules.")
    type: str = Field(description="Type de média : `application/pdf`.")
    size: int | None = Field(description="Taille en octets ; nulle si le fichier manque.")
    pages: int | None = Field(description="Nombre de pages ; nul si ce n’est pas un PDF, ou s’il n’a pas été lu.")
    sha1: str = Field(description="Empreinte SHA-1 du fichier.")


class BlockDocument(File):
    """Un document que choisit un bloc."""

    id: int = Field(description="Numéro du document.")


class Person(ResponseModel):
    """Une personne."""

    name: str = Field(description="Nom.")
    role: str = Field(description="Fonction.")
    organisation: str = Field(description="Organisation.")


class ProblemError(ResponseModel):
    """Un paramètre refusé."""

    type: str = Field(description="Nature de l’erreur.")
    loc: list[str | int] = Field(description="Où elle se trouve ; pour un paramètre : `query` et son nom.")
    msg: str = Field(description="L’erreur en français.")


class Problem(ResponseModel):
    """Une erreur (RFC 9457)."""

    type: str = Field(description="Toujours `about:blank`.")
    title: str = Field(description="Nom de l’état HTTP.")
    status: int = Field(description="État HTTP.")
    detail: str = Field("", description="L’erreur en français.")
    errors: list[ProblemError] | None = Field(None, description="Les paramètres refusés, pour un état 422.")
