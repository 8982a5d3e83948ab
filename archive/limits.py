"""Rate limits of the public forms that send a mail to any address: registrations and « être prévenu »."""

from __future__ import annotations

from django.http import HttpRequest

from core.guards import throttling
from core.guards.throttling import DAY, HOUR, Bounds, Limit, Usage, client_network
from core.text.addresses import mailbox

# Limits are sorted from the shortest window to the longest.
#: From one network, which a whole school or town hall may share.
BY_NETWORK = (Limit(40, HOUR), Limit(120, DAY))
#: From one network to one address. What goes beyond does not use up the limit of the address.
BY_NETWORK_AND_ADDRESS = (Limit(5, HOUR), Limit(10, DAY))
#: From all networks to one address.
BY_ADDRESS = (Limit(10, HOUR), Limit(20, DAY))
#: The same mail, sent again to whoever sends the same form again.
REPEATS = (Limit(1, 120), Limit(4, DAY))
SORRY = (
    "Beaucoup de demandes sont parties d’ici ou vers cette adresse en peu de temps, et le site fait une pause pour se "
    "garder des robots. Réessayez à partir de {time}."
)


def exceeded(request: HttpRequest, email: str) -> Usage | None:
    """Count a form of a network; return the usage of the limit that it exceeds, else None."""
    network = f"network {client_network(request)}"
    bounds: Bounds = {network: BY_NETWORK, f"{_address(email)} {network}": BY_NETWORK_AND_ADDRESS}
    return throttling.exceeded("event form", bounds)


def may_write(email: str) -> bool:
    """Count a form for an address; return whether a mail may be sent.

    Otherwise the form does nothing, and its answer is the usual one: another answer would reveal whether the owner of
    the address has used these forms.
    """
    return throttling.exceeded("event form", {_address(email): BY_ADDRESS}) is None


def _address(email: str) -> str:
    """Return the subject of an address: those with a tag, `name+tag@`, reach the same person."""
    local, _, domain = mailbox(email).rpartition("@")
    return f"address {local.partition('+')[0]}@{domain}"


def may_repeat(subject: str) -> bool:
    """Count the repetition of a mail, such as that of "registration 12"; return whether it may be sent."""
    return throttling.exceeded("event mail", {subject: REPEATS}) is None
