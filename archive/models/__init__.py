"""The archive's pages: events and their reports, publications, tours, and the pages that list them."""

from archive.models.calendar_entry import CalendarEntry
from archive.models.event import EventReportPage
from archive.models.indexes import ArchiveIndexPage, EventIndexPage, PublicationIndexPage
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
from archive.models.tour import TourPage
from archive.models.tour_rows import TourSource, TourStep

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
    "PublicationAuthor",
    "PublicationFile",
    "PublicationIndexPage",
    "PublicationPage",
    "PublicationSource",
    "Registration",
    "SentNotice",
    "Subscriber",
    "TourPage",
    "TourSource",
    "TourStep",
]
