"""The mails about events to subscribers and to organisers."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse

from archive.events.essentials import essentials
from archive.models import EventReportPage, Subscriber
from archive.notices import subscriptions
from core.mail.render import letter
from core.visibility.gate import Gate


def ask_to_confirm(subscriber: Subscriber) -> None:
    """Send the link to confirm a subscription to new events, or to leave if it is already confirmed."""
    address = Gate.public().absolute(subscriptions.path_of(subscriber))
    hours = int(subscriptions.TO_CONFIRM.total_seconds() // 3600)
    context = {"subscriber": subscriber, "address": address, "hours": hours}
    letter("archive/email/subscribed.txt", subscriber.email, context).send()


def announce(event: EventReportPage, subscribers: list[Subscriber]) -> None:
    """Write to subscribers about a new event."""
    gate = Gate.public_of(event)
    context = {"event": event, "now": essentials(event, gate), "event_address": gate.full_url(event.url_path)}
    for subscriber in subscribers:
        leave = gate.absolute(subscriptions.path_of(subscriber))
        message = letter("archive/email/new_event.txt", subscriber.email, context | {"address": leave})
        # RFC 8058: mail clients show a button that posts to this address.
        message.extra_headers |= {
            "List-Unsubscribe": f"<{leave}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
        message.send()


def ask_for_report(event: EventReportPage) -> None:
    """Write to the organiser of an event whose report is not published."""
    organiser: Any = event.organiser
    edit = reverse("wagtailadmin_pages:edit", args=[event.pk])
    context = {"event": event, "user": organiser, "edit_address": f"{settings.WAGTAILADMIN_BASE_URL}{edit}"}
    letter("archive/email/report_missing.txt", organiser.email, context).send()
