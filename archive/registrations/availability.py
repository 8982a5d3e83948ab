"""Whether an event takes registrations now, from its fields and the number of registrations."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any, NamedTuple

from django.db import models
from django.utils import timezone

from archive.choices import EventState
from archive.events import schedule
from archive.events.status import UPCOMING, status_of
from core.dates.words import PARIS


class Availability(models.TextChoices):
    """The codes of the API. `none` is an event without registration, `waiting_list` one that is full."""

    NONE = "none", "Sans inscription"
    OPEN = "open", "Inscriptions ouvertes"
    WAITING_LIST = "waiting_list", "Complet, avec liste d’attente"
    CLOSED = "closed", "Inscriptions closes"


#: The columns of an event that `availability` reads.
REGISTRATION_FIELDS = (
    "takes_registrations", "registrations_until", "capacity", "state", "live",
    "date", "date_earliest", "date_latest", "start_time",
)  # fmt: skip


class Numbers(NamedTuple):
    """The numbers of registrations with a seat, and without one."""

    seated: int = 0
    waiting: int = 0


def availability(row: Mapping[str, Any], numbers: Numbers, now: datetime) -> Availability:
    """Return the availability of an event from a row with `REGISTRATION_FIELDS`, at a moment."""
    if not row["takes_registrations"]:
        return Availability.NONE
    closing = closes_at(row)
    status = status_of(row["state"], row["date_earliest"], row["date_latest"], timezone.localdate(now))
    if not row["live"] or status is not UPCOMING or closing is None or now >= closing:
        return Availability.CLOSED
    is_full = numbers.waiting or free_seats(row["capacity"], numbers) == 0
    return Availability.WAITING_LIST if row["capacity"] is not None and is_full else Availability.OPEN


def free_seats(capacity: int | None, numbers: Numbers) -> int | None:
    """Return the number of free seats; None if there is no maximum."""
    return None if capacity is None else max(0, capacity - numbers.seated)


def begins_at(row: Mapping[str, Any]) -> datetime | None:
    """Return when an event begins: at the beginning of its first day if it has no hour. None without exact days."""
    days = schedule.days_of(row["date"])
    return datetime.combine(days.first, row["start_time"] or time(0), PARIS) if days else None


def closes_at(row: Mapping[str, Any]) -> datetime | None:
    """Return when registration closes: after its last day, at the latest when the event begins. None without a day."""
    begins, until = begins_at(row), row["registrations_until"]
    if begins is None or until is None:
        return begins
    return min(begins, datetime.combine(until + timedelta(days=1), time(0), PARIS))


def row_of(event: Any) -> dict[str, Any]:
    """Return the row of an event page with `REGISTRATION_FIELDS`."""
    return {name: getattr(event, name) for name in REGISTRATION_FIELDS}


def registration_problems(event: Any) -> dict[str, str]:
    """Return French messages by field if an event page cannot take registrations as it says."""
    if not event.takes_registrations:
        if event.registrations_until or event.registration_question or event.online_url:
            return {"takes_registrations": "Cochez cette case, ou videz le dernier jour, la question et le lien."}
        return {}
    problems = {}
    days = schedule.days_of(event.date)
    if event.date and days is None and event.state != EventState.POSTPONED:
        problems["date"] = "L’inscription en ligne demande un jour exact."
    if event.organiser_id is None:
        problems["organiser"] = "Choisissez qui voit la liste des inscrits."
    if event.capacity == 0:
        problems["capacity"] = "Une place au moins, ou laissez vide."
    if days and event.registrations_until and event.registrations_until > days.first:
        problems["registrations_until"] = "Ce jour vient après le début de l’évènement."
    return problems
