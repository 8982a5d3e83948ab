"""Spam checks of public forms without a third party: CSRF, a honeypot field, a minimum time to fill in the form."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware

#: A field that people do not see and robots fill in. Browsers do not autofill this name.
HONEYPOT = "telecopie"
STAMP = "_ouvert"
#: Minimum number of seconds that a person needs to read and fill in a form.
LEAST = 3

EXPIRED = (
    "Le formulaire avait expiré, sans doute parce que vous vous êtes connecté ou déconnecté dans une autre fenêtre. "
    "Rien n’est perdu : relisez ce qui suit et enregistrez de nouveau."
)
ROBOT = (
    "Cet envoi ressemble à celui d’un robot : un champ qui doit rester vide était rempli ; nous l’avons vidé. Si vous "
    "êtes une personne, enregistrez de nouveau."
)
FAST = "Le formulaire est parti si vite que l’on dirait un robot. Relisez ce que vous avez écrit et envoyez de nouveau."

_signer = TimestampSigner(salt="members.guarding")  # must not change: it signs values in forms that are open now


class _Check(CsrfViewMiddleware):
    """Django's CSRF check, which returns the reason instead of a response."""

    def _reject(self, request: HttpRequest, reason: str) -> Any:
        return reason


def fails_csrf_check(request: HttpRequest) -> bool:
    """Whether a form fails Django's CSRF check: it comes from another site, or is older than the last log-in.

    For `csrf_exempt` views, which use it to show the form again with its input instead of an error page.
    """
    return bool(_Check(_nothing).process_view(request, _nothing, (), {}))


def _nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def fills_honeypot(request: HttpRequest) -> bool:
    """Whether the invisible field was filled in."""
    return bool(request.POST.get(HONEYPOT))


def stamp(request: HttpRequest, pk: UUID) -> str:
    """Return the signed time at which a form was first shown: the request's stamp if valid, or now."""
    value = request.POST.get(STAMP, "")
    return value if _is_valid(value, pk) else _signer.sign(str(pk))


def too_fast(request: HttpRequest, pk: UUID) -> bool:
    """Whether a form was sent sooner than a person can fill it in, or has no valid stamp."""
    value = request.POST.get(STAMP, "")
    if not _is_valid(value, pk):
        return True
    try:
        _signer.unsign(value, max_age=LEAST)
    except SignatureExpired:
        return False
    return True


def refusal(request: HttpRequest, pk: UUID) -> str:
    """Return in French why a form looks like that of another site or of a robot; "" if it does not."""
    if fails_csrf_check(request):
        return EXPIRED
    if fills_honeypot(request):
        return ROBOT
    return FAST if too_fast(request, pk) else ""


def fields(request: HttpRequest, pk: UUID) -> dict[str, str]:
    """Return what the template `components/antispam.html` needs."""
    return {"honeypot": HONEYPOT, "stamp_field": STAMP, "stamp": stamp(request, pk)}


def _is_valid(value: str, pk: UUID) -> bool:
    try:
        return _signer.unsign(value) == str(pk)
    except BadSignature:
        return False
