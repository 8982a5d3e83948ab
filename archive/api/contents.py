"""The contents of the archive's pages, for other front ends."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from archive.api.commitments import commitment_data, plan_data
from archive.api.events import event_data
from archive.api.projects import project_data
from archive.api.publications import publication_data
from archive.api.schemas.commitments import CommitmentDetail, PlanDetail
from archive.api.schemas.events import EventDetail
from archive.api.schemas.projects import ProjectDetail
from archive.api.schemas.publications import PublicationDetail
from archive.api.schemas.tours import TourDetail
from archive.api.shared import source_items, verification
from archive.api.tours import tour_data
from archive.choices import CommitmentStatus, EvidenceKind
from archive.models import (
    ArchiveIndexPage,
    CommitmentIndexPage,
    CommitmentPage,
    CommitmentPlanPage,
    EventIndexPage,
    EventReportPage,
    EvidencePage,
    ProjectIndexPage,
    ProjectPage,
    PublicationIndexPage,
    PublicationPage,
    TourPage,
)
from core.api.schemas import Checked, Coded, FuzzyDate, Source
from core.choices import code_and_label
from core.contents.common import REF_COLUMNS, page_ref
from core.contents.indexes import IndexData, index_data
from core.contents.registry import PageKind, declare
from core.contents.schemas import Ref
from core.db.pages import path_above
from core.fields import date_data
from core.visibility.gate import Gate


class EvidenceData(Checked):
    """Une preuve datée de l’avancement d’une mesure."""

    measure: Ref | None = Field(description="La mesure ; nulle si elle n’est pas publique.")
    date: FuzzyDate | None = Field(description="Date de ce qu’elle établit.")
    kind: Coded | None = Field(description="D’où elle vient.")
    establishes: Coded | None = Field(description="Où en est la mesure à cette date.")
    extract: str = Field(description="Le passage qui le dit, mot pour mot.")
    sources: list[Source] = Field(description="Sources.")


def evidence_data(gate: Gate, page: EvidencePage) -> dict[str, Any]:
    """Return a piece of evidence in the shape of `EvidenceData`."""
    above = gate.pages(CommitmentPage).filter(path=path_above(page.path)).values(*REF_COLUMNS).first()
    return {
        "measure": page_ref(gate, above) if above else None,
        "date": date_data(page, "date"),
        "kind": code_and_label(page.kind, EvidenceKind),
        "establishes": code_and_label(page.establishes, CommitmentStatus),
        "extract": page.extract,
        "sources": source_items(page),
        **verification(page),
    }


def declare_contents() -> None:
    """Declare the page types; called in `AppConfig.ready()`."""
    declare(PageKind("archive", ArchiveIndexPage, index_data("timeline/"), IndexData))
    declare(PageKind("events", EventIndexPage, index_data("events/"), IndexData))
    declare(PageKind("event", EventReportPage, event_data, EventDetail, "events/{id}/"))
    declare(PageKind("publications", PublicationIndexPage, index_data("publications/"), IndexData))
    declare(PageKind("publication", PublicationPage, publication_data, PublicationDetail, "publications/{id}/"))
    declare(PageKind("commitments", CommitmentIndexPage, index_data("commitments/plans/"), IndexData))
    declare(PageKind("commitment_plan", CommitmentPlanPage, plan_data, PlanDetail, "commitments/plans/{id}/"))
    declare(PageKind("commitment", CommitmentPage, commitment_data, CommitmentDetail, "commitments/{id}/"))
    declare(PageKind("evidence", EvidencePage, evidence_data, EvidenceData))
    declare(PageKind("projects", ProjectIndexPage, index_data("projects/"), IndexData))
    declare(PageKind("project", ProjectPage, project_data, ProjectDetail, "projects/{id}/"))
    declare(PageKind("tour", TourPage, tour_data, TourDetail, "tours/{id}/"))
