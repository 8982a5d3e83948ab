"""The response models of the API of places."""

from __future__ import annotations

from datetime import date, datetime
from datetime import date as Day
from typing import Literal
from uuid import UUID

from pydantic import Field

from core.api.schemas import Block, Coded, FuzzyDate, Image, PageRef, ResponseModel, Theme
from inventory.choices import Milieu, Network, Precision, State


class Epci(ResponseModel):
    """Une intercommunalité."""

    code: str = Field(description="Numéro SIREN.")
    name: str = Field(description="Nom.")


class PlaceBase(PageRef):
    """Ce que la liste et la fiche disent toutes deux d’un lieu."""

    summary: str = Field(description="Résumé.")
    families: list[Coded] = Field(description="Familles.")
    state: State | Literal[""] = Field(description="Où en est le lieu.")
    state_label: str = Field(description="`state` en français.")
    milieu: Milieu | Literal[""] = Field(description="Milieu.")
    milieu_label: str = Field(description="`milieu` en français.")
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
    distance_km: float | None = Field(description="Distance au point de `near` ; nul sans lui.")


class FacetValue(Coded):
    """Une valeur d’une facette."""

    count: int = Field(description="Nombre de lieux si elle était seule choisie dans sa facette.")


class Facets(ResponseModel):
    """Les facettes, sous le nom de leur paramètre. Une valeur sans lieu manque, sauf si elle est choisie."""

    departement: list[FacetValue] = Field(description="Départements.")
    commune: list[FacetValue] = Field(description="Communes, les cent plus fournies.")
    epci: list[FacetValue] = Field(description="Intercommunalités, les cent plus fournies.")
    famille: list[FacetValue] = Field(description="Familles.")
    etat: list[FacetValue] = Field(description="États.")
    milieu: list[FacetValue] = Field(description="Milieux.")
    public: list[FacetValue] = Field(description="Publics.")
    espace: list[FacetValue] = Field(description="Types d’espaces.")
    label: list[FacetValue] = Field(description="Labels.")
    ouvert: list[FacetValue] = Field(description="Ceux qui sont ouverts en ce moment.")


class PlaceFacets(ResponseModel):
    """Les comptes sous des filtres."""

    count: int = Field(description="Nombre de lieux sous ces filtres.")
    facets: Facets = Field(description="Les comptes par facette.")


class Point(ResponseModel):
    """Une position."""

    type: Literal["Point"] = Field(description="Toujours `Point`.")
    coordinates: tuple[float, float] = Field(description="Longitude et latitude en degrés (WGS 84).")


class PlaceProperties(ResponseModel):
    """Un lieu, en quelques mots."""

    slug: str = Field(description="Adresse courte.")
    title: str = Field(description="Nom.")
    url: str = Field(description="Adresse entière de la fiche.")
    families: list[Coded] = Field(description="Familles.")
    state: State | Literal[""] = Field(description="Où en est le lieu.")
    milieu: Milieu | Literal[""] = Field(description="Milieu.")
    commune: str = Field(description="Commune.")
    insee_code: str = Field(description="Code INSEE de la commune.")
    department: str = Field(description="Numéro du département.")
    distance_km: float | None = Field(None, description="Distance au point de `near`, s’il est donné.")


class PlaceFeature(ResponseModel):
    """Un lieu sur une carte."""

    type: Literal["Feature"] = Field(description="Toujours `Feature`.")
    id: UUID = Field(description="Identifiant public ; il ne change jamais.")
    geometry: Point | None = Field(description="Nul pour un lieu sans position.")
    properties: PlaceProperties = Field(description="Ce qu’on en dit.")


class PlaceCollection(ResponseModel):
    """Des lieux en GeoJSON."""

    type: Literal["FeatureCollection"] = Field(description="Toujours `FeatureCollection`.")
    features: list[PlaceFeature] = Field(description="Les lieux.")


class PlaceMap(ResponseModel):
    """Les points de tous les lieux, au plus court."""

    version: str = Field(description="Version des points ; elle change dès que `rows` change.")
    count: int = Field(description="Nombre de lieux sous ces filtres, ceux sans position compris.")
    columns: list[Literal["id", "lon", "lat", "kind"]] = Field(description="Ce que sont les valeurs d’une rangée.")
    kinds: list[Coded] = Field(description="Les états ; `kind` est le rang d’un état dans cette liste, depuis zéro.")
    rows: list[tuple[int, float, float, int]] = Field(
        description="Numéro du lieu pour `places/cards/`, longitude et latitude en degrés (WGS 84), état."
    )


class Thumbnail(ResponseModel):
    """Le plus petit fichier d’une image."""

    url: str = Field(description="Adresse entière du fichier.")
    alt: str = Field(description="Texte de remplacement ; vide pour une image décorative.")


class PlaceCard(ResponseModel):
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


class SocialLink(ResponseModel):
    """Un compte sur un réseau."""

    network: Network = Field(description="Code du réseau.")
    label: str = Field(description="Nom du réseau.")
    url: str = Field(description="Adresse.")


class PlaceLabel(Coded):
    """Un label obtenu."""

    year: int | None = Field(description="Année d’obtention.")
    expires: int | None = Field(description="Année où il se termine.")
    source: str = Field(description="Source.")


class PlaceSource(ResponseModel):
    """D’où vient une information de la fiche."""

    title: str = Field(description="Nom du fichier ou du site.")
    identifier: str = Field(description="Numéro du lieu dans cette source.")
    url: str = Field(description="Adresse, ou rien.")
    date: Day | None = Field(description="Date de la source.")
    licence: str = Field(description="Licence.")


class Share(ResponseModel):
    """La part d’un public."""

    public: Coded = Field(description="Qui.")
    band: Coded = Field(description="Proportion, par tranche.")


class Funder(ResponseModel):
    """Un financeur."""

    level: Coded = Field(description="Niveau.")
    name: str = Field(description="Nom.")


class Price(ResponseModel):
    """Un tarif."""

    offer: str = Field(description="Ce qui est proposé.")
    unit: Coded | None = Field(description="Pour combien de temps.")
    price: float = Field(description="Prix en euros, toutes taxes comprises.")


class Room(ResponseModel):
    """Une salle."""

    name: str = Field(description="Nom.")
    capacity: int | None = Field(description="Nombre de personnes assises.")


class Difficulty(Coded):
    """Une difficulté rencontrée."""

    text: str = Field(description="En quelques mots.")
    since: int | None = Field(description="Année où elle est apparue.")
    resolved: bool = Field(description="Si elle est derrière eux.")
    how: str = Field(description="Ce qui a aidé.")


class Practice(ResponseModel):
    """Une bonne pratique."""

    context: str = Field(description="Situation de départ.")
    action: str = Field(description="Ce qui a été fait.")
    means: str = Field(description="Moyens.")
    effects: str = Field(description="Effets.")
    transfer: str = Field(description="Conditions de transfert.")
    evidence: str = Field(description="Adresse d’une preuve.")


class HoursRow(ResponseModel):
    """Des jours qui ont les mêmes heures."""

    days: str = Field(description="Jours, en français.")
    hours: str = Field(description="Heures, en français.")


class Opening(ResponseModel):
    """Ouvert ou fermé, au moment de la réponse."""

    state: Literal["open", "closed", "unknown"] = Field(description="État.")
    state_label: str = Field(description="`state` en français.")
    until: datetime | None = Field(description="Prochain changement, à l’heure de Paris ; nul s’il n’y en a pas.")


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
    publics: list[Coded] = Field(description="Qui vient.")
    shares: list[Share] = Field(description="Part de chaque public.")
    origins: list[Coded] = Field(description="D’où viennent les usagers.")
    management: list[Coded] = Field(description="Mode de gestion.")
    initiative: Coded | None = Field(description="Qui a voulu le lieu.")
    incomes: list[Coded] = Field(description="Recettes, la plus forte d’abord.")
    subsidy: Coded | None = Field(description="Part de subvention dans les recettes.")
    funders: list[Funder] = Field(description="Financeurs.")
    balance: Coded | None = Field(description="Résultat du dernier exercice connu.")
    dependent: bool | None = Field(description="Si un seul financeur apporte plus de la moitié ; nul si on l’ignore.")
    staff: float | None = Field(description="Emplois, en équivalents temps plein.")
    tenure: Coded | None = Field(description="À quel titre le lieu occupe ses murs.")
    lease_end: FuzzyDate | None = Field(description="Échéance du bail.")
    prices: list[Price] = Field(description="Tarifs.")
    spaces: list[Coded] = Field(description="Types d’espaces.")
    equipment: list[Coded] = Field(description="Équipements.")
    desks: int | None = Field(description="Postes de travail.")
    rooms: list[Room] = Field(description="Salles.")
    built_area: int | None = Field(description="Surface bâtie, en m².")
    outdoor_area: int | None = Field(description="Surface extérieure, en m².")
    bandwidth: Coded | None = Field(description="Débit internet.")
    accessibility: Coded | None = Field(description="Accessibilité aux personnes à mobilité réduite.")
    opening_hours: str = Field(description="Horaires, en syntaxe `opening_hours` d’OpenStreetMap.")
    hours: list[HoursRow] | None = Field(
        description="Les mêmes en français ; nul s’ils ne tiennent pas en une semaine."
    )
    open: Opening = Field(description="Ouvert ou fermé, maintenant.")
    hours_note: str = Field(description="Précision sur les horaires.")
    transport: str = Field(description="Comment venir.")
    facilitation: list[Coded] = Field(description="Dispositif d’animation.")
    facilitation_hours: float | None = Field(description="Heures d’animation par semaine.")
    rituals: str = Field(description="Rituels.")
    programming: str = Field(description="Programmation.")
    governance: str = Field(description="Gouvernance.")
    participation: str = Field(description="Participation des usagers.")
    difficulties: list[Difficulty] = Field(description="Difficultés rencontrées.")
    practices: list[Practice] = Field(description="Bonnes pratiques.")
    address_extra: str = Field(description="Complément d’adresse.")
    precision: Precision | Literal[""] = Field(description="Précision du point sur la carte.")
    verified_by: str = Field(description="Qui a vérifié.")
    precision_label: str = Field(description="`precision` en français.")
    body: list[Block] = Field(description="Texte.")
    logo: Image | None = Field(description="Logo.")
    photos: list[Photo] = Field(description="Photos.")
    links: list[SocialLink] = Field(description="Réseaux.")
    labels: list[PlaceLabel] = Field(description="Labels.")
    sources: list[PlaceSource] = Field(description="Sources.")
