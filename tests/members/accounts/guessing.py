"""Failed log-ins from many networks, for tests of the limits on guessing."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client, RequestFactory

LOGIN = "/compte/login/"
SECOND_STEP = "/compte/deux-etapes/authenticate/"
#: The two refusals: for one network, and for all browsers that the owner has not used.
SPENT = "Trop d’essais. Réessayez à partir de "
SPENT_EVERYWHERE = "Trop d’essais ont été faits sur ce compte."


def log_in(client: Client, login: str, password: str = "faux", address: str = "192.0.2.1"):
    """Send the log-in form, past allauth's own limit on the page for one address."""
    cache.clear()
    return client.post(LOGIN, {"login": login, "password": password}, REMOTE_ADDR=address)


def fail(login: str, times: int, address: str = "198.51.100.{}") -> int:
    """Count failed passwords for a name as the log-in form does, without its pages; return how many were counted.

    `address` is that of the client, with its number if each has another one.
    """
    counted = 0
    for number in range(times):
        request = RequestFactory().post(LOGIN, REMOTE_ADDR=address.format(number))
        request.session = {}
        try:
            get_adapter().authenticate(request, username=login, password="faux")
        except ValidationError:
            continue
        counted += 1
    return counted
