"""Response schemas of the API of tours."""

from __future__ import annotations

from pydantic import Field

from archive.api.schemas.dated import DatedItem
from core.api.schemas import Block, Checked, FuzzyDate, PageRef, ResponseModel, Source


class TourItem(DatedItem):
    """Un tour, avec ce qu’il faut pour une vignette."""

    step_count: int = Field(description="Nombre d’étapes connues.")


class TourStepRow(ResponseModel):
    """Une étape d’un tour."""

    number: int = Field(description="Son rang : par date, puis dans l’ordre de la rédaction ; sans date, à la fin.")
    title: str = Field(description="Intitulé.")
    date: FuzzyDate | None = Field(description="Date, peut-être approchée ; nulle si elle n’est pas connue.")
    place: PageRef | None = Field(description="Le lieu de l’inventaire où elle s’est faite.")
    locality: str = Field(description="Commune ou lieu-dit, en toutes lettres.")
    longitude: float | None = Field(description="Longitude (WGS 84) ; nulle si la position n’est pas connue.")
    latitude: float | None = Field(description="Latitude (WGS 84) ; nulle si la position n’est pas connue.")
    report: PageRef | None = Field(description="La page de l’évènement qui la raconte.")
    summary: str = Field(description="En quelques phrases.")


class TourDetail(TourItem, Checked):
    """Un tour entier, étape par étape."""

    introduction: str = Field(description="Présentation.")
    period: str = Field(
        description="Sa date, ou de la première étape datée à la dernière ; en toutes lettres, ou rien."
    )
    steps: list[TourStepRow] = Field(description="Étapes, dans l’ordre.")
    body: list[Block] = Field(description="Récit.")
    sources: list[Source] = Field(description="Sources.")
