"""The archive's pages: events and their reports, publications, projects, and the pages that list them."""

from archive.models.calendar_entry import CalendarEntry
from archive.models.event import EventReportPage
from archive.models.indexes import ArchiveIndexPage, EventIndexPage, ProjectIndexPage, PublicationIndexPage
from archive.models.project import ProjectPage
from archive.models.project_rows import ProgressEntry, ProjectDocument, ProjectMeeting, ProjectMember, ProjectSource
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
    "EventDecision",
    "EventDocument",
    "EventFollowUp",
    "EventIndexPage",
    "EventPartner",
    "EventReportPage",
    "EventSource",
    "EventSpeaker",
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
    "PublicationPage",
    "PublicationSource",
    "Registration",
    "SentNotice",
    "Subscriber",
]
