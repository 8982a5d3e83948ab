"""Limits on mails that any visitor can trigger to an address: password resets and confirmations of addresses.

A mail beyond a limit is silently not sent: the page is the same. The owner of the address is not locked out, since the
links in the earlier mails are still valid.
"""

from __future__ import annotations

from django.http import HttpRequest

from core.guards import throttling
from core.guards.throttling import DAY, Bounds, Limit, client_network
from core.text.addresses import mailbox

RESET, CONFIRMATION = "reset", "confirmation"
#: From one network to one address. Requests beyond it do not use up the limit of the address.
BY_NETWORK = (Limit(1, 120), Limit(4, DAY))
#: From all networks to one address.
BY_ADDRESS = (Limit(1, 120), Limit(12, DAY))


def allows(request: HttpRequest, purpose: str, email: str) -> bool:
    """Count a mail to an address; return whether it may be sent."""
    return throttling.exceeded(f"{purpose} mail", _bounds(request, email)) is None


def forget(request: HttpRequest, email: str) -> None:
    """Reset the count of reset mails after a log-in or a new password, which invalidate the links in earlier mails."""
    throttling.reset(f"{RESET} mail", _bounds(request, email))


def _bounds(request: HttpRequest, email: str) -> Bounds:
    address = f"address {mailbox(email)}"
    return {f"{address} network {client_network(request)}": BY_NETWORK, address: BY_ADDRESS}
