"""Answers of a geocoder: slow, endless, or with values of other types. Readers wait a bounded time."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from inventory.geo import geocoding
from inventory.geo.geocoding import GeocoderDown, geocode


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.requests.append(self.path)
        body = self.server.body
        self.send_response(self.server.status)
        for name, value in self.server.extra.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if not self.server.drips:
            self.wfile.write(body)
            return
        for byte in body:
            if self.server.closing.wait(0.1):
                return
            try:
                self.wfile.write(bytes([byte]))
            except OSError:
                return

    def log_message(self, *args: object) -> None:
        """Stay silent."""


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    geocode.cache_clear()
    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running.status, running.extra, running.body, running.drips, running.requests = 200, {}, b"", False, []
    running.closing = threading.Event()
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield running
    running.closing.set()
    running.shutdown()
    running.server_close()
    thread.join()


def url(server: ThreadingHTTPServer) -> str:
    return f"http://127.0.0.1:{server.server_port}/search?type=street"


def feature(**changes) -> dict:
    values = {"coordinates": [5.7, 45.1], "label": "Rue de la Paix", "score": 0.9, **changes}
    geometry = {"type": "Point", "coordinates": values.pop("coordinates")}
    return {"geometry": geometry, "properties": values}


def test_an_address_becomes_label_longitude_and_latitude(server):
    server.body = json.dumps({"features": [feature()]}).encode()
    assert geocode(url(server), "12 rue de la Paix") == ("Rue de la Paix", 5.7, 45.1)
    assert server.requests == ["/search?type=street&q=12+rue+de+la+Paix&limit=1"]


def test_slow_answer_is_cut_and_pauses_the_geocoder(server, monkeypatch):
    monkeypatch.setattr(geocoding, "DEADLINE", 0.2)
    server.body, server.drips = json.dumps({"features": [feature(label="x" * 500)]}).encode(), True
    begun = time.monotonic()
    with pytest.raises(GeocoderDown):
        geocode(url(server), "un")
    assert time.monotonic() - begun < 20  # the whole answer takes a minute
    with pytest.raises(GeocoderDown, match="too slow a moment ago"):
        geocode(url(server), "deux")
    assert len(server.requests) == 1
    monkeypatch.setattr(geocoding, "_paused_until", {})
    server.drips = False
    assert geocode(url(server), "deux")


def test_answer_that_is_too_long_is_an_error(server):
    server.body = json.dumps({"features": [feature()] * 10_000}).encode()
    with pytest.raises(GeocoderDown):
        geocode(url(server), "x")


def test_redirects_are_followed_up_to_a_limit(server):
    server.status, server.extra = 302, {"Location": "/search"}
    with pytest.raises(GeocoderDown):
        geocode(url(server), "x")
    assert len(server.requests) == 1 + geocoding.MAX_REDIRECTS


@pytest.mark.parametrize(
    "body",
    [
        b"", b"<html>", b"[]", b"null", b"\xff\xfe", b"{", b"[" * 100_000, b'{"features": 3}', b'{"features": {}}[',
        b'{"features": [null]}', b'{"features": [[]]}', b'{"features": "abc"}', b'{"features": [{"geometry": null}]}',
    ],
)  # fmt: skip
def test_answer_that_is_no_geojson_is_an_error(server, body):
    server.body = body
    with pytest.raises(GeocoderDown):
        geocode(url(server), "x")


@pytest.mark.parametrize(
    "changes",
    [
        {"coordinates": [float("nan"), 45.1]},
        {"coordinates": [5.7, float("inf")]},
        {"coordinates": [500, 45]},
        {"coordinates": [5.7, -91]},
        {"coordinates": []},
        {"coordinates": [[5.7, 45.1]]},
        {"coordinates": {"lon": 5.7}},
        {"coordinates": None},
        {"coordinates": ["x", "y"]},
        {"label": None},
        {"label": {"a": 1}},
        {"label": "  "},
        {"score": "high"},
        {"score": None},
        {"score": float("nan")},
    ],
    ids=str,
)
def test_values_of_other_types_are_an_error(server, changes):
    server.body = json.dumps({"features": [feature(**changes)]}).encode()
    with pytest.raises(GeocoderDown):
        geocode(url(server), "x")


@pytest.mark.parametrize(
    ("changes", "answer"), [({"coordinates": [5.7, 45.1, 210.0]}, 45.1), ({"label": "x" * 999}, 45.1)]
)
def test_altitude_is_ignored_and_long_label_is_cut(server, changes, answer):
    server.body = json.dumps({"features": [feature(**changes)]}).encode()
    label, _, latitude = geocode(url(server), "x")
    assert (latitude, len(label) <= 200) == (answer, True)


def test_empty_answer_is_none(server):
    server.body = b'{"features": []}'
    assert geocode(url(server), "x") is None
