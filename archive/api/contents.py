"""The contents of the archive's pages, for other front ends."""

from __future__ import annotations

from collections.abc import Sequence
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
from archive.models.dated import DatedPage
from archive.pages.project import projects_of_event
from archive.tours.relations import tours_with
from core.api.schemas import Checked, Coded, FuzzyDate, Source
from core.choices import code_and_label
from core.contents.common import REF_COLUMNS, page_ref, teaser
from core.contents.indexes import IndexData, index_data
from core.contents.registry import PageKind, declare
from core.contents.schemas import Ref, Teaser
from core.db.pages import path_above
from core.fields import date_data
from core.files import images
from core.visibility.gate import Gate


class EvidenceData(Checked):
    """Une preuve datée de l’avancement d’une mesure."""

    measure: Ref | None = Field(description="La mesure ; nulle si elle n’est pas publique.")
    date: FuzzyDate | None = Field(description="Date de ce qu’elle établit.")
    kind: Coded | None = Field(description="D’où elle vient.")
    establishes: Coded | None = Field(description="Où en est la mesure à cette date.")
    extract: str = Field(description="Le passage qui le dit, mot pour mot.")
    sources: list[Source] = Field(description="Sources.")


class EventContentData(EventDetail):
    """Un évènement entier, et ce dont il fait partie."""

    projects: list[Teaser] = Field(description="Projets et groupes dont c’est une réunion.")
    tours: list[Teaser] = Field(description="Tours dont c’est une étape.")


def event_content(gate: Gate, page: EventReportPage) -> dict[str, Any]:
    """Return an event in the shape of `EventContentData`."""
    return {
        **event_data(gate, page),
        "projects": [teaser(gate, card) for card in projects_of_event(gate, page)],
        "tours": [teaser(gate, card) for card in tours_with(gate, "report", page.pk)],
    }


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


def load_pictures(gate: Gate, pages: Sequence[DatedPage]) -> None:
    """Load the images of many pages at once."""
    images.load((page.picture_id for page in pages if page.picture_id), gate.images)


#: What `event_data` reads of an event's child rows.
EVENT_RELATIONS = (
    "programme", "speakers__person__organisation", "partners__partner", "documents", "decisions", "follow_ups",
    "sources",
)  # fmt: skip
#: What `publication_data` reads of a publication's child rows.
PUBLICATION_RELATIONS = ("authors__person__organisation", "authors__organisation", "files", "sources")


def declare_contents() -> None:
    """Declare the page types; called in `AppConfig.ready()`."""
    declare(PageKind("archive", ArchiveIndexPage, index_data("timeline/"), IndexData))
    declare(PageKind("events", EventIndexPage, index_data("events/"), IndexData))
    declare(
        PageKind(
            "event", EventReportPage, event_content, EventContentData, "events/{id}/", EVENT_RELATIONS, load_pictures
        )
    )
    declare(PageKind("publications", PublicationIndexPage, index_data("publications/"), IndexData))
    declare(
        PageKind(
            "publication", PublicationPage, publication_data, PublicationDetail, "publications/{id}/",
            PUBLICATION_RELATIONS, load_pictures,
        )
    )  # fmt: skip
    declare(PageKind("commitments", CommitmentIndexPage, index_data("commitments/plans/"), IndexData))
    declare(PageKind("commitment_plan", CommitmentPlanPage, plan_data, PlanDetail, "commitments/plans/{id}/"))
    declare(PageKind("commitment", CommitmentPage, commitment_data, CommitmentDetail, "commitments/{id}/"))
    declare(PageKind("evidence", EvidencePage, evidence_data, EvidenceData))
    declare(PageKind("projects", ProjectIndexPage, index_data("projects/"), IndexData))
    declare(PageKind("project", ProjectPage, project_data, ProjectDetail, "projects/{id}/"))
    declare(PageKind("tour", TourPage, tour_data, TourDetail, "tours/{id}/"))
