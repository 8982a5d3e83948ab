"""Whether a form comes from a person who reads a page of ours. Nobody else is asked."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware

#: A field that people do not see and robots fill. It means nothing to what browsers fill by themselves.
HONEYPOT = "telecopie"
STAMP = "_ouvert"
#: Seconds that a person needs at least to read a form and fill it.
LEAST = 3

EXPIRED = (
    "Le formulaire avait expiré, sans doute parce que vous vous êtes connecté ou déconnecté dans une autre fenêtre. "
    "Rien n’est perdu : relisez ce qui suit et enregistrez de nouveau."
)
ROBOT = (
    "Cet envoi ressemble à celui d’un robot : un champ qui doit rester vide était rempli. Il est vidé ; si vous êtes "
    "une personne, enregistrez de nouveau."
)
FAST = "Le formulaire est parti si vite que l’on dirait un robot. Relisez ce que vous avez écrit et envoyez de nouveau."

_signer = TimestampSigner(salt="members.guarding")


class _Check(CsrfViewMiddleware):
    """Django's own check, which tells instead of answering."""

    def _reject(self, request: HttpRequest, reason: str) -> Any:
        return reason


def forged(request: HttpRequest) -> bool:
    """Whether a form may come from another site, or is older than the last log-in.

    For views that are `csrf_exempt`, so that they can show again what was typed.
    """
    return bool(_Check(_nothing).process_view(request, _nothing, (), {}))


def _nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def caught(request: HttpRequest) -> bool:
    """Whether the field that nobody sees was filled."""
    return bool(request.POST.get(HONEYPOT))


def stamp(request: HttpRequest, pk: UUID) -> str:
    """When the form of this number was first shown, signed; what came with the request if that holds."""
    sent = request.POST.get(STAMP, "")
    return sent if _holds(sent, pk) else _signer.sign(str(pk))


def too_fast(request: HttpRequest, pk: UUID) -> bool:
    """Whether a form was sent sooner than anybody can fill it, or was never shown."""
    sent = request.POST.get(STAMP, "")
    if not _holds(sent, pk):
        return True
    try:
        _signer.unsign(sent, max_age=LEAST)
    except SignatureExpired:
        return False
    return True


def _holds(sent: str, pk: UUID) -> bool:
    try:
        return _signer.unsign(sent) == str(pk)
    except BadSignature:
        return False
