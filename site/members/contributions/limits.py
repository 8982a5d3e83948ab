"""Rate limits on contributions, reports, files and downloads of personal data, per account and per network."""

from __future__ import annotations

from django.http import HttpRequest

from core.guards import throttling
from core.guards.throttling import DAY, HOUR, Bounds, Limit, Usage, client_network
from members.models import User

# Limits are sorted from the shortest window to the longest.
#: Limits of one account.
BY_ACCOUNT = {
    "start": (Limit(20, HOUR), Limit(60, DAY)),
    "file": (Limit(100, HOUR),),
    "change": (Limit(600, HOUR),),  # through the API only
    "archive": (Limit(4, HOUR),),  # the download of personal data, with all waiting files
}
#: Limits of one network, which a whole school or town hall may share.
BY_NETWORK = {
    "start": (Limit(60, HOUR),),
    "report": (Limit(6, HOUR), Limit(20, DAY)),
    "aside": (Limit(60, HOUR),),
}
SORRY = (
    "Beaucoup d’envois sont partis d’ici en peu de temps, et le site fait une pause pour se garder des robots. "
    "Ce que vous avez écrit est encore là : réessayez à partir de {time}."
)


def exceeded(action: str, user: User | None, request: HttpRequest | None = None) -> Usage | None:
    """Count one more of an action (a key of the tables above); return the usage of the limit it exceeds, else None."""
    bounds: Bounds = {}
    if request is not None and action in BY_NETWORK:
        bounds[f"network {client_network(request)}"] = BY_NETWORK[action]
    if user is not None and action in BY_ACCOUNT:
        bounds[f"account {user.pk}"] = BY_ACCOUNT[action]
    return throttling.exceeded(action, bounds)
