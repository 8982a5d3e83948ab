"""Background tasks of registrations: after an event is published, and every hour."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from archive.choices import EventState
from archive.events import schedule
from archive.events.essentials import essentials
from archive.models import EventReportPage, Registration
from archive.registrations import mails, seats
from archive.registrations.changes import outdated
from core.jobs.declare import durable
from core.visibility.gate import Gate

#: The hour of the day from which reminders are sent.
MORNING = 8
#: Days after which registrations are erased when their event is not over: without a last day, or postponed.
LONGEST_DAYS = 365
#: Days after a change that calendars show during which nothing is erased, so that a mistyped year can be mended.
TO_MEND_DAYS = 7


@durable("Prévenir les inscrits d’un évènement")
def follow_publication(event_id: int) -> int:
    """After a publication, give new seats to the waiting list, and write to those for whom something has changed.

    Return the number of mails. It may run again: each change is mailed once.
    """
    if not EventReportPage.objects.filter(pk=event_id).exists():
        return 0
    with seats.settled(event_id) as event:
        registrations = outdated(event, essentials(event, Gate.public_of(event)))
        mails.send(mails.CHANGED, registrations)
    return len(registrations)


def settle_all() -> int:
    """Delete expired registrations, and give free seats to the waiting lists; return how many no longer wait."""
    waiting = Q(registrations__has_seat=False, date_latest__gte=timezone.localdate())
    return _for_each_event(Q(registrations__confirmed_at=None) | waiting, seats.settle)


def send_reminders() -> int:
    """Write to those who come tomorrow, once per registration and day; return the number of mails."""
    now = timezone.localtime()
    tomorrow = now.date() + timedelta(days=1)
    if now.hour < MORNING:
        return 0

    def remind(event_id: int) -> int:
        with seats.settled(event_id) as event:
            days = schedule.days_of(event.date)
            if days is None or days.first != tomorrow or event.state != EventState.ANNOUNCED or not event.live:
                return 0  # changed since it was selected
            confirmed = event.registrations.with_address().seated().filter(confirmed_at__isnull=False)
            registrations = list(confirmed.exclude(reminded_for=tomorrow))
            mails.send(mails.REMINDER, registrations)
            ids = [registration.pk for registration in registrations]
            return Registration.objects.filter(pk__in=ids).update(reminded_for=tomorrow)

    return _for_each_event(Q(state=EventState.ANNOUNCED, live=True, date_earliest=tomorrow), remind)


def erase_personal_data() -> int:
    """Erase names, addresses and answers some days after an event; the rows stay, for the numbers.

    Return the number of registrations.
    """
    now, today = timezone.now(), timezone.localdate()
    over = Q(event__date_latest__lt=today - timedelta(days=settings.REGISTRATION_DAYS))
    changed = Q(event__calendar_entry__changed_at__gt=now - timedelta(days=TO_MEND_DAYS))
    not_over = Q(event__date_latest=None) | Q(event__state=EventState.POSTPONED)
    too_old = Q(created_at__lt=now - timedelta(days=LONGEST_DAYS))
    erasable = (over & ~not_over & ~changed) | (not_over & too_old)
    ids = list(Registration.objects.with_address().filter(erasable).values_list("pk", flat=True))
    return Registration.objects.filter(pk__in=ids).update(**Registration.ERASED)


def _for_each_event(condition: Q, function: Callable[[int], int]) -> int:
    """Call a function with the id of each event under a condition that has registrations; return the sum.

    Each event gets its turn. If there were errors, the first is raised at the end.
    """
    events = EventReportPage.objects.filter(condition, registrations__isnull=False).order_by("pk")
    ids = list(events.values_list("pk", flat=True).distinct())
    total, errors = 0, []
    for event_id in ids:
        try:
            total += function(event_id)
        except EventReportPage.DoesNotExist:
            continue  # deleted meanwhile
        except Exception as error:
            errors.append(error)
    if errors:
        raise errors[0]
    return total
