"""The site's addresses, and three that show what no address of the site shows by itself."""

from __future__ import annotations

from csp.decorators import csp_exempt
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path

from config.urls import handler400, handler403, handler404, handler429, handler500
from config.urls import urlpatterns as site_patterns
from members.models import User
from tests.factories.mails import MAILS, Scene, caused

__all__ = ["handler400", "handler403", "handler404", "handler429", "handler500", "urlpatterns"]


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
def mail(request: HttpRequest, name: str) -> HttpResponse:
    """A mail as its reader gets it, caused for this answer and then undone."""
    people = [User.objects.get(username=username) for username in ("membre", "moderateur", "editrice")]
    with transaction.atomic():
        message = caused(MAILS[name], Scene(*people))
        transaction.set_rollback(True)
    return HttpResponse(message.get_body(("html",)).get_content())


urlpatterns = [
    path("captures/erreur/", fail),
    path("captures/messages/", tell),
    path("captures/courriel/<path:name>/", mail),
    *site_patterns,
]
