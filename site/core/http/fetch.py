"""HTTP requests to other hosts, limited in total time and size, and optionally to public IP addresses.

Built on `requests`, with two additions below it: a deadline for the whole response, because its time-out only applies
to each read; and a DNS look-up whose addresses are checked and then used for the connection, because a second look-up
could return other addresses.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

import requests
from django.conf import settings
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError, NewConnectionError

CHUNK = 16_384

#: The only block of IPv6 from which public addresses are given (RFC 4291).
PUBLIC_IPV6 = ipaddress.ip_network("2000::/3")
#: The IPv6 addresses for IPv4 ones on networks without IPv4 (RFC 6052).
NAT64 = ipaddress.ip_network("64:ff9b::/96")
#: What Python's `is_global` admits, in some of its versions at least.
NOT_PUBLIC = [ipaddress.ip_network(block) for block in ("192.0.0.0/24", "224.0.0.0/4", "2001::/32", "3fff::/20")]


class FetchError(Exception):
    """The request failed. The text says why, in English and without the URL."""


class NoHostError(FetchError):
    """The host name cannot be resolved, or the connection failed."""


class CertificateError(FetchError):
    """The host's certificate is not valid."""


class NotPublicError(FetchError):
    """The host has an address outside the public internet and `public_only` is set; nothing was sent."""


class DeadlineError(FetchError):
    """The response was not complete in time."""


class TooLargeError(FetchError):
    """The body is longer than the limit."""


@dataclass(frozen=True)
class Response:
    """An HTTP response. `redirect` is the absolute URL of its redirect, or ""."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    redirect: str = ""


def fetch(
    url: str,
    *,
    seconds: float,
    limit: int,
    method: str = "GET",
    params: Mapping[str, str | int] | None = None,
    agent: str = "",
    redirects: int = 0,
    public_only: bool = False,
) -> Response:
    """Send a request to an http(s) URL and return the response. Raise FetchError.

    `seconds` is the time for everything: DNS, connection, headers, body and up to `redirects` redirects. `limit` is
    the maximum size of the body in bytes; with 0 it is not read. `public_only` is for URLs that users have written: it
    refuses private networks and ignores proxies from the environment.
    """
    guard = _Guard(time.monotonic() + seconds, public_only)
    token = _current.set(guard)
    try:
        with guard:
            response = _send(guard, method, url, params, limit, agent)
            for _ in range(redirects):
                if not response.redirect:
                    break
                response = _send(guard, method, response.redirect, None, limit, agent)
            return response
    except FetchError as error:
        if guard.expired:
            raise DeadlineError("no whole answer in time") from error
        raise
    except (requests.exceptions.RequestException, HTTPError, OSError, ValueError) as error:
        # ValueError: an invalid host name.
        raise (DeadlineError("no whole answer in time") if guard.expired else _as_fetch_error(error)) from error
    finally:
        _current.reset(token)


def _as_fetch_error(error: Exception) -> FetchError:
    """Translate an error that occurred before the deadline."""
    match error:
        case requests.exceptions.SSLError():
            return CertificateError(str(error))
        case requests.exceptions.Timeout() | TimeoutError():
            return DeadlineError("no answer in time")
        case requests.exceptions.ConnectionError():
            return NoHostError("no connection")
    return FetchError(type(error).__name__)


def _send(guard: _Guard, method: str, url: str, params: Mapping[str, Any] | None, limit: int, agent: str) -> Response:
    if not url.lower().startswith(("http://", "https://")):
        raise FetchError("not an http(s) address")
    timeout = guard.remaining()
    # A new session per redirect, because the host may close a connection just when it would be reused.
    with (
        _session(agent, guard.public_only) as session,
        session.request(method, url, params=params, allow_redirects=False, stream=True, timeout=timeout) as answer,
    ):
        guard.remaining()  # raises if the deadline cut the connection, since truncated headers look complete
        target = session.get_redirect_target(answer)
        body = b""
        if limit and not target:
            for chunk in answer.iter_content(CHUNK):
                guard.remaining()
                body += chunk
                if len(body) > limit:
                    raise TooLargeError("the answer is too long")
            guard.remaining()  # likewise: a cut connection looks like the end of a body without length
        redirect = urljoin(answer.url, target) if target else ""
        return Response(answer.status_code, answer.headers, body, redirect)


def is_public(number: str) -> bool:
    """Whether an IP address belongs to the public internet. What leads to an IPv4 address counts as that one."""
    address = ipaddress.ip_address(number)
    if isinstance(address, ipaddress.IPv6Address):
        address = _embedded(address) or address
    if address.version == 6 and address not in PUBLIC_IPV6:
        return False
    return address.is_global and not any(address in network for network in NOT_PUBLIC)


def _embedded(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address to which the system, or a gateway on the way, sends what is for an IPv6 address."""
    if address in NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour


# --- Deadline and address checks, applied to every connection of a request ------------------------------------------


class _Guard:
    """The deadline and the address check of one request. At the deadline its sockets are shut down, which ends reads.

    A socket's own time-out applies to each read, so a host that sends one byte per second would never reach it.
    """

    def __init__(self, deadline: float, public_only: bool) -> None:
        self.deadline = deadline
        self.public_only = public_only
        self._sockets: list[socket.socket] = []
        self._lock = threading.Lock()
        self._closed = False
        self._timer = threading.Timer(max(0.0, deadline - time.monotonic()), self._cut)
        self._timer.daemon = True

    def __enter__(self) -> _Guard:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        with self._lock:
            self._closed = True
            for sock in self._sockets:
                sock.close()

    @property
    def expired(self) -> bool:
        return time.monotonic() >= self.deadline

    def remaining(self) -> float:
        """Return the seconds until the deadline. Raise DeadlineError if it has passed."""
        seconds = self.deadline - time.monotonic()
        if seconds <= 0:
            raise DeadlineError("no whole answer in time")
        return seconds

    def watch(self, sock: socket.socket) -> None:
        # A duplicate, because TLS detaches the original socket.
        with self._lock:
            self._sockets.append(sock.dup())

    def _cut(self) -> None:
        with self._lock:
            if self._closed:
                return
            for sock in self._sockets:
                try:
                    sock.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue  # already closed by the other side

    def addresses(self, host: str, port: int) -> list[str]:
        """Resolve a host to IP addresses. Raise NotPublicError, DeadlineError, or OSError if there are none."""
        results: list[Any] = []

        def look_up() -> None:
            try:
                results.append(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
            except (OSError, UnicodeError) as error:
                results.append(error)

        # In a thread, because `getaddrinfo` has no time-out.
        thread = threading.Thread(target=look_up, daemon=True)
        thread.start()
        thread.join(self.remaining())
        if not results:
            raise DeadlineError("no address in time")
        if isinstance(results[0], Exception):
            raise OSError("the host has no address") from results[0]
        numbers = list(dict.fromkeys(str(info[4][0]) for info in results[0]))
        if self.public_only and not all(is_public(number) for number in numbers):
            raise NotPublicError("not a public address")
        return numbers


#: The guard of the current request.
_current: ContextVar[_Guard] = ContextVar("current")


class _GuardedMixin:
    """Connects to the address that was checked, instead of resolving the name a second time."""

    _dns_host: str
    port: int

    def _new_conn(self) -> socket.socket:
        guard = _current.get()
        error: OSError | None = None
        try:
            numbers = guard.addresses(self._dns_host, self.port)
        except OSError as dns_error:
            raise NewConnectionError(self, "the host has no address") from dns_error  # type: ignore[arg-type]
        for number in numbers:
            try:
                sock = socket.create_connection((number, self.port), guard.remaining())
            except OSError as connection_error:
                error = connection_error
                continue
            guard.watch(sock)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return sock
        raise NewConnectionError(self, "no connection") from error  # type: ignore[arg-type]


class _HTTP(_GuardedMixin, HTTPConnection):
    pass


class _HTTPS(_GuardedMixin, HTTPSConnection):
    pass


class _HTTPPool(HTTPConnectionPool):
    ConnectionCls = _HTTP


class _HTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _HTTPS


class _GuardedAdapter(HTTPAdapter):
    """An adapter of `requests` that uses guarded connections, also to proxies."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _HTTPPool, "https": _HTTPSPool}

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:
        manager = super().proxy_manager_for(*args, **kwargs)
        manager.pool_classes_by_scheme = {"http": _HTTPPool, "https": _HTTPSPool}
        return manager


def _session(agent: str, public_only: bool) -> requests.Session:
    session = requests.Session()
    # The environment may name a proxy, which could reach private addresses, and stored passwords (.netrc).
    session.trust_env = not public_only
    session.headers["User-Agent"] = agent or f"Sillon/{settings.RELEASE}"
    for scheme in ("http://", "https://"):
        session.mount(scheme, _GuardedAdapter())
    return session
