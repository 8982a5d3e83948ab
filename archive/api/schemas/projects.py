"""Response schemas of the API of projects."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from archive.api.schemas.dated import DatedItem
from archive.api.schemas.events import EventStatus, FollowUp
from archive.choices import EventKind, ProjectKind, ProjectState
from core.api.schemas import Block, Checked, File, FuzzyDate, PageRef, ResponseModel, Source


class ProjectItem(DatedItem):
    """Un projet ou un groupe, avec ce qu’il faut pour une vignette. Sa date est sa période."""

    type: ProjectKind = Field(description="Nature : un projet, un groupe de pilotage ou de réflexion.")
    type_label: str = Field(description="`type` en français.")
    state: ProjectState = Field(description="État ; `unknown` tant qu’aucune source ne le dit.")
    state_label: str = Field(description="`state` en français.")


class Member(ResponseModel):
    """Une organisation membre."""

    name: str = Field(description="Nom.")
    role: str = Field(description="Rôle, ou rien.")
    url: str = Field(description="Son site, ou rien.")


class ProgressItem(ResponseModel):
    """Une avancée du projet."""

    date: FuzzyDate | None = Field(description="Date, peut-être approchée.")
    text: str = Field(description="Ce qui s’est passé.")
    url: str = Field(description="Où en lire plus, ou rien.")
    document: File | None = Field(description="Document de cette avancée.")


class MeetingRef(PageRef):
    """Une réunion du projet : un évènement du site, entier sous `events/`."""

    subtitle: str = Field(description="Sous-titre.")
    type: EventKind = Field(description="Type de rencontre.")
    type_label: str = Field(description="`type` en français.")
    date: FuzzyDate | None = Field(description="Date, peut-être approchée.")
    status: EventStatus = Field(description="Où en est cet évènement aujourd’hui.")
    status_label: str = Field(description="`status` en français.")


class MeetingDecision(ResponseModel):
    """Une décision d’une réunion du projet."""

    text: str = Field(description="Ce qui a été décidé.")
    meeting: UUID = Field(description="Identifiant public de la réunion.")


class MeetingFollowUp(FollowUp):
    """Une suite d’une réunion du projet."""

    meeting: UUID = Field(description="Identifiant public de la réunion.")


class ProjectDetail(ProjectItem, Checked):
    """Un projet ou un groupe entier."""

    introduction: str = Field(description="Présentation.")
    aims: list[str] = Field(description="Objectifs.")
    members: list[Member] = Field(description="Organisations membres, dans l’ordre.")
    progress: list[ProgressItem] = Field(description="Avancées, les dernières d’abord.")
    meetings: list[MeetingRef] = Field(description="Réunions, les dernières d’abord.")
    decisions: list[MeetingDecision] = Field(description="Décisions de ces réunions.")
    follow_ups: list[MeetingFollowUp] = Field(description="Suites de ces réunions : qui fait quoi, et pour quand.")
    body: list[Block] = Field(description="Texte.")
    documents: list[File] = Field(description="Documents.")
    sources: list[Source] = Field(description="Sources.")
