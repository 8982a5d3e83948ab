"""Who sends a request: the network of its client, for limits."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.http import HttpRequest

from core.guards.throttling import network_of


def client_network(request: HttpRequest) -> str:
    """Return the client's network, as seen behind the trusted proxies; "" if it is unknown."""
    return network_of(get_adapter().get_client_ip(request))
