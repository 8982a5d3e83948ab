"""The site's addresses, and three that show what no address of the site shows by itself."""

from __future__ import annotations

from email import message_from_bytes, policy

from csp.decorators import csp_exempt
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.html import format_html

from config.urls import handler400, handler403, handler404, handler500
from config.urls import urlpatterns as site_patterns
from members.models import OutgoingMail

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


def fail(request: HttpRequest) -> HttpResponse:
    """An error that nobody foresaw."""
    raise RuntimeError("Asked for by the screenshots.")


def tell(request: HttpRequest) -> HttpResponse:
    """Messages of every level, on a page of text."""
    messages.info(request, "Un courriel de confirmation vous attend.")
    messages.success(request, "Votre proposition est enregistrée. Un modérateur la lira sous quelques jours.")
    messages.warning(request, "Cette fiche n’a pas été vérifiée depuis trois ans.")
    messages.error(
        request, "Le fichier n’a pas pu être lu : il n’est ni un tableur, ni un texte séparé par des virgules."
    )
    return redirect("/l-alliance/")


@csp_exempt()  # a mail program knows no policy of ours, and mails carry their styles with them
def mail(request: HttpRequest, number: int) -> HttpResponse:
    """A message of the outbox as its reader gets it: its HTML, or its text where there is none."""
    row = OutgoingMail.objects.order_by("pk")[number - 1 : number].first()
    if row is None:
        raise Http404
    body = message_from_bytes(bytes(row.message), policy=policy.default).get_body(("html", "plain"))
    if body.get_content_subtype() == "html":
        return HttpResponse(body.get_content())
    return HttpResponse(
        format_html('<!doctype html><html lang="fr"><title>{}</title><pre>{}</pre>', row.subject, body.get_content())
    )


urlpatterns = [
    path("captures/erreur/", fail),
    path("captures/messages/", tell),
    path("captures/courriel/<int:number>/", mail),
    *site_patterns,
]
