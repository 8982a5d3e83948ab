"""Whether an address leads somewhere, asked politely.

HEAD first, one request at a time and a pause for each host, and nothing of a body is read. Only public addresses are
ever connected to, each redirect included.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections import defaultdict
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

import requests
from django.conf import settings
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

#: Seconds to connect, and between two signs of life.
TIMEOUT = (5, 15)
#: Seconds between two requests to one host.
PAUSE = 1.0
HOSTS_AT_ONCE = 4
REDIRECTS = 8
GONE = {404, 410}
CLOSED = {401, 403, 407, 429}
LONGEST = 2000


@dataclass(frozen=True)
class Answer:
    """What asking an address brought. `problem` is French and empty where all is well.

    `gone` when the page itself is told to be none; `unknown` when nothing can be told; `moved_to` is the address that
    permanent redirects lead to.
    """

    problem: str = ""
    gone: bool = False
    unknown: bool = False
    moved_to: str = ""


def asked_address(raw: Any) -> str:
    """The address to ask for what was cited, without its fragment; empty where there is nothing to ask."""
    url = urldefrag(str(raw or "").strip()).url
    return url if url.lower().startswith(("http://", "https://")) and len(url) <= LONGEST else ""


class NotPublicError(Exception):
    """An address that is not of the public internet: nothing is sent there."""


def is_public(number: str) -> bool:
    """Whether an IP address is of the public internet."""
    address = ipaddress.ip_address(number)
    address = getattr(address, "ipv4_mapped", None) or address
    return address.is_global and not address.is_multicast


def public_address(host: str, port: int) -> str:
    """The number that a name stands for; raise NotPublicError where one of its numbers is not public."""
    numbers = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not all(is_public(number) for number in numbers):
        raise NotPublicError(host)
    return numbers[0]


class _PublicMixin:
    """Connects to the very number that was found to be public, so that a name cannot mean another one meanwhile."""

    _dns_host: str
    port: int

    def _new_conn(self) -> socket.socket:
        name = self._dns_host
        self._dns_host = public_address(name, self.port)
        try:
            return super()._new_conn()
        finally:
            self._dns_host = name


class _PublicHTTP(_PublicMixin, HTTPConnection):
    pass


class _PublicHTTPS(_PublicMixin, HTTPSConnection):
    pass


class _HTTPPool(HTTPConnectionPool):
    ConnectionCls = _PublicHTTP


class _HTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _PublicHTTPS


class PublicAdapter(HTTPAdapter):
    """Requests' adapter, to public addresses only."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _HTTPPool, "https": _HTTPSPool}


class Asker:
    """Asks addresses, never two at a time of one host. May be used by several threads."""

    def __init__(self, pause: float | None = None) -> None:
        self.pause = PAUSE if pause is None else pause
        self._guard = Lock()
        self._locks: dict[str, Lock] = {}
        self._last: dict[str, float] = {}

    def ask(self, url: str) -> Answer:
        """What readers get at an address. Raises nothing that a server or an address can cause."""
        try:
            with self._session() as session:
                return self._follow(session, url)
        except NotPublicError:
            return Answer("adresse d’un réseau privé, qui n’est pas vérifiée", unknown=True)
        except requests.exceptions.SSLError:
            return Answer("certificat de sécurité refusé")
        except requests.exceptions.Timeout:
            return Answer("le serveur ne répond pas")
        except requests.exceptions.ConnectionError:
            return Answer("serveur introuvable")
        except (requests.exceptions.RequestException, ValueError):  # ValueError: a host that is none
            return Answer("adresse mal formée, ou réponse incompréhensible")

    def _follow(self, session: requests.Session, url: str) -> Answer:
        here, permanent = url, True
        for _ in range(REDIRECTS):
            status, target = self._request(session, here)
            if target is None:
                return self._answer(status, here if permanent and here != url else "")
            here = asked_address(urljoin(here, target))
            if not here:
                return Answer("renvoie vers une adresse qui n’en est pas une")
            permanent = permanent and status in (301, 308)
        return Answer("renvoie sans fin d’une adresse à l’autre")

    def _answer(self, status: int, moved_to: str) -> Answer:
        if status < 400:
            return Answer(moved_to=moved_to)
        if status in CLOSED:
            return Answer(f"ne se laisse pas vérifier ({status})", unknown=True)
        if status in GONE:
            return Answer(f"page introuvable ({status})", gone=True)
        return Answer(f"erreur du serveur ({status})" if status >= 500 else f"demande refusée ({status})")

    def _request(self, session: requests.Session, url: str) -> tuple[int, str | None]:
        """The status of an address, and where it redirects to. What HEAD is refused, GET is asked for."""
        status, target = self._once(session, "HEAD", url)
        return self._once(session, "GET", url) if status >= 400 and status != 429 else (status, target)

    def _once(self, session: requests.Session, method: str, url: str) -> tuple[int, str | None]:
        host = urlsplit(url).netloc.lower()
        with self._guard:
            lock = self._locks.setdefault(host, Lock())
        with lock:
            time.sleep(max(0.0, self._last.get(host, -self.pause) + self.pause - time.monotonic()))
            try:
                with session.request(method, url, allow_redirects=False, stream=True, timeout=TIMEOUT) as response:
                    return response.status_code, session.get_redirect_target(response)
            finally:
                self._last[host] = time.monotonic()

    def _session(self) -> requests.Session:
        session = requests.Session()
        session.trust_env = False  # neither a proxy, which would reach anything, nor stored passwords
        session.headers["User-Agent"] = f"Sillon (verification des liens; +{settings.SITE_URL}/)"
        for scheme in ("http://", "https://"):
            session.mount(scheme, PublicAdapter())
        return session


def ask_all(urls: Iterable[str], asker: Asker) -> dict[str, Answer]:
    """The answer of each address. Hosts are asked side by side, the addresses of one in turn."""
    by_host: dict[str, list[str]] = defaultdict(list)
    for url in urls:
        by_host[urlsplit(url).netloc.lower()].append(url)
    with ThreadPoolExecutor(HOSTS_AT_ONCE) as pool:
        turns = pool.map(lambda turn: [(url, asker.ask(url)) for url in turn], by_host.values())
        return {url: answer for turn in turns for url, answer in turn}
