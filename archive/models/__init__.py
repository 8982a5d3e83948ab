"""The archive's pages: events and their reports, publications, commitments, and the pages that list them."""

from archive.models.calendar_entry import CalendarEntry
from archive.models.commitment import CommitmentPage, CommitmentPlanPage
from archive.models.commitment_rows import CommitmentLead, CommitmentSource, EvidenceSource, PlanAxis, PlanSource
from archive.models.event import EventReportPage
from archive.models.evidence import EvidencePage
from archive.models.evidence_change import EvidenceChange
from archive.models.indexes import ArchiveIndexPage, CommitmentIndexPage, EventIndexPage, PublicationIndexPage
from archive.models.publication import PublicationPage
from archive.models.registration import Registration
from archive.models.rows import (
    EventDecision,
    EventDocument,
    EventFollowUp,
    EventPartner,
    EventSource,
    EventSpeaker,
    ProgrammeItem,
    PublicationAuthor,
    PublicationFile,
    PublicationSource,
)
from archive.models.sent_notice import SentNotice
from archive.models.subscriber import Subscriber

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
    "PublicationAuthor",
    "PublicationFile",
    "PublicationIndexPage",
    "PublicationPage",
    "PublicationSource",
    "Registration",
    "SentNotice",
    "Subscriber",
]
