"""Limits on guessing passwords and second-step codes.

Failures are counted

- per account and network: an attacker only locks out their own network;
- per account over all networks, against distributed attacks. Browsers in which the owner has completed a log-in (both
  steps) are exempt and have their own count: a signed cookie, valid until the password changes, identifies them. An
  owner who is locked out elsewhere resets the password by mail. That exempts the browser of the reset for passwords,
  but not for second-step codes, which a reader of the mail could otherwise guess.

Failed passwords are counted per typed name instead of per account. Names with and without an account are therefore
treated alike, and nobody can find out which address belongs to which user name. The price: an attacker who knows both
gets twice as many guesses.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from allauth.core.internal.cryptokit import normalize_user_code
from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.crypto import get_random_string, salted_hmac

from core.guards import throttling
from core.guards.throttling import DAY, HOUR, Bounds, Limit, client_network
from core.text.typography import french
from members.models import User

PASSWORD, CODE = "password", "code"
# Limits are sorted from the shortest window to the longest.
#: Failures for one account from one network, or in one browser known for it.
BY_SOURCE = {
    PASSWORD: (Limit(5, 300), Limit(20, HOUR)),
    CODE: (Limit(5, 300), Limit(20, HOUR), Limit(50, DAY)),
}
#: Failures for one account over all networks.
BY_ACCOUNT = {PASSWORD: (Limit(50, HOUR),), CODE: (Limit(50, HOUR), Limit(100, DAY))}
#: Failures from one network over all accounts.
BY_NETWORK = {PASSWORD: (Limit(20, 60), Limit(200, HOUR)), CODE: ()}

#: Password resets of one account.
RESETS_USED = Limit(5, DAY)
#: A code is valid for three periods of 30 seconds.
ONE_USE = Limit(1, 120)

COOKIE = "appareil"
SALT = "members.login_limits"  # part of existing cookies: must not change with the module's name
COOKIE_AGE = 365 * DAY
#: Session key of the browser of a password reset: the same three values as in the cookie.
SESSION_KEY = "login_device"

TOO_MANY = "Trop d’essais. Réessayez à partir de {time}."
TOO_MANY_EVERYWHERE = (
    "Trop d’essais ont été faits sur ce compte. Pour le protéger, il ne s’ouvre jusqu’à {time} que sur les appareils "
    "où vous vous êtes déjà connecté. Pour l’ouvrir ici sans attendre, choisissez un nouveau mot de passe : "
    "« Mot de passe oublié ? »."
)


@dataclass(frozen=True)
class Attempt:
    """A counted attempt, which remains a failure unless `succeed` is called."""

    action: str
    of_source: Bounds
    of_account: Bounds

    def succeed(self) -> None:
        """Reset the failures from this source, and subtract this attempt from the shared counts."""
        throttling.reset(self.action, self.of_source)
        throttling.undo_count(f"{self.action} anywhere", self.of_account)


def begin(request: HttpRequest, action: str, accounts: list[User], name: str = "") -> Attempt:
    """Count an attempt at the accounts that match `name`. Raises ValidationError if there were too many.

    An attempt refused for its source is not counted for the account, since the password is not checked.
    """
    network = client_network(request)
    owners = [(f"account {user.pk}", _device_of(request, user, action)) for user in accounts]
    if action == PASSWORD and not (owners and all(device for _, device in owners)):
        owners = [(_by_name(name), "")]
    of_source: Bounds = {}
    of_account: Bounds = {}
    for owner, device in owners:
        source = f"{owner} device {device}" if device else f"{owner} network {network}"
        of_source |= _count(action, {source: BY_SOURCE[action]}, TOO_MANY)
        if not device:
            of_account |= _count(f"{action} anywhere", {f"network {network}": BY_NETWORK[action]}, TOO_MANY)
            of_account |= _count(f"{action} anywhere", {owner: BY_ACCOUNT[action]}, TOO_MANY_EVERYWHERE)
    return Attempt(action, of_source, of_account)


def is_first_use(user: User, code: str) -> bool:
    """Whether a correct code is used for the first time. Safe against parallel requests."""
    return not throttling.count("code used", f"account {user.pk} {normalize_user_code(code)}", ONE_USE).is_exceeded


def remember_device(request: HttpRequest, response: HttpResponseBase, user: User) -> None:
    """Set the cookie that identifies this browser, for a year or until the password changes.

    Call it only after the last step of the log-in: this browser becomes exempt from the limit per account.
    """
    device = _device_of(request, user, PASSWORD) or get_random_string(16)
    response.set_cookie(
        COOKIE,
        signing.dumps([user.pk, device, _generation(user)], salt=SALT),
        max_age=COOKIE_AGE,
        path=reverse("members_account"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def allows_reset(user: User) -> bool:
    """Count a password reset; return False if the account has had too many."""
    return not throttling.count("reset used", f"account {user.pk}", RESETS_USED).is_exceeded


def open_after_reset(request: HttpRequest, user: User) -> None:
    """Let a user log in after a password reset: exempt this browser, and reset the counts of failed passwords."""
    request.session[SESSION_KEY] = [user.pk, get_random_string(16), _generation(user)]
    network = client_network(request)
    owners = (_by_name(user.username), _by_name(user.email))
    throttling.reset(PASSWORD, {f"{owner} network {network}": BY_SOURCE[PASSWORD] for owner in owners})
    throttling.reset(f"{PASSWORD} anywhere", dict.fromkeys(owners, BY_ACCOUNT[PASSWORD]))


def _count(action: str, bounds: Bounds, message: str) -> Bounds:
    """Count an attempt and return `bounds`. Raises ValidationError with `message` if a limit is exceeded."""
    if usage := throttling.exceeded(action, bounds):
        raise ValidationError(french(message.format(time=usage.reopens)), code="too_many_attempts")
    return bounds


def _device_of(request: HttpRequest, user: User, action: str) -> str:
    """Return the id of this browser if the account's owner has logged in with it, else "".

    For passwords, the browser of the last password reset counts too.
    """
    try:
        marks = [signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=COOKIE_AGE)]
    except signing.BadSignature:
        marks = []
    if action == PASSWORD:
        marks.append(request.session.get(SESSION_KEY))
    for mark in marks:
        match mark:
            case [user.pk, device, generation] if generation == _generation(user):
                return str(device)
    return ""


def _generation(user: User) -> str:
    """Return a keyed hash that identifies the current password without revealing it."""
    return salted_hmac(SALT, user.password, algorithm="sha256").hexdigest()[:16]


def _by_name(name: str) -> str:
    """Return the key to count a typed name by. Spellings that find the same account must give the same key."""
    return f"name {unicodedata.normalize('NFKC', name).casefold().strip()}"
