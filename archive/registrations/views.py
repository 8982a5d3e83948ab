"""The pages of registrants: the form, and the page of their registration, on which they confirm or cancel.

None of them is cached. The page of a registration is reached by its secret address alone, so it needs no cookie and
no CSRF token; a GET changes nothing, since mail scanners open links.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from archive import limits
from archive.choices import EventState
from archive.events.essentials import essentials
from archive.models import EventReportPage
from archive.pages.calendars import event_link
from archive.registrations import links, mails, seats
from archive.registrations.availability import Availability, begins_at, row_of
from archive.registrations.forms import RegistrationForm
from archive.registrations.seats import Details, RegistrationClosed
from archive.services import events_url
from core.api.lookup import find, following_moves
from core.guards import antispam
from core.visibility.gate import Gate

CONFIRM, CANCEL = "confirmer", "annuler"


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@following_moves
def register(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the form, or why there is none; register what is sent, and redirect to the same page for everybody."""
    event = find(Gate.for_request(request), EventReportPage, slug).get()
    if not event.takes_registrations:
        raise Http404("Cet évènement n’a pas d’inscription en ligne.")
    state = seats.availability_of(event)
    if state == Availability.CLOSED:
        return _form_page(request, event, state, None)
    if request.method != "POST":
        return _form_page(request, event, state, RegistrationForm(question=event.registration_question))
    form = RegistrationForm(request.POST, question=event.registration_question)
    is_valid = form.is_valid()
    if refusal := antispam.refusal(request, event.translation_key):
        form.add_error(None, refusal)
        return _form_page(request, event, state, form, HTTPStatus.FORBIDDEN)
    if not is_valid:
        return _form_page(request, event, state, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    details = Details(**{name: form.cleaned_data[name] for name in Details._fields if name in form.cleaned_data})
    if usage := limits.exceeded(request, details.email):
        form.add_error(None, limits.SORRY.format(time=usage.reopens))
        return _form_page(request, event, state, form, HTTPStatus.TOO_MANY_REQUESTS)
    if limits.may_write(details.email):
        try:
            registered = seats.register(event.pk, details)
        except (RegistrationClosed, EventReportPage.DoesNotExist):
            return _form_page(request, event, Availability.CLOSED, None)
        may_repeat = limits.may_repeat(f"registration {registered.registration.pk}")
        if registered.is_new or may_repeat:
            mails.send(mails.REGISTERED, [registered.registration])
    return redirect("archive:registration_sent", event.slug)


def _form_page(
    request: HttpRequest,
    event: EventReportPage,
    state: Availability,
    form: RegistrationForm | None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    context = {
        **_facts(request, event),
        "availability": state,
        "form": form,
        "erased_after": settings.REGISTRATION_DAYS,
        **antispam.fields(request, event.translation_key),
    }
    return render(request, "archive/registrations/form.html", context, status=status)


@require_safe
@following_moves
def registration_sent(request: HttpRequest, slug: str) -> HttpResponse:
    """Render the page that announces a mail: the same for known addresses, for those with a seat, and waiting ones."""
    event = find(Gate.for_request(request), EventReportPage, slug).get()
    return render(request, "archive/registrations/sent.html", _facts(request, event))


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def registration(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """Show a registration to whoever has its address, with buttons to confirm and to cancel it."""
    current = links.read(token)
    if current is None:
        return _gone(request)
    event = current.event
    has_begun = _has_begun(event)
    if request.method == "POST" and not has_begun:
        if CANCEL in request.POST and seats.cancel(current):
            return render(request, "archive/registrations/cancelled.html", _facts(request, event))
        if CONFIRM in request.POST and (confirmed := seats.confirm(current)):
            if confirmed.gets_link and event.online_url and current.confirmed_at is None:
                mails.send(mails.REGISTERED, [confirmed])  # the first mail had no link
            return redirect(links.path_of(current))
        return _gone(request)
    takes_place = event.live and event.state == EventState.ANNOUNCED
    context = {
        **_facts(request, event),
        "registration": current,
        "has_begun": has_begun,
        "online_url": event.online_url if takes_place and current.gets_link else "",
        "agenda": event_link(Gate.public_of(event), event) if takes_place and current.has_seat else "",
        "confirm": CONFIRM,
        "cancel": CANCEL,
    }
    return render(request, "archive/registrations/registration.html", context)


def _gone(request: HttpRequest) -> HttpResponse:
    hours = int(seats.TO_CONFIRM.total_seconds() // 3600)
    context = {"events_url": events_url(Gate.for_request(request)), "hours": hours}
    return render(request, "archive/registrations/gone.html", context, status=HTTPStatus.GONE)


def _facts(request: HttpRequest, event: EventReportPage) -> dict[str, Any]:
    """Return what all these pages say of an event: `event`, its `facts`, and `event_url`, "" if it is not visible."""
    gate = Gate.for_request(request)
    return {
        "event": event,
        # The row of an unpublished page holds its draft.
        "facts": essentials(event, gate) if event.live else {},
        "event_url": gate.url(event.url_path) if gate.admits(event) else "",
    }


def _has_begun(event: EventReportPage) -> bool:
    """Whether an event has begun; a postponed one has not, whatever its former date."""
    begins = begins_at(row_of(event))
    return begins is not None and begins <= timezone.now() and event.state != EventState.POSTPONED
