"""Requests to other hosts, against a raw server of this machine that misbehaves."""

from __future__ import annotations

import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from core.http import fetch as module
from core.http.fetch import (
    CertificateError,
    DeadlineError,
    FetchError,
    NoHostError,
    NotPublicError,
    TooLargeError,
    fetch,
    is_public,
)

Script = Callable[[socket.socket], None]
#: The deadline of these tests, and when it has passed for certain on a busy machine. What they ask takes longer.
SECONDS, CUT = 0.6, 8
OK = b"HTTP/1.1 200 OK\r\n"


class RawServer:
    """Reads a request's head and lets a script answer on the bare socket."""

    def __init__(self, script: Script, wrap: Callable[[socket.socket], socket.socket] | None = None) -> None:
        self.script, self.wrap, self.requests = script, wrap, 0
        self.closing = threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.threads = [threading.Thread(target=self.serve)]
        self.threads[0].start()

    def serve(self) -> None:
        while not self.closing.is_set():
            try:
                client = self.listener.accept()[0]
            except OSError:
                return
            thread = threading.Thread(target=self.answer, args=(client,))
            self.threads.append(thread)
            thread.start()

    def answer(self, client: socket.socket) -> None:
        try:
            if self.wrap:
                client = self.wrap(client)
            client.recv(65536)
            self.requests += 1
            self.script(client)
        except OSError:
            pass  # the client has gone, which is what it should do
        finally:
            client.close()

    def drip(self, client: socket.socket, data: bytes) -> None:
        for byte in data:
            if self.closing.wait(0.1):
                return
            client.sendall(bytes([byte]))

    def stop(self) -> None:
        if self.closing.is_set():
            return
        self.closing.set()
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for thread in self.threads:
            thread.join(5)


@pytest.fixture
def serve() -> Iterator[Callable[..., RawServer]]:
    servers: list[RawServer] = []

    def start(script: Script, **options) -> RawServer:
        servers.append(RawServer(script, **options))
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


def ask(server: RawServer, scheme: str = "http", **options):
    return fetch(f"{scheme}://127.0.0.1:{server.port}/", **{"seconds": SECONDS, "limit": 1000, **options})


def timed(call: Callable[[], object]) -> float:
    begun = time.monotonic()
    with pytest.raises(DeadlineError):
        call()
    return time.monotonic() - begun


def test_a_whole_answer_is_returned(serve):
    server = serve(lambda client: client.sendall(OK + b"Content-Length: 2\r\nX-A: b\r\n\r\nok"))
    response = ask(server, params={"q": "é&=", "limit": 1})
    assert (response.status, response.body, response.headers["x-a"]) == (200, b"ok", "b")


@pytest.mark.parametrize(
    "head",
    [b"", OK, OK + b"Content-Length: 900\r\n\r\n", OK + b"\r\n", OK + b"Transfer-Encoding: chunked\r\n\r\n"],
    ids=["status", "headers", "body", "body-without-length", "chunks"],
)
def test_a_host_that_drips_is_cut_at_the_deadline(serve, head):
    def script(client: socket.socket) -> None:
        client.sendall(head)
        server.drip(client, b"HTTP/1.1 200 OK\r\nX-Padding: " + b"a" * 500)

    server = serve(script)
    assert timed(lambda: ask(server)) < CUT


def test_dripping_headers_are_cut_where_no_body_is_read(serve):
    def script(client: socket.socket) -> None:
        client.sendall(OK)
        server.drip(client, b"X-Padding: " + b"a" * 500)

    server = serve(script)
    assert timed(lambda: ask(server, method="HEAD", limit=0)) < CUT


def test_a_host_that_says_nothing_is_cut_at_the_deadline(serve):
    server = serve(lambda client: server.closing.wait(60) and None)
    assert timed(lambda: ask(server)) < CUT


def test_a_host_that_does_not_accept_is_cut_at_the_deadline():
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        address = full.getsockname()
        waiting = [socket.socket() for _ in range(4)]
        for sock in waiting:
            sock.setblocking(False)
            sock.connect_ex(address)
        url = f"http://127.0.0.1:{address[1]}/"
        assert timed(lambda: fetch(url, seconds=SECONDS, limit=10)) < CUT
        for sock in waiting:
            sock.close()


def test_a_handshake_that_drips_is_cut_at_the_deadline(serve):
    server = serve(lambda client: server.drip(client, b"\x16\x03\x03\x00\xff" * 200))
    assert timed(lambda: ask(server, "https")) < CUT


def test_a_name_that_is_looked_up_for_long_is_cut_at_the_deadline(monkeypatch):
    done = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: done.wait(60) and [])
    assert timed(lambda: fetch("http://slow.example/", seconds=SECONDS, limit=10)) < CUT
    done.set()


def test_a_body_without_end_is_cut_at_the_limit(serve):
    def script(client: socket.socket) -> None:
        client.sendall(OK + b"Content-Length: 100000000\r\n\r\n")
        for _ in range(100):
            client.sendall(b"x" * 1_000_000)

    with pytest.raises(TooLargeError):
        ask(serve(script), seconds=5)


def test_what_is_small_on_the_wire_and_large_unpacked_is_cut_at_the_limit(serve):
    import gzip

    packed = gzip.compress(b"0" * 50_000_000)
    head = OK + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed)
    with pytest.raises(TooLargeError):
        ask(serve(lambda client: client.sendall(head + packed)), seconds=5)


def test_a_redirect_to_itself_ends(serve):
    server = serve(lambda client: client.sendall(b"HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n"))
    response = ask(server, redirects=3, seconds=5)
    assert (response.status, server.requests) == (302, 4)
    assert response.redirect == f"http://127.0.0.1:{server.port}/"


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://127.0.0.1/", "gopher://x/"])
def test_a_redirect_to_another_scheme_is_refused(serve, target):
    head = f"HTTP/1.1 302 Found\r\nLocation: {target}\r\nContent-Length: 0\r\n\r\n".encode()
    with pytest.raises(FetchError, match="not an http"):
        ask(serve(lambda client: client.sendall(head)), redirects=1)


def test_a_redirect_to_a_private_network_is_refused(serve, monkeypatch):
    monkeypatch.setattr(module, "is_public", lambda number: number == "127.0.0.1")
    inner = serve(lambda client: client.sendall(OK + b"\r\nsecret"))
    head = f"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.2:{inner.port}/\r\nContent-Length: 0\r\n\r\n".encode()
    with pytest.raises(NotPublicError):
        ask(serve(lambda client: client.sendall(head)), redirects=1, public_only=True)
    assert inner.requests == 0


def test_the_address_that_was_checked_is_the_one_connected_to(serve, monkeypatch):
    """A name that means a public address when it is checked and a private one a moment later."""
    server = serve(lambda client: client.sendall(OK + b"\r\nsecret"))
    answers = [[(2, 1, 6, "", ("203.0.113.1", server.port))], [(2, 1, 6, "", ("127.0.0.1", server.port))]]
    monkeypatch.setattr(module, "is_public", lambda number: number == "203.0.113.1")
    real = socket.create_connection
    tried: list[str] = []

    def connect(address, *args, **kwargs):
        tried.append(address[0])
        if address[0] == "203.0.113.1":
            raise ConnectionRefusedError
        return real(address, *args, **kwargs)

    monkeypatch.setattr(
        socket, "getaddrinfo", lambda *args, **kwargs: answers.pop(0) if len(answers) > 1 else answers[0]
    )
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(NoHostError):
        fetch("http://rebind.example/", seconds=SECONDS, limit=10, public_only=True)
    assert (tried, server.requests) == (["203.0.113.1"], 0)


def test_no_proxy_of_the_environment_reaches_what_is_private(serve, monkeypatch):
    proxy = serve(lambda client: client.sendall(OK + b"\r\nsecret"))
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{proxy.port}")
    monkeypatch.setenv("NO_PROXY", "")
    with pytest.raises(NotPublicError):
        fetch("http://127.0.0.2/", seconds=SECONDS, limit=10, public_only=True)
    assert fetch("http://ban.example/", seconds=SECONDS, limit=10).body == b"secret"


@pytest.mark.parametrize(
    "answer", [b"", b"\0\xff\xfe\r\n\r\n", b"HTTP/9.9 abc\r\n\r\n", OK + b"Content-Length: 50\r\n\r\nab"]
)
def test_what_is_no_http_is_a_fetch_error(serve, answer):
    with pytest.raises(FetchError):
        ask(serve(lambda client: client.sendall(answer)))


@pytest.mark.parametrize(
    "url",
    ["", "x", "file:///etc/passwd", "http://", "http://[", "http://a..b/", f"http://{'a' * 80}.fr/", "http://x:99999/"],
)
def test_a_wrong_address_is_a_fetch_error(url):
    with pytest.raises(FetchError):
        fetch(url, seconds=SECONDS, limit=10)


def test_a_certificate_for_another_name_is_refused(serve, tmp_path):
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=other.example"]
    subprocess.run([*command, "-keyout", key, "-out", cert], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    server = serve(lambda client: client.sendall(OK + b"\r\n"), wrap=lambda sock: context.wrap_socket(sock, True))
    with pytest.raises(CertificateError):
        ask(server, "https", seconds=5)


def test_nothing_stays_behind(serve):
    before = threading.active_count()
    server = serve(lambda client: client.sendall(OK + b"Content-Length: 2\r\n\r\nok"))
    for _ in range(5):
        ask(server)
    server.stop()
    assert threading.active_count() <= before + 1


@pytest.mark.parametrize(
    "number",
    [
        "127.0.0.1", "10.0.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "192.0.0.192",  # the metadata of one cloud
        "::1", "::", "fe80::1%eth0", "fc00::1", "fec0::1", "ff02::1", "2001:db8::1", "3fff::1", "5f00::1",
        "::ffff:127.0.0.1",  # an IPv4 address in one of IPv6
        "::127.0.0.1", "::ffff:0:127.0.0.1",
        "64:ff9b::169.254.169.254",  # which a gateway translates (NAT64)
        "64:ff9b:1::169.254.169.254", "64:ff9b:1::8.8.8.8",
        "2002:7f00:1::", "2002:a9fe:a9fe::1",  # which a gateway unpacks (6to4)
        "2001:0:7f00:1::",
    ],
)  # fmt: skip
def test_no_writing_of_a_private_address_is_public(number):
    assert not is_public(number)


@pytest.mark.parametrize(
    "number", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1"]
)
def test_public_addresses_are_public_in_each_writing(number):
    assert is_public(number)
