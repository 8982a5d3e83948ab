"""The archive's pages: events and their reports, publications, projects, commitments, tours, and lists."""

from archive.models.calendar_entry import CalendarEntry
from archive.models.commitments.evidence import EvidencePage
from archive.models.commitments.evidence_change import EvidenceChange
from archive.models.commitments.pages import CommitmentPage, CommitmentPlanPage
from archive.models.commitments.rows import CommitmentLead, CommitmentSource, EvidenceSource, PlanAxis, PlanSource
from archive.models.event import EventReportPage
from archive.models.event_rows import (
    EventDecision,
    EventDocument,
    EventFollowUp,
    EventPartner,
    EventSource,
    EventSpeaker,
    ProgrammeItem,
)
from archive.models.indexes import (
    ArchiveIndexPage,
    CommitmentIndexPage,
    EventIndexPage,
    ProjectIndexPage,
    PublicationIndexPage,
)
from archive.models.project import ProjectPage
from archive.models.project_rows import ProgressEntry, ProjectDocument, ProjectMeeting, ProjectMember, ProjectSource
from archive.models.publications.page import PublicationPage
from archive.models.publications.rows import (
    PublicationAuthor,
    PublicationFile,
    PublicationOrigin,
    PublicationSource,
)
from archive.models.registration import Registration
from archive.models.sent_notice import SentNotice
from archive.models.subscriber import Subscriber
from archive.models.tour import TourPage
from archive.models.tour_rows import TourSource, TourStep

__all__ = [
    "ArchiveIndexPage",
    "CalendarEntry",
    "CommitmentIndexPage",
    "CommitmentLead",
    "CommitmentPage",
    "CommitmentPlanPage",
    "CommitmentSource",
    "EventDecision",
    "EventDocument",
    "EventFollowUp",
    "EventIndexPage",
    "EventPartner",
    "EventReportPage",
    "EventSource",
    "EventSpeaker",
    "EvidenceChange",
    "EvidencePage",
    "EvidenceSource",
    "PlanAxis",
    "PlanSource",
    "ProgrammeItem",
    "ProgressEntry",
    "ProjectDocument",
    "ProjectIndexPage",
    "ProjectMeeting",
    "ProjectMember",
    "ProjectPage",
    "ProjectSource",
    "PublicationAuthor",
    "PublicationFile",
    "PublicationIndexPage",
    "PublicationOrigin",
    "PublicationPage",
    "PublicationSource",
    "Registration",
    "SentNotice",
    "Subscriber",
    "TourPage",
    "TourSource",
    "TourStep",
]
