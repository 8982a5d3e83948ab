"""Notices about events, each sent once: after a publication, and every hour."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from archive.events.reports import without_report
from archive.events.status import UPCOMING
from archive.models import EventReportPage, SentNotice, Subscriber
from archive.notices import mails
from core.bin import tree as page_bin
from core.jobs.declare import durable
from core.visibility.gate import Gate

#: An event that was first published longer ago is not announced any more, as when Sillon is upgraded.
NEWS = timedelta(days=7)


@durable("Annoncer un évènement aux abonnés")
def announce(event_id: int) -> int:
    """Write to all subscribers about a new event ahead, once; return the number of mails."""
    event = EventReportPage.objects.filter(pk=event_id).first()
    if event is None or event.status is not UPCOMING or not Gate.public_of(event).admits(event):
        return 0
    if event.first_published_at is None or event.first_published_at < timezone.now() - NEWS:
        return 0
    with transaction.atomic():
        if not _is_first(event, SentNotice.Kind.ANNOUNCED, event.date_earliest):
            return 0
        subscribers = list(Subscriber.objects.filter(confirmed_at__isnull=False).order_by("pk"))
        mails.announce(event, subscribers)
    return len(subscribers)


def ask_for_reports() -> int:
    """Write to the organisers of events whose report is missing, once per event and date; return how many."""
    events = without_report(page_bin.outside(EventReportPage.objects.live()), timezone.localdate())
    notices = SentNotice.objects.filter(
        event=OuterRef("pk"), kind=SentNotice.Kind.REPORT_MISSING, date=OuterRef("date_latest")
    )
    reachable = events.filter(~Exists(notices), organiser__is_active=True).exclude(organiser__email="")
    return sum(_ask_for_report(event) for event in reachable.select_related("organiser"))


@transaction.atomic
def _ask_for_report(event: EventReportPage) -> bool:
    is_first = _is_first(event, SentNotice.Kind.REPORT_MISSING, event.date_latest)
    if is_first:
        mails.ask_for_report(event)
    return is_first


def _is_first(event: EventReportPage, kind: SentNotice.Kind, date: date | None) -> bool:
    """Record a notice; return False if it was sent before. Of two processes, the second waits for the first."""
    keys = {"event": event, "kind": kind} | ({} if kind == SentNotice.Kind.ANNOUNCED else {"date": date})
    return SentNotice.objects.get_or_create(**keys, defaults={"date": date})[1]
