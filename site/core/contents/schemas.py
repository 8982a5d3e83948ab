"""The response models of contents and routes, for the OpenAPI document."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, Literal, Union
from uuid import UUID

from pydantic import BaseModel, Field, create_model
from typing_extensions import TypeAliasType

from core.api.cards import CardItem
from core.api.schemas import Image, ResponseModel, Theme, enum_of
from core.cards import KINDS as CARD_KINDS
from core.contents.registry import KINDS, Kind


class Ref(ResponseModel):
    """Un objet du site, et où il se trouve."""

    id: UUID = Field(description="Identifiant public ; il ne change jamais.")
    type: str = Field(description="Type de l’objet.", json_schema_extra=enum_of(KINDS))
    title: str = Field(description="Titre.")
    path: str = Field(description="Adresse sur le site, depuis la racine : `/la-demarche/`.")
    url: str = Field(description="Adresse entière.")


class Route(Ref):
    """Ce qui se trouve à une adresse."""

    resource: str = Field(description="Adresse entière dans l’API : celle de sa rubrique, ou celle de son contenu.")
    updated_at: datetime | None = Field(description="Dernière publication ; nul pour un thème ou un partenaire.")


class Target(ResponseModel):
    """Où mène une ancienne adresse."""

    to: str = Field(description="Adresse sur le site, depuis la racine ; adresse entière si elle est ailleurs.")
    status: Literal[301, 302] = Field(description="301 : pour toujours ; 302 : pour un temps.")


class Redirected(ResponseModel):
    """Une adresse qui mène à une autre."""

    redirect: Target = Field(description="L’autre adresse.")


class Seo(ResponseModel):
    """Pour les moteurs de recherche et les réseaux."""

    title: str = Field(description="Titre.")
    description: str = Field(description="Description, ou rien.")
    image: Image | None = Field(description="Image de partage.")


class Step(ResponseModel):
    """Une étape du fil d’Ariane."""

    title: str = Field(description="Titre.")
    path: str = Field(description="Adresse sur le site, depuis la racine.")
    url: str = Field(description="Adresse entière.")


class Children(ResponseModel):
    """Les pages juste au-dessous, dans l’ordre du site."""

    count: int = Field(description="Nombre de pages.")
    items: list[Ref] = Field(description="Les cent premières.")


class LinkedTheme(Theme):
    """Un thème, et son adresse."""

    path: str = Field(description="Adresse sur le site, depuis la racine.")
    url: str = Field(description="Adresse entière.")


class Teaser(ResponseModel):
    """Une page en quelques mots, comme le site la montre."""

    type: str = Field(description="Type de page.", json_schema_extra=enum_of(CARD_KINDS))
    type_label: str = Field(description="`type` en français.")
    title: str = Field(description="Titre.")
    path: str = Field(description="Adresse sur le site, depuis la racine.")
    url: str = Field(description="Adresse entière.")
    label: str = Field(description="Ce qui situe la page : une commune, une date…")
    detail: str = Field(description="Un complément : un horaire, une salle…")
    summary: str = Field(description="Résumé.")
    badges: list[str] = Field(description="États, chacun en un ou deux mots : « Fermé », « Reporté ».")
    image: Image | None = Field(description="Image.")


class RelatedCard(CardItem):
    """Une page en rapport."""

    path: str = Field(description="Adresse sur le site, depuis la racine.")
    reason: str = Field(description="Pourquoi, en français.")


class ContentBase(Ref):
    """Ce que toutes les pages ont en commun. Avec `fields`, seuls viennent les champs nommés, `id` et `type`."""

    type_label: str = Field(description="Nom de ce type, en français.")
    seo: Seo = Field(description="Pour les moteurs de recherche et les réseaux.")
    published_at: datetime | None = Field(description="Première publication.")
    updated_at: datetime | None = Field(description="Dernière publication.")
    breadcrumb: list[Step] = Field(description="Les pages publiques au-dessus, depuis l’accueil.")
    parent: Ref | None = Field(description="La page publique la plus proche au-dessus.")
    children: Children = Field(description="Les pages publiques juste au-dessous.")
    themes: list[LinkedTheme] = Field(description="Thèmes.")
    related: list[RelatedCard] = Field(description="Pages en rapport.")


def content_of(kind: Kind) -> type[BaseModel]:
    """Return the model of the content of a kind: the common part, its `type` as a constant, and its `data`."""
    name = "".join(part.capitalize() for part in kind.code.split("_"))
    fields: dict[str, Any] = {
        "type": (Literal[kind.code], Field(description=f"« {kind.label} ».")),
        "data": (kind.schema, Field(description="Ce qui est propre à ce type.")),
    }
    return create_model(f"{name}Content", __base__=ContentBase, __doc__=f"{kind.label}.", **fields)


def any_content(kinds: Iterable[Kind]) -> Any:
    """Return the union `Content` of the contents of all kinds, which `type` tells apart."""
    models = tuple(content_of(kind) for kind in kinds)
    return TypeAliasType("Content", Annotated[Union[models], Field(discriminator="type")])  # noqa: UP007
