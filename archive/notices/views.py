"""« Être prévenu »: the form, and the page on which an address is confirmed or leaves."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from archive import limits
from archive.notices import mails, subscriptions
from archive.notices.forms import SubscriptionForm
from core.guards import antispam

#: Stands for the form where `antispam` takes the id of a row.
FORM = UUID("5c2f6f0e-8d0b-4c5e-9a53-1f0f8ad9d1c2")
CONFIRM, LEAVE = "confirmer", "quitter"
#: The field that mail clients post (RFC 8058).
ONE_CLICK = "List-Unsubscribe"


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: HttpRequest) -> HttpResponse:
    """Show the form; send a mail to confirm, and redirect to the same page for everybody."""
    if request.method != "POST":
        return _form_page(request, SubscriptionForm())
    form = SubscriptionForm(request.POST)
    is_valid = form.is_valid()
    if refusal := antispam.refusal(request, FORM):
        form.add_error(None, refusal)
        return _form_page(request, form, HTTPStatus.FORBIDDEN)
    if not is_valid:
        return _form_page(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    email = form.cleaned_data["email"]
    if usage := limits.exceeded(request, email):
        form.add_error(None, limits.SORRY.format(time=usage.reopens))
        return _form_page(request, form, HTTPStatus.TOO_MANY_REQUESTS)
    if limits.may_write(email):
        subscriber = subscriptions.ask(email)
        if limits.may_repeat(f"subscriber {subscriber.pk}"):
            mails.ask_to_confirm(subscriber)
    return redirect("archive:subscription_sent")


def _form_page(request: HttpRequest, form: SubscriptionForm, status: int = HTTPStatus.OK) -> HttpResponse:
    context = {"form": form, **antispam.fields(request, FORM)}
    return render(request, "archive/notices/form.html", context, status=status)


@require_safe
def subscription_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "archive/notices/sent.html")


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def subscription(request: HttpRequest, token: str) -> HttpResponse:
    """Show a subscription to whoever has its address, with a button to confirm or to leave."""
    subscriber = subscriptions.read(token)
    if subscriber is None:
        context = {"hours": int(subscriptions.TO_CONFIRM.total_seconds() // 3600)}
        return render(request, "archive/notices/gone.html", context, status=HTTPStatus.GONE)
    if request.method == "POST" and (LEAVE in request.POST or ONE_CLICK in request.POST):
        subscriptions.leave(subscriber)
        return render(request, "archive/notices/left.html")
    if request.method == "POST" and CONFIRM in request.POST:
        subscriptions.confirm(subscriber)
        return redirect(request.path)
    return render(
        request, "archive/notices/subscription.html", {"subscriber": subscriber, "confirm": CONFIRM, "leave": LEAVE}
    )
