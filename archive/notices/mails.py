"""The mails about events to subscribers and organisers, each sent once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from archive.events.reports import without_report
from archive.events.status import UPCOMING
from archive.models import EventReportPage, SentNotice, Subscriber
from archive.notices import subscriptions
from archive.registrations.changes import essentials
from core.bin import tree as page_bin
from core.jobs.declare import durable
from core.mail.render import letter
from core.visibility.gate import Gate

#: An event that was first published longer ago is not announced any more, as when Sillon is upgraded.
NEWS = timedelta(days=7)


def ask_to_confirm(subscriber: Subscriber) -> None:
    """Write to an address that asked for new events, with the link to confirm, or to leave if it is confirmed."""
    context = {"subscriber": subscriber, "address": subscriptions.address_of(subscriber)}
    letter("archive/email/subscribed.txt", subscriber.email, context).send()


@durable("Annoncer un évènement aux abonnés")
def announce(event_id: int) -> int:
    """Write to all subscribers about a new event ahead, once; return to how many."""
    gate = Gate.public()
    event = gate.pages(EventReportPage).filter(pk=event_id).first()
    if event is None or event.status is not UPCOMING or event.first_published_at < timezone.now() - NEWS:
        return 0
    with transaction.atomic():
        if not _is_first(event, SentNotice.Kind.ANNOUNCED, event.date_earliest):
            return 0
        subscribers = list(Subscriber.objects.filter(confirmed_at__isnull=False).order_by("pk"))
        context = {"event": event, "now": essentials(event), "event_address": gate.full_url(event.url_path)}
        for subscriber in subscribers:
            leave = subscriptions.address_of(subscriber)
            message = letter("archive/email/new_event.txt", subscriber.email, context | {"address": leave})
            # RFC 8058: mail clients show a button that posts to this address.
            message.extra_headers |= {
                "List-Unsubscribe": f"<{leave}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            }
            message.send()
    return len(subscribers)


def ask_for_reports() -> int:
    """Write to the organisers of events whose report is missing, once per event and date; return to how many."""
    events = without_report(page_bin.outside(EventReportPage.objects.live()), timezone.localdate())
    asked = SentNotice.objects.filter(
        event=OuterRef("pk"), kind=SentNotice.Kind.REPORT_MISSING, date=OuterRef("date_latest")
    )
    reachable = events.filter(~Exists(asked), organiser__is_active=True).exclude(organiser__email="")
    return sum(_ask_for_report(event) for event in reachable.select_related("organiser"))


@transaction.atomic
def _ask_for_report(event: EventReportPage) -> bool:
    if not _is_first(event, SentNotice.Kind.REPORT_MISSING, event.date_latest):
        return False
    organiser: Any = event.organiser
    edit = reverse("wagtailadmin_pages:edit", args=[event.pk])
    context = {"event": event, "user": organiser, "edit_address": f"{settings.WAGTAILADMIN_BASE_URL}{edit}"}
    letter("archive/email/report_missing.txt", organiser.email, context).send()
    return True


def _is_first(event: EventReportPage, kind: SentNotice.Kind, date: date | None) -> bool:
    """Record a notice; return False if it was sent before. Of two processes, the second waits for the first."""
    keys = {"event": event, "kind": kind} | ({} if kind == SentNotice.Kind.ANNOUNCED else {"date": date})
    return SentNotice.objects.get_or_create(**keys, defaults={"date": date})[1]
