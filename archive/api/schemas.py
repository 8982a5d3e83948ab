"""Response schemas of the API of the archive."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from archive.choices import (
    CommitmentStatus,
    Deadline,
    EventKind,
    EventState,
    EvidenceKind,
    Mode,
    ProjectKind,
    ProjectState,
    PublicationKind,
)
from archive.registrations.availability import Availability
from core.api.schemas import Block, Checked, File, FuzzyDate, Image, PageRef, Person, ResponseModel, Source, Theme

EventStatus = Literal["upcoming", "unconfirmed", "took_place", "reported", "postponed", "cancelled"]


class DatedItem(PageRef):
    """Ce que les évènements, les publications, les projets et les tours ont en commun."""

    date: FuzzyDate | None = Field(description="Date, peut-être approchée.")
    summary: str = Field(description="Résumé.")
    image: Image | None = Field(description="Image.")
    themes: list[Theme] = Field(description="Thèmes.")


class RegistrationInfo(ResponseModel):
    """L’inscription en ligne à un évènement."""

    state: Availability = Field(
        description="`open` ; `waiting_list`, complet avec liste d’attente ; `closed` ; `none`, sans inscription."
    )
    url: str | None = Field(description="La page du formulaire ; nulle sans inscription.")
    until: date | None = Field(description="Dernier jour pour s’inscrire, s’il vient avant l’évènement.")


class EventItem(DatedItem):
    """Un évènement, avec ce qu’il faut pour une vignette."""

    type: EventKind = Field(description="Type de rencontre.")
    subtitle: str = Field(description="Sous-titre.")
    state: EventState = Field(description="L’état choisi par la rédaction.")
    status: EventStatus = Field(
        description="Où il en est aujourd’hui : un évènement annoncé dont le jour est passé est « unconfirmed »."
    )
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


class PublicationItem(DatedItem):
    """Une publication, avec ce qu’il faut pour une vignette."""

    type: PublicationKind = Field(description="Type de publication.")
    title_is_ours: bool = Field(description="Vrai quand le document n’a pas de titre à lui.")


class Author(Person):
    """Un auteur."""

    kind: Literal["person", "organisation", "name"] = Field(
        description="Une personne, une organisation, ou un nom tel que le document le porte."
    )


class CitationInfo(ResponseModel):
    """Comment citer la publication. Les adresses sont nulles quand sa page n’est pas publique."""

    text: str = Field(description="La référence, en une phrase.")
    bibtex_url: str | None = Field(description="La référence en BibTeX.")
    ris_url: str | None = Field(description="La référence en RIS.")
    csl_json_url: str | None = Field(description="La référence en CSL-JSON.")


class PublicationDetail(PublicationItem, Checked):
    """Une publication entière."""

    authors: list[Author] = Field(description="Auteurs, dans l’ordre.")
    abstract: str = Field(description="Résumé.")
    keywords: list[str] = Field(description="Mots-clés.")
    languages: list[str] = Field(description="Langues (ISO 639-1).")
    licence: str = Field(description="Licence.")
    body: list[Block] = Field(description="Texte.")
    files: list[File] = Field(description="Fichiers.")
    citation: CitationInfo = Field(description="Comment la citer.")
    sources: list[Source] = Field(description="Sources.")


class StatusCount(ResponseModel):
    """Combien de mesures ont un statut."""

    status: CommitmentStatus = Field(description="Statut.")
    count: int = Field(description="Nombre de mesures ; chaque mesure et chaque sous-mesure compte une fois.")


class Synthesis(ResponseModel):
    """Où en sont les mesures d’un plan ou d’un axe. Une mesure sans preuve n’est pas une mesure non commencée."""

    title: str = Field(description="Titre du plan ou de l’axe ; vide pour les mesures sans axe.")
    count: int = Field(description="Nombre de mesures recensées.")
    documented: int = Field(description="Celles dont au moins une preuve est validée.")
    late: int = Field(description="Celles dont l’échéance est passée sans preuve qu’elles soient closes.")
    statuses: list[StatusCount] = Field(description="Les statuts présents.")


class PlanItem(PageRef):
    """Un plan d’engagements, avec sa synthèse."""

    date: FuzzyDate | None = Field(description="Date du plan.")
    author: str = Field(description="Qui s’engage.")
    introduction: str = Field(description="Présentation.")
    themes: list[Theme] = Field(description="Thèmes.")
    synthesis: Synthesis = Field(description="La synthèse du plan.")


class PlanDetail(PlanItem, Checked):
    """Un plan entier. Ses mesures : `commitments/?plan=`."""

    axes: list[Synthesis] = Field(description="La synthèse de chaque axe.")
    body: list[Block] = Field(description="Texte.")
    sources: list[Source] = Field(description="Sources.")


class CommitmentItem(PageRef):
    """Une mesure, avec son statut."""

    number: str = Field(description="Numéro dans le plan.")
    text: str = Field(description="Le texte exact.")
    plan: PageRef | None = Field(description="Le plan ; nul s’il n’est pas public.")
    axis: str = Field(description="Axe du plan.")
    part_of: PageRef | None = Field(description="La mesure que celle-ci précise.")
    date: FuzzyDate | None = Field(description="Date de l’engagement, si ce n’est pas celle du plan.")
    due: FuzzyDate | None = Field(description="Échéance.")
    status: CommitmentStatus = Field(
        description="Ce qu’établit la preuve validée la plus récente ; sans preuve, `undocumented`."
    )
    status_date: FuzzyDate | None = Field(description="Date de la preuve qui fait le statut.")
    deadline: Deadline = Field(
        description="`late`, échéance passée sans preuve de la fin ; `ahead`, pas encore échue ; `closed`, close."
    )
    themes: list[Theme] = Field(description="Thèmes.")


class EvidenceItem(PageRef):
    """Une preuve validée."""

    date: FuzzyDate = Field(description="De quand date ce qu’elle établit.")
    type: EvidenceKind = Field(description="Type.")
    establishes: CommitmentStatus = Field(description="Le statut qu’elle établit.")
    extract: str = Field(description="Le passage qui le dit.")
    validated_at: datetime = Field(description="Dernière validation.")
    sources: list[Source] = Field(description="Où elle se lit.")


class StatusChange(ResponseModel):
    """Un changement des preuves d’une mesure, et ce qu’est devenu son statut."""

    at: datetime = Field(description="Quand.")
    action: Literal["validated", "corrected", "withdrawn"] = Field(description="Ce qui est arrivé à la preuve.")
    evidence: str = Field(description="Intitulé de la preuve ; vide si elle a été supprimée depuis.")
    before: CommitmentStatus = Field(description="Statut avant.")
    after: CommitmentStatus = Field(description="Statut après.")


class CommitmentDetail(CommitmentItem, Checked):
    """Une mesure entière, avec ses preuves et leur histoire."""

    leads: list[str] = Field(description="Pilotes, le chef de file d’abord.")
    evidence: list[EvidenceItem] = Field(description="Preuves validées ; la première fait le statut.")
    history: list[StatusChange] = Field(description="L’histoire, la plus ancienne ligne d’abord.")
    sources: list[Source] = Field(description="Sources du texte.")


class ProjectItem(DatedItem):
    """Un projet ou un groupe, avec ce qu’il faut pour une vignette. Sa date est sa période."""

    type: ProjectKind = Field(description="Nature : un projet, un groupe de pilotage ou de réflexion.")
    state: ProjectState = Field(description="État ; `unknown` tant qu’aucune source ne le dit.")


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
    date: FuzzyDate | None = Field(description="Date, peut-être approchée.")
    status: EventStatus = Field(description="Où en est cet évènement aujourd’hui.")


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
    steps: list[TourStepRow] = Field(description="Étapes, dans l’ordre.")
    body: list[Block] = Field(description="Récit.")
    sources: list[Source] = Field(description="Sources.")
