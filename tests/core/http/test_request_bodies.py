"""A slow client keeps nobody else from writing: what is sent is read before the transaction opens."""

from __future__ import annotations

import json
import socket
import uuid
from io import BytesIO
from urllib.parse import urlencode, urlsplit

import pytest
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import connection
from django.http.multipartparser import MultiPartParserError
from django.test import Client, RequestFactory
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from wagtail.models import APIToken

from core.http.middleware import read_body
from tests.factories.inventory import SiteProfilePageFactory

FORM = "application/x-www-form-urlencoded"


class Body(BytesIO):
    """What a client sends; notes how many transactions are open at each read."""

    def __init__(self, content: bytes) -> None:
        super().__init__(content)
        self.depths: set[int] = set()

    def read(self, *args):
        self.depths.add(len(connection.savepoint_ids))
        return super().read(*args)

    def readline(self, *args):
        self.depths.add(len(connection.savepoint_ids))
        return super().readline(*args)


def report_address() -> str:
    return f"/contribuer/signaler/{uuid.uuid4()}/erreur/"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("method", "path", "content_type", "content"),
    [
        ("POST", report_address(), FORM, urlencode({"message": "Une faute"}).encode()),
        ("POST", report_address(), MULTIPART_CONTENT, encode_multipart(BOUNDARY, {"message": "Une faute"})),
        ("POST", f"/contribuer/signaler/{uuid.uuid4()}/envoyer/", FORM, b"a=1"),
        ("POST", "/compte/signup/", FORM, b"email=a%40example.org"),
        ("POST", "/api/v3/contributions/", "application/json", json.dumps({"kind": "lieu", "values": {}}).encode()),
        ("PATCH", f"/api/v3/contributions/{uuid.uuid4()}/", "application/json", b'{"values": {}}'),
        (
            "POST",
            f"/api/v3/contributions/{uuid.uuid4()}/files/",
            MULTIPART_CONTENT,
            encode_multipart(BOUNDARY, {"name": "photos"}),
        ),
    ],
    ids=["form", "multipart", "sending", "signup", "json", "patch", "upload"],
)
def test_a_body_is_read_outside_of_any_transaction(home, member, method, path, content_type, content):
    token = APIToken.create_token(user=member, name="essai")[1] if path.startswith("/api/") else ""
    body = Body(content)
    before = len(connection.savepoint_ids)
    response = Client().generic(
        method, path, content, content_type, headers={"authorization": f"Bearer {token}"} if token else {},
        **{"wsgi.input": body},
    )  # fmt: skip
    assert response.status_code < 500
    assert body.depths == {before}
    assert body.tell() == len(content)


@pytest.mark.django_db(transaction=True)
def test_others_write_while_a_client_sends_slowly(home, live_server, settings):
    page = SiteProfilePageFactory()
    address = urlsplit(live_server.url)
    path = report_address()
    head = f"POST {path}?page={page.translation_key} HTTP/1.1\r\nHost: {address.netloc}\r\nContent-Type: {FORM}\r\n"
    with socket.create_connection((address.hostname, address.port)) as slow:
        slow.sendall(f"{head}Content-Length: 1000\r\nConnection: close\r\n\r\nmessage=".encode())
        slow.settimeout(1)
        with pytest.raises(TimeoutError):  # the server waits for the rest
            slow.recv(1)
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA busy_timeout = 500")
            else:
                cursor.execute(  # other databases of the server have transactions of their own
                    "SELECT count(*) FROM pg_stat_activity"
                    " WHERE state = 'idle in transaction' AND datname = current_database()"
                )
                assert cursor.fetchone() == (0,)
        SiteProfilePageFactory(title="Écrit entre-temps")
        slow.settimeout(20)
        slow.sendall(b"a" * 992)
        assert slow.recv(15).startswith(b"HTTP/1.1 ")


def multipart(**fields: str) -> bytes:
    return encode_multipart(BOUNDARY, fields)


@pytest.mark.parametrize(
    ("content_type", "content", "error"),
    [
        (FORM, b"a=" + b"b" * 2_700_000, RequestDataTooBig),
        (FORM, urlencode({f"f{rank}": "" for rank in range(10_001)}).encode(), TooManyFieldsSent),
        (MULTIPART_CONTENT, multipart(a="b" * 2_700_000), RequestDataTooBig),
        (MULTIPART_CONTENT, multipart(**{f"f{rank}": "" for rank in range(10_001)}), TooManyFieldsSent),
        (
            MULTIPART_CONTENT,
            encode_multipart(BOUNDARY, {f"f{rank}": BytesIO(b"x") for rank in range(101)}),
            TooManyFilesSent,
        ),
        ("multipart/form-data; boundary=\xe9", b"rien", MultiPartParserError),
    ],
    ids=["large", "fields", "large-part", "parts", "files", "boundary"],
)
def test_what_cannot_be_read_fails_where_the_view_reads_it(content_type, content, error):
    request = RequestFactory().generic("POST", "/", content, content_type)
    read_body(request)
    with pytest.raises(error):
        _ = request.POST


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "fields", "status"),
    [
        (report_address(), 2_001, 400),
        ("/compte/login/", 2_001, 400),
        ("/compte/login/", 1_999, 200),
        ("/admin/login/", 2_001, 302),
    ],
    ids=["report", "login", "fewer", "admin"],
)
@pytest.mark.parametrize("content_type", [FORM, MULTIPART_CONTENT], ids=["form", "multipart"])
def test_only_the_admin_takes_forms_of_thousands_of_fields(home, path, fields, status, content_type):
    data = {f"f{rank}": "x" for rank in range(fields)}
    content = urlencode(data).encode() if content_type == FORM else encode_multipart(BOUNDARY, data)
    response = Client().generic("POST", path, content, content_type)
    assert response.status_code == status
