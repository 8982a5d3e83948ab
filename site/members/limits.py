"""How often one person, or one address of the network, may begin something: counted in the shared cache.

Nothing is kept but numbers under keys that nobody can read back.
"""

from __future__ import annotations

import ipaddress
import time
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from members.models import User


@dataclass(frozen=True)
class Limit:
    """So many times within so many seconds."""

    times: int
    seconds: int


HOUR, DAY = 3600, 24 * 3600
#: For one account.
BY_ACCOUNT = {
    "start": (Limit(20, HOUR), Limit(60, DAY)),
    "file": (Limit(100, HOUR),),
    "change": (Limit(600, HOUR),),  # by programs; what people type is not counted
}
#: For one address. A whole school or town hall may share one.
BY_ADDRESS = {
    "start": (Limit(60, HOUR),),
    "report": (Limit(6, HOUR), Limit(20, DAY)),
    "aside": (Limit(60, HOUR),),
}
SORRY = (
    "Beaucoup d’envois sont partis d’ici en peu de temps, et le site fait une pause pour se garder des robots. "
    "Ce que vous avez écrit est encore là : réessayez dans une heure."
)


def allows(what: str, user: User | None, address: str) -> bool:
    """Count one more « start », « report » or « aside », and tell whether it is still within the limits."""
    counted = [(limit, f"adresse {_network(address)}") for limit in BY_ADDRESS.get(what, ())]
    if user is not None:
        counted += [(limit, f"compte {user.pk}") for limit in BY_ACCOUNT.get(what, ())]
    counts = [(_count(what, limit, who), limit) for limit, who in counted]
    return all(count <= limit.times for count, limit in counts)


def address_of(request: HttpRequest) -> str:
    """The address that a request comes from, behind the proxies that the settings trust; empty where none is told."""
    try:
        return str(get_adapter().get_client_ip(request))
    except PermissionDenied:
        return ""


def _network(address: str) -> str:
    """What stands for one household: an IPv4 address, or the half of an IPv6 address that is given out."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else str(found)


def _count(what: str, limit: Limit, who: str) -> int:
    window = int(time.time() // limit.seconds)
    counted = salted_hmac("members.limits", f"{what} {who} {limit.seconds} {window}", algorithm="sha256")
    key = f"limite-{counted.hexdigest()}"
    cache.add(key, 0, limit.seconds)
    try:
        return cache.incr(key)
    except ValueError:  # it has just run out
        return 1
