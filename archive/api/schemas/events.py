"""Response schemas of the API of events."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from archive.api.schemas.dated import DatedItem
from archive.choices import EventKind, EventState, Mode
from archive.registrations.availability import Availability
from core.api.schemas import Block, Checked, File, PageRef, Person, ResponseModel, Source

EventStatus = Literal["upcoming", "unconfirmed", "took_place", "reported", "postponed", "cancelled"]


class RegistrationInfo(ResponseModel):
    """L’inscription en ligne à un évènement."""

    state: Availability = Field(
        description="`open` ; `waiting_list`, complet avec liste d’attente ; `closed` ; `none`, sans inscription."
    )
    state_label: str = Field(description="`state` en français.")
    url: str | None = Field(description="La page du formulaire ; nulle sans inscription.")
    until: date | None = Field(description="Dernier jour pour s’inscrire, s’il vient avant l’évènement.")


class EventItem(DatedItem):
    """Un évènement, avec ce qu’il faut pour une vignette."""

    type: EventKind = Field(description="Type de rencontre.")
    type_label: str = Field(description="`type` en français.")
    subtitle: str = Field(description="Sous-titre.")
    state: EventState = Field(description="L’état choisi par la rédaction.")
    state_label: str = Field(description="`state` en français.")
    status: EventStatus = Field(
        description="Où il en est aujourd’hui : un évènement annoncé dont le jour est passé est « unconfirmed »."
    )
    status_label: str = Field(description="`status` en français.")
    starts_at: datetime | None = Field(description="Début ; nul quand le jour ou l’heure n’est pas connu.")
    ends_at: datetime | None = Field(description="Fin ; nulle quand le jour ou l’heure n’est pas connu.")
    registration: RegistrationInfo = Field(description="L’inscription en ligne.")


class ProgrammeRow(ResponseModel):
    """Un moment du programme."""

    time: str = Field(description="Heure, telle qu’elle est annoncée.")
    title: str = Field(description="Titre.")
    speaker: str = Field(description="Qui parle.")


class PartnerLink(ResponseModel):
    """Un partenaire."""

    name: str = Field(description="Nom.")
    url: str = Field(description="Son site, ou rien.")


class FollowUp(ResponseModel):
    """Une suite donnée à l’évènement."""

    task: str = Field(description="Ce qu’il faut faire.")
    owner: str = Field(description="Qui s’en charge, ou rien.")
    due: date | None = Field(description="Pour quand.")
    done: bool = Field(description="Si c’est fait.")


class EventDetail(EventItem, Checked):
    """Un évènement entier et son compte rendu."""

    mode: Mode = Field(description="Comment on y participe.")
    mode_label: str = Field(description="`mode` en français.")
    venue: str = Field(description="Salle ou adresse.")
    place: PageRef | None = Field(description="Le lieu de l’inventaire qui accueille.")
    introduction: str = Field(description="Présentation.")
    access: str = Field(description="Comment venir.")
    audience: str = Field(description="Public.")
    capacity: int | None = Field(description="Nombre de participants possible.")
    programme: list[ProgrammeRow] = Field(description="Programme.")
    speakers: list[Person] = Field(description="Intervenants.")
    partners: list[PartnerLink] = Field(description="Partenaires.")
    report: list[Block] = Field(description="Compte rendu.")
    decisions: list[str] = Field(description="Décisions prises.")
    follow_ups: list[FollowUp] = Field(description="Suites : qui fait quoi, et pour quand.")
    documents: list[File] = Field(description="Documents.")
    sources: list[Source] = Field(description="Sources.")
