"""The archive's pages: events and their reports, publications, and the pages that list them."""

from archive.models.event import EventReportPage
from archive.models.indexes import ArchiveIndexPage, EventIndexPage, PublicationIndexPage
from archive.models.publication import PublicationPage
from archive.models.rows import (
    EventDocument,
    EventPartner,
    EventSource,
    EventSpeaker,
    ProgrammeItem,
    PublicationAuthor,
    PublicationFile,
    PublicationSource,
)

__all__ = [
    "ArchiveIndexPage",
    "EventDocument",
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
]
