"""Links of the guide that are checked. A server of this machine answers, and nothing else is asked."""

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

from members.models import OutgoingMail
from memento import asking
from memento.asking import Answer, Asker, ask_all, is_public
from memento.links import check, cited
from memento.models import CheckedLink, SharedBlock, SheetSource
from tests.conftest import make_user

USER_AGENT = "Sillon (verification des liens; +http://localhost:8000/)"


class Handler(BaseHTTPRequestHandler):
    """`/404` answers 404, `/to/x` leads to /x for ever, `/for-now/x` for now; `/head/x` answers HEAD with x."""

    def answer(self) -> None:
        server = self.server
        with server.lock:
            server.now += 1
            server.most = max(server.most, server.now)
        server.asked.append((self.command, self.path, self.headers["User-Agent"]))
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
        """Say nothing."""


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.lock, self.now, self.most, self.asked = threading.Lock(), 0, 0, []
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
    monkeypatch.setattr(asking, "is_public", lambda number: number == "127.0.0.1")
    monkeypatch.setattr(asking, "PAUSE", 0.0)
    running = Server()
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield running
    running.shutdown()
    running.server_close()
    thread.join()


@pytest.fixture
def ask(server):
    asker = Asker(pause=0)
    return lambda path: asker.ask(server.url(path))


def source(sheet, url: str) -> None:
    sheet.sources.add(SheetSource(title="Une source", url=url))
    sheet.save()


def run(**options) -> list[str]:
    out = StringIO()
    call_command("check_links", stdout=out, **options)
    return out.getvalue().splitlines()


# --- Asking --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("200", Answer()),
        ("404", Answer("page introuvable (404)", gone=True)),
        ("410", Answer("page introuvable (410)", gone=True)),
        ("500", Answer("erreur du serveur (500)")),
        ("400", Answer("demande refusée (400)")),
        ("401", Answer("ne se laisse pas vérifier (401)", unknown=True)),
        ("403", Answer("ne se laisse pas vérifier (403)", unknown=True)),
        ("429", Answer("ne se laisse pas vérifier (429)", unknown=True)),
        ("head/405", Answer()),
        ("head/403", Answer()),
        ("head/404", Answer()),
        ("for-now/200", Answer()),
        ("to/404", Answer("page introuvable (404)", gone=True)),
        ("to/ftp://example.org/", Answer("renvoie vers une adresse qui n’en est pas une")),
        ("to/" * 9, Answer("renvoie sans fin d’une adresse à l’autre")),
    ],
)
def test_an_answer_is_understood(ask, path, answer):
    found = ask(path)
    assert Answer(found.problem, found.gone, found.unknown) == answer


def test_a_permanent_redirect_tells_the_new_address_and_one_for_now_does_not(ask, server):
    assert ask("to/to/200").moved_to == server.url("200")
    assert ask("to/for-now/200").moved_to == ""
    assert ask("200").moved_to == ""


def test_it_says_who_asks_and_asks_by_head_first(ask, server):
    ask("200")
    ask("head/405")
    ask("429")
    assert [(method, path) for method, path, _ in server.asked] == [
        ("HEAD", "/200"),
        ("HEAD", "/head/405"),
        ("GET", "/head/405"),
        ("HEAD", "/429"),
    ]
    assert {agent for _, _, agent in server.asked} == {USER_AGENT}


def test_one_host_is_asked_one_request_at_a_time_with_a_pause(server):
    begun = time.monotonic()
    urls = [server.url(f"200?{number}") for number in range(4)]
    asker = Asker(pause=0.1)
    answers = ask_all([*urls, server.url("to/200")], asker)
    assert len(answers) == 5
    assert server.most == 1
    assert time.monotonic() - begun >= 0.5  # six requests, five pauses


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
def test_nothing_private_is_asked(url, monkeypatch):
    resolve = socket.getaddrinfo
    # Every machine knows itself by this name but the barest.
    named = {"localhost": "127.0.0.1"}
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, *args, **kwargs: resolve(named.get(host, host), *args, **kwargs)
    )
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.05)
    answer = Asker(pause=0).ask(url.format(port=listener.getsockname()[1]))
    with pytest.raises(TimeoutError):
        listener.accept()
    listener.close()
    assert answer == Answer("adresse d’un réseau privé, qui n’est pas vérifiée", unknown=True)


def test_a_redirect_leads_to_nothing_private(server, ask):
    assert ask(f"for-now/http://127.0.0.2:{server.server_port}/200").unknown
    assert ask("for-now/http://10.0.0.1/").unknown
    assert len(server.asked) == 2


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
def test_public_numbers_are_known(number, public):
    assert is_public(number) is public


@pytest.mark.parametrize(
    "url", ["http://", "http://[", "http://a..b/", "http://" + "a" * 80 + ".fr/", "http://x:99999/"]
)
def test_a_wrong_address_is_a_problem_and_no_failure(url):
    assert Asker(pause=0).ask(url).problem


def test_a_server_that_is_not_there_is_a_problem(server):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and never listening
        port = taken.getsockname()[1]
        assert Asker(pause=0).ask(f"http://127.0.0.1:{port}/") == Answer("serveur introuvable")


# --- What is cited -------------------------------------------------------------------------------------------------


def test_every_way_of_citing_is_found_in_published_sheets_alone(make_sheet):
    shared = SharedBlock.objects.create(
        name="Contacts", body=[("text", '<p><a href="https://shared.example/">x</a></p>')]
    )
    table = {"columns": [], "rows": []}
    body = [
        ("text", '<p><a href="https://text.example/?a=1&amp;b=2#part">x</a> <a linktype="page" id="3">y</a></p>'),
        ("practice", {"title": "T", "context": "<p>x</p>", "action": '<p><a href="mailto:a@example.org">x</a></p>'}),
        ("shared", {"block": shared}),
        ("table", table),
    ]
    first = make_sheet("murs", title="Les murs", body=body)
    second = make_sheet("toits", title="Les toits", body=[("shared", {"block": shared})])
    source(first, "https://source.example/")
    hidden = make_sheet("cachee", body=[("text", '<a href="https://draft.example/">x</a>')], live=False)
    source(hidden, "https://draft.example/")
    found = {url: [sheet.pk for sheet in sheets] for url, sheets in cited().items()}
    assert found == {
        "https://text.example/?a=1&b=2": [first.pk],
        "https://shared.example/": [first.pk, second.pk],
        "https://source.example/": [first.pk],
    }
    shared.unpublish()
    assert "https://shared.example/" not in cited()


def test_what_is_cited_takes_as_many_queries_for_twenty_sheets(make_sheet, django_assert_num_queries):
    for number in range(20):
        source(make_sheet(f"fiche-{number}"), f"https://example.org/{number}")
    with django_assert_num_queries(3):
        assert len(cited()) == 20


# --- Keeping and telling -------------------------------------------------------------------------------------------


@pytest.fixture
def outbox(settings):
    settings.EMAIL_BACKEND = "members.outbox.OutboxBackend"
    return OutgoingMail.objects.order_by("pk")


def test_a_page_that_is_gone_is_told_once_and_vanishes_when_mended(server, make_sheet, editor, outbox, as_editor):
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


def test_a_failure_counts_from_its_second_run_and_since_its_first(server, make_sheet, editor, outbox):
    source(make_sheet("murs"), server.url("500"))
    assert run()[-1] == "1 adresse, 0 morte, 0 nouvelle"
    last_week = timezone.now() - timedelta(days=7)
    CheckedLink.objects.update(checked_at=last_week)
    assert run()[-1] == "1 adresse, 1 morte, 1 nouvelle"
    assert CheckedLink.objects.get().broken_since == timezone.localtime(last_week).date()
    assert outbox.count() == 1


def test_a_failure_that_passes_is_forgotten(server, make_sheet, editor, outbox):
    source(make_sheet("murs"), server.url("x"))
    for status in (500, 200, 500, 403, 500):
        server.statuses["/x"] = status
        assert run()[-1] == "1 adresse, 0 morte, 0 nouvelle"
    assert not outbox.exists()


def test_what_cannot_be_checked_is_not_called_dead(server, make_sheet, editor, outbox):
    source(make_sheet("murs"), server.url("403"))
    for _ in range(3):
        lines = run()
    assert lines == [
        f"non vérifiable : {server.url('403')} (ne se laisse pas vérifier (403))",
        "1 adresse, 0 morte, 0 nouvelle",
    ]


def test_a_dry_run_keeps_and_sends_nothing(server, make_sheet, editor, outbox):
    source(make_sheet("murs"), server.url("404"))
    assert run(dry_run=True)[-1] == "1 adresse, 1 morte, 1 nouvelle"
    assert not CheckedLink.objects.exists()
    assert not outbox.exists()


def test_what_nobody_cites_any_more_is_removed(server, make_sheet):
    sheet = make_sheet("murs")
    source(sheet, server.url("404"))
    run()
    sheet.sources.clear()
    sheet.save()
    assert run() == ["0 adresse, 0 morte, 0 nouvelle"]
    assert not CheckedLink.objects.exists()


def test_without_an_editor_it_is_told_to_the_first_who_comes(server, make_sheet, outbox):
    source(make_sheet("murs"), server.url("404"))
    assert run()[-1] == "1 adresse, 1 morte, 1 nouvelle"
    make_user("une-editrice", "Éditeurs")
    assert run()[-1] == "1 adresse, 1 morte, 1 nouvelle"
    assert outbox.count() == 1
    assert run()[-1] == "1 adresse, 1 morte, 0 nouvelle"


def test_the_run_takes_as_many_queries_for_twenty_addresses(server, make_sheet, editor, django_assert_max_num_queries):
    sheet = make_sheet("murs")
    for number in range(20):
        source(sheet, server.url(f"404/{number}"))
    with django_assert_max_num_queries(14):
        report = check(Asker(pause=0))
    assert len(report.new) == 20


def test_a_member_of_no_page_sees_no_panel(server, make_sheet, as_editor, member):
    source(make_sheet("murs"), server.url("404"))
    run()
    member.user_permissions.add(*Permission.objects.filter(codename="access_admin"))
    client = Client()
    client.force_login(member)
    assert "Liens morts" not in client.get("/admin/").text
