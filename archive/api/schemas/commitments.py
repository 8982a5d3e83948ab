"""Response schemas of the API of commitments: plans, measures, evidence."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from archive.choices import CommitmentStatus, Deadline, EvidenceKind
from core.api.schemas import Block, Checked, FuzzyDate, PageRef, ResponseModel, Source, Theme


class StatusCount(ResponseModel):
    """Combien de mesures ont un statut."""

    status: CommitmentStatus = Field(description="Statut.")
    label: str = Field(description="Le même, en français.")
    count: int = Field(description="Nombre de mesures ; chaque mesure et chaque sous-mesure compte une fois.")


class Synthesis(ResponseModel):
    """Où en sont les mesures d’un plan ou d’un axe. Une mesure sans preuve n’est pas une mesure non commencée."""

    title: str = Field(description="Titre du plan ou de l’axe ; vide pour les mesures sans axe.")
    count: int = Field(description="Nombre de mesures recensées.")
    sub_measures: int = Field(description="Celles d’entre elles qui en précisent une autre.")
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
    """Un plan entier. Ses mesures entières : `commitments/?plan=`."""

    origins: list[PageRef] = Field(description="Mesures d’autres plans dont il est issu.")
    measures: list[PageRef] = Field(description="Ses mesures, dans l’ordre de leurs numéros.")
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
    status_label: str = Field(description="`status` en français.")
    status_date: FuzzyDate | None = Field(description="Date de la preuve qui fait le statut.")
    deadline: Deadline = Field(
        description="`late`, échéance passée sans preuve de la fin ; `ahead`, pas encore échue ; `closed`, close."
    )
    deadline_label: str = Field(description="`deadline` en français.")
    themes: list[Theme] = Field(description="Thèmes.")


class EvidenceItem(PageRef):
    """Une preuve validée."""

    date: FuzzyDate = Field(description="De quand date ce qu’elle établit.")
    type: EvidenceKind = Field(description="Type.")
    type_label: str = Field(description="`type` en français.")
    establishes: CommitmentStatus = Field(description="Le statut qu’elle établit.")
    establishes_label: str = Field(description="`establishes` en français.")
    extract: str = Field(description="Le passage qui le dit.")
    validated_at: datetime = Field(description="Dernière validation.")
    sources: list[Source] = Field(description="Où elle se lit.")


class StatusChange(ResponseModel):
    """Un changement des preuves d’une mesure, et ce qu’est devenu son statut."""

    at: datetime = Field(description="Quand.")
    action: Literal["validated", "corrected", "withdrawn"] = Field(description="Ce qui est arrivé à la preuve.")
    action_label: str = Field(description="`action` en français.")
    evidence: str = Field(description="Intitulé de la preuve ; vide si elle a été supprimée depuis.")
    before: CommitmentStatus = Field(description="Statut avant.")
    before_label: str = Field(description="`before` en français.")
    after: CommitmentStatus = Field(description="Statut après.")
    after_label: str = Field(description="`after` en français.")


class CommitmentDetail(CommitmentItem, Checked):
    """Une mesure entière, avec ses preuves et leur histoire."""

    parts: list[PageRef] = Field(description="Mesures du plan qui précisent celle-ci.")
    leads_to: PageRef | None = Field(description="Le plan qui en est issu ; nul s’il n’est pas public.")
    leads: list[str] = Field(description="Pilotes, le chef de file d’abord.")
    evidence: list[EvidenceItem] = Field(description="Preuves validées ; la première fait le statut.")
    history: list[StatusChange] = Field(description="L’histoire, la plus ancienne ligne d’abord.")
    sources: list[Source] = Field(description="Sources du texte.")
