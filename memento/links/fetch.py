"""Checking whether URLs work, without burdening their hosts.

HEAD before GET, one request at a time per host with a pause after each, no body read. Connects to public addresses
only, for redirects too.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock
from typing import Any
from urllib.parse import urldefrag, urlsplit

from django.conf import settings

from core.http.fetch import CertificateError, DeadlineError, FetchError, NoHostError, NotPublicError, fetch

#: Maximum seconds for one request, from the DNS look-up to the last header.
DEADLINE = 20
#: Seconds between two requests to one host.
PAUSE = 1.0
HOSTS_AT_ONCE = 4
MAX_REDIRECTS = 8
GONE = {404, 410}
UNCHECKABLE = {401, 403, 407, 429}
LONGEST_URL = 2000


@dataclass(frozen=True)
class LinkStatus:
    """The result of checking a URL. `problem` is a French sentence, empty if the URL works.

    `gone` if the server says that the page does not exist; `unknown` if it cannot be checked; `moved_to` is the URL
    that permanent redirects lead to.
    """

    problem: str = ""
    gone: bool = False
    unknown: bool = False
    moved_to: str = ""


def checkable_url(raw: Any) -> str:
    """Return a cited URL without its fragment; empty if it is no valid http(s) URL."""
    try:
        url = urldefrag(str(raw or "").strip()).url
        urlsplit(url)
    except ValueError:  # an unclosed bracket, or a character that is invalid in a host
        return ""
    return url if url.lower().startswith(("http://", "https://")) and len(url) <= LONGEST_URL else ""


class LinkChecker:
    """Checks URLs, one request at a time per host. Thread-safe."""

    def __init__(self, pause: float | None = None) -> None:
        self.pause = PAUSE if pause is None else pause
        self._guard = Lock()
        self._locks: dict[str, Lock] = {}
        self._last: dict[str, float] = {}

    def check(self, url: str) -> LinkStatus:
        """Return the status of a URL. Network errors and malformed URLs are statuses too, never exceptions."""
        try:
            return self._follow(url)
        except NotPublicError:
            return LinkStatus("adresse d’un réseau privé, qui n’est pas vérifiée", unknown=True)
        except CertificateError:
            return LinkStatus("certificat de sécurité refusé")
        except DeadlineError:
            return LinkStatus("le serveur ne répond pas")
        except NoHostError:
            return LinkStatus("serveur introuvable")
        except (FetchError, ValueError):  # ValueError: an impossible host
            return LinkStatus("adresse mal formée, ou réponse incompréhensible")

    def _follow(self, url: str) -> LinkStatus:
        current, permanent = url, True
        for _ in range(MAX_REDIRECTS):
            status, target = self._request(current)
            if not target:
                return self._status(status, current if permanent and current != url else "")
            current = checkable_url(target)
            if not current:
                return LinkStatus("renvoie vers une adresse qui n’en est pas une")
            permanent = permanent and status in (301, 308)
        return LinkStatus("renvoie sans fin d’une adresse à l’autre")

    def _status(self, status: int, moved_to: str) -> LinkStatus:
        if status < 400:
            return LinkStatus(moved_to=moved_to)
        if status in UNCHECKABLE:
            return LinkStatus(f"ne se laisse pas vérifier ({status})", unknown=True)
        if status in GONE:
            return LinkStatus(f"page introuvable ({status})", gone=True)
        return LinkStatus(f"erreur du serveur ({status})" if status >= 500 else f"demande refusée ({status})")

    def _request(self, url: str) -> tuple[int, str]:
        """Return the HTTP status of a URL and its redirect target or "", by GET if HEAD fails."""
        status, target = self._send("HEAD", url)
        return self._send("GET", url) if status >= 400 and status != 429 else (status, target)

    def _send(self, method: str, url: str) -> tuple[int, str]:
        host = urlsplit(url).netloc.lower()
        with self._guard:
            lock = self._locks.setdefault(host, Lock())
        with lock:
            time.sleep(max(0.0, self._last.get(host, -self.pause) + self.pause - time.monotonic()))
            agent = f"Sillon (verification des liens; +{settings.SITE_URL}/)"
            try:
                response = fetch(url, method=method, seconds=DEADLINE, limit=0, agent=agent, public_only=True)
                return response.status, response.redirect
            finally:
                self._last[host] = time.monotonic()


def check_all(urls: Iterable[str], checker: LinkChecker) -> dict[str, LinkStatus]:
    """Return the status of each URL. Hosts are checked in parallel, the URLs of one host one after the other."""
    by_host: dict[str, list[str]] = defaultdict(list)
    for url in urls:
        by_host[urlsplit(url).netloc.lower()].append(url)
    with ThreadPoolExecutor(HOSTS_AT_ONCE) as pool:
        results = pool.map(lambda urls: [(url, checker.check(url)) for url in urls], by_host.values())
        return {url: status for host_results in results for url, status in host_results}
