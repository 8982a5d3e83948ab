"""Who sent a request: a page of this site or another site, a script or a navigation, and under which account."""

from __future__ import annotations

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest

from members.models import User

#: The field that `admin-session.js` adds to each form: the signed account that the page was rendered for.
ACCOUNT = "_compte"

_signer = Signer(salt="members.sessions")  # must not change: it signs values in pages that are open now


def sign_account(user: object) -> str:
    """Return the signed primary key of a user, always the same; "" for an anonymous one."""
    pk = getattr(user, "pk", None)
    return "" if pk is None else _signer.sign(str(pk))


def account_of_form(request: HttpRequest) -> User | None:
    """Return the account that the submitted form was rendered for; None if unknown."""
    try:
        pk = _signer.unsign(request.POST.get(ACCOUNT, ""))
    except BadSignature:
        return None
    return User.objects.filter(pk=pk).first()


def is_from_own_page(request: HttpRequest) -> bool:
    """Whether a browser states that a page of this site sent the request. False if it states nothing.

    Unlike the CSRF check this does not depend on cookies, which an ended session may have taken along.
    """
    own = {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    return site == "same-origin" and request.headers.get("Origin") in own


def is_from_script(request: HttpRequest) -> bool:
    """Whether a script awaits the response, which would follow a redirect to the log-in without showing it."""
    mode = request.headers.get("Sec-Fetch-Mode")
    if mode:  # browsers send it to https addresses and to localhost
        return mode in ("cors", "same-origin") and request.headers.get("Sec-Fetch-Dest", "empty") == "empty"
    return request.headers.get("x-requested-with") == "XMLHttpRequest" or not request.accepts("text/html")
