"""The check of the links that the guide cites, against a server on this machine."""

from __future__ import annotations

import socket
import threading
import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO

import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from core.http import fetch
from core.http.fetch import is_public
from members.models import OutgoingMail
from memento.links import fetch as link_fetch
from memento.links.check import check
from memento.links.fetch import LinkChecker, LinkStatus, check_all
from memento.models import CheckedLink, SheetSource
from tests.conftest import make_user

USER_AGENT = "Sillon (verification des liens; +http://localhost:8000/)"


class Handler(BaseHTTPRequestHandler):
    """`/404` answers 404, `/head/404` answers 404 to HEAD; `/to/x` redirects to /x permanently, `/for-now/x` not."""

    def answer(self) -> None:
        server = self.server
        with server.lock:
            server.now += 1
            server.most = max(server.most, server.now)
        server.requests.append((self.command, self.path, self.headers["User-Agent"]))
        time.sleep(0.02)
        status, target = server.says(self.command, self.path)
        with server.lock:
            server.now -= 1
        self.send_response(status)
        if target:
            self.send_header("Location", target)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_HEAD = answer

    def log_message(self, *args) -> None:
        """Print nothing."""


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.lock, self.now, self.most, self.requests = threading.Lock(), 0, 0, []
        self.statuses: dict[str, int] = {}

    def says(self, method: str, path: str) -> tuple[int, str]:
        first, _, rest = path.lstrip("/").partition("/")
        if first in ("to", "for-now"):
            return (301 if first == "to" else 302), (rest if "://" in rest else f"/{rest}")
        if first == "head":
            return (int(rest) if method == "HEAD" else 200), ""
        return self.statuses.get(path, int(first) if first.isdecimal() else 200), ""

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server_port}/{path}"


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setattr(fetch, "is_public", lambda number: number == "127.0.0.1")
    monkeypatch.setattr(link_fetch, "PAUSE", 0.0)
    running = Server()
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield running
    running.shutdown()
    running.server_close()
    thread.join()


@pytest.fixture
def ask(server):
    checker = LinkChecker(pause=0)
    return lambda path: checker.check(server.url(path))


def source(sheet, url: str) -> None:
    sheet.sources.add(SheetSource(title="Une source", url=url))
    sheet.save()


def run(**options) -> list[str]:
    out = StringIO()
    call_command("check_links", stdout=out, **options)
    return out.getvalue().splitlines()


# --- Requests --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("200", LinkStatus()),
        ("404", LinkStatus("page introuvable (404)", gone=True)),
        ("410", LinkStatus("page introuvable (410)", gone=True)),
        ("500", LinkStatus("erreur du serveur (500)")),
        ("400", LinkStatus("demande refusée (400)")),
        ("401", LinkStatus("ne se laisse pas vérifier (401)", unknown=True)),
        ("403", LinkStatus("ne se laisse pas vérifier (403)", unknown=True)),
        ("429", LinkStatus("ne se laisse pas vérifier (429)", unknown=True)),
        ("head/405", LinkStatus()),
        ("head/403", LinkStatus()),
        ("head/404", LinkStatus()),
        ("for-now/200", LinkStatus()),
        ("to/404", LinkStatus("page introuvable (404)", gone=True)),
        ("to/ftp://example.org/", LinkStatus("renvoie vers une adresse qui n’en est pas une")),
        ("to/" * 9, LinkStatus("renvoie sans fin d’une adresse à l’autre")),
    ],
)
def test_status_of_an_answer(ask, path, expected):
    status = ask(path)
    assert LinkStatus(status.problem, status.gone, status.unknown) == expected


def test_permanent_redirect_gives_the_new_url_and_a_temporary_one_does_not(ask, server):
    assert ask("to/to/200").moved_to == server.url("200")
    assert ask("to/for-now/200").moved_to == ""
    assert ask("200").moved_to == ""


def test_requests_have_a_user_agent_and_begin_with_head(ask, server):
    ask("200")
    ask("head/405")
    ask("429")
    assert [(method, path) for method, path, _ in server.requests] == [
        ("HEAD", "/200"),
        ("HEAD", "/head/405"),
        ("GET", "/head/405"),
        ("HEAD", "/429"),
    ]
    assert {agent for _, _, agent in server.requests} == {USER_AGENT}


def test_requests_to_one_host_run_one_at_a_time_with_a_pause(server):
    begun = time.monotonic()
    urls = [server.url(f"200?{number}") for number in range(4)]
    checker = LinkChecker(pause=0.02)
    answers = check_all([*urls, server.url("to/200")], checker)
    assert len(answers) == 5
    assert server.most == 1
    assert time.monotonic() - begun >= 0.1  # six requests, five pauses


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost:{port}/",
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://192.168.1.1/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://0.0.0.0/",
        "http://2130706433/",
    ],
)
def test_private_networks_get_no_request(url, monkeypatch):
    resolve = socket.getaddrinfo
    # Every machine knows itself by this name but the barest.
    named = {"localhost": "127.0.0.1"}
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, *args, **kwargs: resolve(named.get(host, host), *args, **kwargs)
    )
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.05)
    answer = LinkChecker(pause=0).check(url.format(port=listener.getsockname()[1]))
    with pytest.raises(TimeoutError):
        listener.accept()
    listener.close()
    assert answer == LinkStatus("adresse d’un réseau privé, qui n’est pas vérifiée", unknown=True)


def test_redirect_to_a_private_network_is_not_followed(server, ask):
    assert ask(f"for-now/http://127.0.0.2:{server.server_port}/200").unknown
    assert ask("for-now/http://10.0.0.1/").unknown
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("number", "public"),
    [
        ("93.184.216.34", True),
        ("2606:4700::1111", True),
        ("100.64.0.1", False),
        ("fe80::1", False),
        ("224.0.0.1", False),
    ],
)
def test_public_ip_addresses(number, public):
    assert is_public(number) is public


@pytest.mark.parametrize(
    "url", ["http://", "http://[", "http://a..b/", "http://" + "a" * 80 + ".fr/", "http://x:99999/"]
)
def test_malformed_url_is_a_problem(url):
    assert LinkChecker(pause=0).check(url).problem


def test_missing_server_is_a_problem(server):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and never listening
        port = taken.getsockname()[1]
        assert LinkChecker(pause=0).check(f"http://127.0.0.1:{port}/") == LinkStatus("serveur introuvable")


# --- Reports ------------------------------------------------------------------------------------------------------


@pytest.fixture
def outbox(settings):
    settings.EMAIL_BACKEND = "members.mail.outbox.OutboxBackend"
    return OutgoingMail.objects.order_by("pk")


def test_dead_link_is_reported_once_and_forgotten_when_mended(server, make_sheet, editor, outbox, as_editor):
    make_user("autre-editrice", "Éditeurs")
    make_user("un-lecteur", "Membres")
    sheet = make_sheet("murs", title="Les murs")
    source(sheet, server.url("404"))
    source(sheet, server.url("to/200"))
    lines = run()
    assert lines[-1] == "2 adresses, 1 morte, 1 nouvelle"
    assert lines[0] == f"morte : {server.url('404')} (page introuvable (404) ; citée par Les murs)"
    assert f"a déménagé : {server.url('to/200')} → {server.url('200')}" in lines
    assert sorted(mail.recipients[0] for mail in outbox) == ["autre-editrice@example.org", editor.email]
    letter = outbox.first()
    text = bytes(letter.message).decode()
    assert letter.subject == "Un lien du mémento est mort"
    assert "text/html" in text

    html = as_editor.get("/admin/").text
    assert "Liens morts" in html
    assert server.url("404") in html
    assert "Liens morts dans cette fiche" in as_editor.get(f"/admin/pages/{sheet.pk}/edit/").text

    assert run()[-1] == "2 adresses, 1 morte, 0 nouvelle"
    assert outbox.count() == 2
    server.statuses["/404"] = 200
    assert run()[-1] == "2 adresses, 0 morte, 0 nouvelle"
    assert "Liens morts" not in as_editor.get("/admin/").text
    assert "Liens morts" not in as_editor.get(f"/admin/pages/{sheet.pk}/edit/").text


def test_failure_is_a_dead_link_from_its_second_run_dated_from_its_first(server, make_sheet, editor, outbox):
    source(make_sheet("murs"), server.url("500"))
    assert run()[-1] == "1 adresse, 0 morte, 0 nouvelle"
    last_week = timezone.now() - timedelta(days=7)
    CheckedLink.objects.update(checked_at=last_week)
    assert run()[-1] == "1 adresse, 1 morte, 1 nouvelle"
    assert CheckedLink.objects.get().broken_since == timezone.localtime(last_week).date()
    assert outbox.count() == 1


def test_temporary_failure_is_forgotten(server, make_sheet, editor, outbox):
    source(make_sheet("murs"), server.url("x"))
    for status in (500, 200, 500, 403, 500):
        server.statuses["/x"] = status
        assert run()[-1] == "1 adresse, 0 morte, 0 nouvelle"
    assert not outbox.exists()


def test_link_that_cannot_be_checked_is_not_dead(server, make_sheet, editor, outbox):
    source(make_sheet("murs"), server.url("403"))
    for _ in range(3):
        lines = run()
    assert lines == [
        f"non vérifiable : {server.url('403')} (ne se laisse pas vérifier (403))",
        "1 adresse, 0 morte, 0 nouvelle",
    ]


def test_dry_run_stores_and_sends_nothing(server, make_sheet, editor, outbox):
    source(make_sheet("murs"), server.url("404"))
    assert run(dry_run=True)[-1] == "1 adresse, 1 morte, 1 nouvelle"
    assert not CheckedLink.objects.exists()
    assert not outbox.exists()


def test_url_no_longer_cited_is_removed(server, make_sheet):
    sheet = make_sheet("murs")
    source(sheet, server.url("404"))
    run()
    sheet.sources.clear()
    sheet.save()
    assert run() == ["0 adresse, 0 morte, 0 nouvelle"]
    assert not CheckedLink.objects.exists()


def test_mail_waits_for_the_first_editor(server, make_sheet, outbox):
    source(make_sheet("murs"), server.url("404"))
    assert run()[-1] == "1 adresse, 1 morte, 1 nouvelle"
    make_user("une-editrice", "Éditeurs")
    assert run()[-1] == "1 adresse, 1 morte, 1 nouvelle"
    assert outbox.count() == 1
    assert run()[-1] == "1 adresse, 1 morte, 0 nouvelle"


def test_run_over_many_urls_takes_few_queries(server, make_sheet, editor, django_assert_max_num_queries):
    sheet = make_sheet("murs")
    sheet.sources = [SheetSource(title="Une source", url=server.url(f"404/{number}")) for number in range(20)]
    sheet.save()
    with django_assert_max_num_queries(14):
        report = check(LinkChecker(pause=0))
    assert len(report.new) == 20


def test_panel_is_hidden_without_the_right_to_edit_pages(server, make_sheet, as_editor, member):
    source(make_sheet("murs"), server.url("404"))
    run()
    member.user_permissions.add(*Permission.objects.filter(codename="access_admin"))
    client = Client()
    client.force_login(member)
    assert "Liens morts" not in client.get("/admin/").text
