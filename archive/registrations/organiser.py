"""The list of registrations, for the organiser of an event: on a phone at the door, as a table to download."""

from __future__ import annotations

import csv
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.http import content_disposition_header
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods, require_safe

from archive.events.essentials import essentials
from archive.models import EventReportPage, Registration
from archive.registrations import mails, seats
from archive.registrations.availability import Numbers
from core.spreadsheets.cells import protected
from core.text.typography import french
from core.visibility.gate import Gate

ATTENDANCE = "presences"
HEADINGS = ("Nom", "Adresse", "Organisation", "Réponse", "Place", "Confirmé", "Inscrit le", "Est venu")
ATTENDED = {None: "", True: "oui", False: "non"}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def registrations(request: HttpRequest, slug: str) -> HttpResponse:
    """List who comes and who waits; on POST store who came, or cancel a registration."""
    event = organised_event(request.user, slug)
    if request.method == "POST":
        if ATTENDANCE in request.POST:
            _store_attendance(event, request.POST.get("lignes", "").split(), request.POST.getlist("venu"))
            messages.success(request, "Les présences sont enregistrées.")
        elif registration := _chosen(event, request.POST.get("annuler", "")):
            _cancel(request, registration)
        return redirect(request.path)
    rows = event.registrations.with_address()
    context = {
        "event": event,
        "facts": essentials(event, Gate.for_request(request)),
        "numbers": next(iter(event.registrations.all().counts()), Numbers()._asdict()),
        "seated": list(rows.seated()),
        "waiting": list(rows.waiting()),
        "attended": event.registrations.filter(attended=True).count(),
        "deleted": event.registrations.filter(mailbox="").exists(),
        "to_cancel": _chosen(event, request.GET.get("annuler", "")),
        "attendance": ATTENDANCE,
        "event_url": event.url if event.live else "",
        "erased_after": settings.REGISTRATION_DAYS,
    }
    return render(request, "archive/registrations/organiser.html", context)


@login_required
@require_safe
def registrations_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """Serve the list as CSV, with semicolons and a byte order mark, as spreadsheets in French expect."""
    event = organised_event(request.user, slug)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, f"inscriptions-{event.slug}.csv")
    response.write("\ufeff")
    writer = csv.writer(response, delimiter=";", quoting=csv.QUOTE_ALL)
    writer.writerow(HEADINGS)
    for row in event.registrations.with_address().order_by("-has_seat", "pk"):
        writer.writerow([protected(cell) for cell in _cells(row)])
    return response


def organised_event(user: Any, slug: str) -> EventReportPage:
    """Return the event of a slug, live or not, whose registrations this user may see. Raise PermissionDenied."""
    if "\0" in slug:
        raise PermissionDenied
    with_registrations = Q(takes_registrations=True) | Q(registrations__isnull=False)
    events = EventReportPage.objects.filter(with_registrations, slug=slug).order_by("path").distinct()
    event = next((event for event in events if may_see_registrations(user, event)), None)
    if event is None:
        raise PermissionDenied
    return event


def may_see_registrations(user: Any, event: EventReportPage) -> bool:
    """Whether a user organises an event, or is a superuser."""
    return bool(user.is_superuser or event.organiser_id == user.pk)


def _cells(row: Registration) -> tuple[str, ...]:
    return (
        row.name,
        row.email,
        row.organisation,
        row.answer,
        "place" if row.has_seat else "liste d’attente",
        "oui" if row.confirmed_at else "non",
        date_format(localtime(row.created_at), "d/m/Y H:i"),
        ATTENDED[row.attended],
    )


def _store_attendance(event: EventReportPage, shown: list[str], came: list[str]) -> None:
    """Store who came among the rows that the form showed; registrations made since stay unknown."""
    rows = event.registrations.seated().filter(pk__in=_ids(shown))
    present = _ids(came)
    rows.filter(pk__in=present).update(attended=True)
    rows.exclude(pk__in=present).update(attended=False)


def _cancel(request: HttpRequest, registration: Registration) -> None:
    if seats.cancel(registration):
        if registration.confirmed_at:
            mails.send(mails.REMOVED, [registration])
        messages.success(request, french(f"Inscription annulée : {registration.name}."))


def _chosen(event: EventReportPage, pk: str) -> Registration | None:
    return event.registrations.with_address().filter(pk__in=_ids([pk])).first()


def _ids(values: list[str]) -> list[int]:
    return [int(value) for value in values if value.isascii() and value.isdecimal() and len(value) < 19]
