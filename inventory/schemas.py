"""What the API of places returns."""

from __future__ import annotations

from datetime import date
from datetime import date as Day
from typing import Literal
from uuid import UUID

from pydantic import Field

from core.schemas import Answer, Block, Coded, FuzzyDate, Image, PageRef, Theme
from inventory.vocabulary import Milieu, Network, Precision, State


class Epci(Answer):
    """Une intercommunalité."""

    code: str = Field(description="Numéro SIREN.")
    name: str = Field(description="Nom.")


class PlaceBase(PageRef):
    """Ce que la liste et la fiche disent toutes deux d’un lieu."""

    summary: str = Field(description="Résumé.")
    families: list[Coded] = Field(description="Familles.")
    state: State | Literal[""] = Field(description="Où en est le lieu.")
    milieu: Milieu | Literal[""] = Field(description="Milieu.")
    address: str = Field(description="Adresse.")
    postcode: str = Field(description="Code postal.")
    commune: str = Field(description="Commune.")
    insee_code: str = Field(description="Code INSEE de la commune.")
    department: str = Field(description="Numéro du département.")
    epci: Epci | None = Field(description="Intercommunalité.")
    longitude: float | None = Field(description="Longitude en degrés (WGS 84).")
    latitude: float | None = Field(description="Latitude en degrés (WGS 84).")
    website: str = Field(description="Site du lieu.")
    completeness: int = Field(description="Part de la fiche qui est remplie, sur 100.")
    verified_on: date | None = Field(description="Jour de la dernière vérification.")
    freshness: float | None = Field(
        description="De 1, vérifié depuis moins de six mois, à 0 après deux ans ; nul si jamais vérifié."
    )


class PlaceItem(PlaceBase):
    """Un lieu, avec ce qu’il faut pour une vignette."""

    image: Image | None = Field(description="Première photo.")


class PlaceMap(Answer):
    """Les points de tous les lieux, au plus court."""

    version: str = Field(description="Version du contenu ; elle change dès que quelque chose de public change.")
    count: int = Field(description="Nombre de lieux sous ces filtres, ceux sans position compris.")
    columns: list[Literal["id", "lon", "lat", "kind"]] = Field(description="Ce que sont les valeurs d’une rangée.")
    kinds: list[Coded] = Field(description="Les états ; `kind` est le rang d’un état dans cette liste, depuis zéro.")
    rows: list[tuple[int, float, float, int]] = Field(
        description="Numéro du lieu pour `places/cards/`, longitude et latitude en degrés (WGS 84), état."
    )


class Thumbnail(Answer):
    """Le plus petit fichier d’une image."""

    url: str = Field(description="Adresse entière du fichier.")
    alt: str = Field(description="Texte de remplacement ; vide pour une image décorative.")


class PlaceCard(Answer):
    """Un lieu, en quelques mots."""

    id: int = Field(description="Numéro du lieu dans `places/map/`.")
    uid: UUID = Field(description="Identifiant public ; il ne change jamais.")
    slug: str = Field(description="Adresse courte.")
    title: str = Field(description="Nom.")
    url: str = Field(description="Adresse entière de la fiche.")
    commune: str = Field(description="Commune.")
    department: str = Field(description="Numéro du département.")
    families: list[Coded] = Field(description="Familles.")
    state: State | Literal[""] = Field(description="Où en est le lieu.")
    state_label: str = Field(description="`state` en français.")
    freshness: float | None = Field(
        description="De 1, vérifié depuis moins de six mois, à 0 après deux ans ; nul si jamais vérifié."
    )
    image: Thumbnail | None = Field(description="Première photo.")


class Photo(Image):
    """Une photo du lieu."""

    caption: str = Field(description="Légende.")


class SocialLink(Answer):
    """Un compte sur un réseau."""

    network: Network = Field(description="Code du réseau.")
    label: str = Field(description="Nom du réseau.")
    url: str = Field(description="Adresse.")


class PlaceLabel(Coded):
    """Un label obtenu."""

    year: int | None = Field(description="Année d’obtention.")
    expires: int | None = Field(description="Année où il se termine.")
    source: str = Field(description="Source.")


class PlaceSource(Answer):
    """D’où vient une information de la fiche."""

    title: str = Field(description="Nom du fichier ou du site.")
    identifier: str = Field(description="Numéro du lieu dans cette source.")
    url: str = Field(description="Adresse, ou rien.")
    date: Day | None = Field(description="Date de la source.")
    licence: str = Field(description="Licence.")


class PlaceDetail(PlaceBase):
    """Une fiche lieu entière. Les champs réservés sont vides pour qui n’y a pas droit."""

    themes: list[Theme] = Field(description="Thèmes.")
    other_names: str = Field(description="Autres noms.")
    operator: str = Field(description="Structure qui gère le lieu.")
    siret: str = Field(description="SIRET.")
    rna: str = Field(description="Numéro RNA.")
    opened: FuzzyDate | None = Field(description="Ouverture.")
    closed: FuzzyDate | None = Field(description="Fermeture.")
    closing_causes: str = Field(description="Causes de la fermeture.")
    hindsight: str = Field(description="Ce que le lieu en retient.")
    email: str = Field(description="Courriel.")
    phone: str = Field(description="Téléphone.")
    video_url: str = Field(description="Adresse d’une vidéo.")
    address_extra: str = Field(description="Complément d’adresse.")
    precision: Precision | Literal[""] = Field(description="Précision du point sur la carte.")
    verified_by: str = Field(description="Qui a vérifié.")
    state_label: str = Field(description="`state` en français.")
    milieu_label: str = Field(description="`milieu` en français.")
    precision_label: str = Field(description="`precision` en français.")
    body: list[Block] = Field(description="Texte.")
    logo: Image | None = Field(description="Logo.")
    photos: list[Photo] = Field(description="Photos.")
    links: list[SocialLink] = Field(description="Réseaux.")
    labels: list[PlaceLabel] = Field(description="Labels.")
    sources: list[PlaceSource] = Field(description="Sources.")
