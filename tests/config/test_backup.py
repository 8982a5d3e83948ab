"""A backup as docs/backup.md says, taken while somebody writes, restored into an empty instance and served."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import requests
from aiosmtpd.controller import Controller
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from tests.config.backup_instance import EARLY, SECRET, TEXT
from tests.consistency.source import ROOT
from tests.copies import copy_of_the_test_database, empty_database
from tests.services import free_port

SCRIPT = str(Path(__file__).with_name("backup_instance.py"))
KEY = "a-key-of-the-backup-test-that-is-long-enough-1234567890"


def commands(title: str) -> str:
    """The shell commands of a section of the documentation, with this Python."""
    text = (ROOT / "docs/backup.md").read_text(encoding="utf-8").partition(f"## {title}\n")[2].partition("\n## ")[0]
    (block,) = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    return block.replace(".venv/bin/python", f"'{sys.executable}'")


class Instance:
    """The variables of an instance, and processes that have them."""

    def __init__(self, folder: Path, database: str, **variables: str) -> None:
        folder.mkdir()
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.variables = {
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "SECRET_KEY": KEY,
            "DATABASE_URL": database,
            "MEDIA_STORAGE_URL": f"file://{folder / 'media'}",
            "PRIVATE_FOLDER": str(folder / "private"),
            "SITE_URL": self.url,
            "ALLOWED_HOSTS": "127.0.0.1",
            "BIND": f"127.0.0.1:{self.port}",
            "WEB_CONCURRENCY": "1",
            "PYTHONUTF8": "1",
            **variables,
        }

    def run(self, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
        environment = self.variables | variables
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)

    def start(self, *command: str) -> subprocess.Popen[str]:
        return subprocess.Popen(command, cwd=ROOT, env=self.variables, stdout=subprocess.PIPE, text=True)


@pytest.fixture(scope="module")
def instance(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Instance]:
    folder = tmp_path_factory.mktemp("a")
    with django_db_blocker.unblock(), copy_of_the_test_database(folder, "backup") as database:
        yield Instance(folder / "instance", database)


class Backup(NamedTuple):
    """The folder of a backup, and what the instance held before it: a page, a document, mail, an account's token."""

    folder: Path
    contents: dict[str, Any]


@pytest.fixture(scope="module")
def backup(instance, tmp_path_factory) -> Backup:
    """A backup that was taken while documents were added and deleted."""
    writer = instance.start(sys.executable, SCRIPT, "write")
    try:
        contents = json.loads(writer.stdout.readline())
        while int(writer.stdout.readline()) < EARLY:
            pass
        folder = tmp_path_factory.mktemp("backups")
        result = instance.run("sh", "-euc", commands("Back up"), BACKUP_FOLDER=str(folder))
        written = int(writer.stdout.readline())
    finally:
        writer.kill()
        writer.wait()
        writer.stdout.close()
    assert result.returncode == 0, result.stderr[-3000:]
    assert written > EARLY
    assert writer.returncode == -9  # it was still writing
    (made,) = folder.iterdir()
    assert made.stat().st_mode & 0o077 == 0
    return Backup(made, contents)


@pytest.fixture(scope="module")
def restored(backup, django_db_blocker, tmp_path_factory) -> Iterator[Instance]:
    """Another instance, with the same key under another address, into which the backup was restored."""
    folder = tmp_path_factory.mktemp("b")
    with django_db_blocker.unblock(), empty_database(folder, "restored") as database:
        found = Instance(folder / "instance", database)
        result = found.run("sh", "-euc", commands("Restore"), BACKUP=str(backup.folder))
        assert (result.returncode, result.stderr) == (0, ""), result.stderr[-2000:]
        yield found


@pytest.fixture(scope="module")
def site(restored) -> Iterator[str]:
    """The address of a web process on the restored instance."""
    server = restored.start(sys.executable, "-m", "gunicorn", "config.wsgi", "--log-level", "error")
    try:
        for _ in range(300):
            try:
                requests.get(f"{restored.url}/sante/", timeout=60)
                break
            except requests.ConnectionError:
                time.sleep(0.2)
        yield restored.url
    finally:
        server.terminate()
        server.wait()
        server.stdout.close()


class Look(NamedTuple):
    """What a process on the restored instance prints, and the mails that it sent."""

    printed: dict[str, Any]
    mails: list[str]


@pytest.fixture(scope="module")
def look(restored, backup) -> Look:
    mails = []

    class Handler:
        async def handle_DATA(self, server, session, envelope):
            mails.append(envelope.content.decode())
            return "250 OK"

    controller = Controller(Handler(), hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        server = f"smtp://127.0.0.1:{controller.port}"
        result = restored.run(sys.executable, SCRIPT, "look", str(backup.folder), EMAIL_URL=server)
    finally:
        controller.stop()
    assert result.returncode == 0, result.stderr[-2000:]
    return Look(json.loads(result.stdout), mails)


def test_every_row_that_names_a_file_has_it(look):
    assert look.printed["documents"] >= 4
    assert (look.printed["missing"], look.printed["integrity"]) == ([], "ok")


def test_an_instance_in_use_is_not_written_over(look):
    assert "n’est pas vide" in look.printed["refusal"]


def test_mail_that_waited_goes_out_as_it_was_written(look, backup):
    assert "envoyés 1" in look.printed["sent"]
    (mail,) = look.mails
    assert backup.contents["message_id"] in mail


def test_the_folders_have_the_modes_of_uploads(restored):
    """Whoever restores: the group reads the private folder, everybody the public one."""
    for variable, mode in (("PRIVATE_FOLDER", 0o750), ("MEDIA_STORAGE_URL", 0o755)):
        root = Path(restored.variables[variable].removeprefix("file://"))
        folders = [root, *(path for path in root.rglob("*") if path.is_dir())]
        assert {(str(path), path.stat().st_mode & 0o777) for path in folders} == {(str(path), mode) for path in folders}


def test_pages_are_served_under_the_new_address(site):
    page = requests.get(f"{site}/a-garder/", timeout=60)
    assert page.status_code == 200
    assert "Une page à garder" in page.text
    assert requests.get(f"{site}/api/v3/site/", timeout=60).json()
    assert f"{site}/" in requests.get(f"{site}/sitemap.xml", timeout=60).text


def test_a_private_document_is_for_those_who_may_read_it(site, backup):
    address = f"{site}{backup.contents['document']}"
    assert requests.get(address, timeout=60, allow_redirects=False).status_code in (302, 403, 404)
    member = requests.Session()
    log_in = {"login": "jeanne", "password": "un-long-mot-de-passe"}
    second = post(member, f"{site}/compte/login/", log_in)
    assert member.get(address, timeout=60, allow_redirects=False).content != TEXT  # one step of two
    code = format_hotp_value(hotp_value(SECRET, int(time.time()) // 30))
    post(member, second.url, {"code": code})
    found = member.get(address, timeout=60)
    assert (found.status_code, found.content) == (200, TEXT)


def post(session: requests.Session, url: str, data: dict[str, str]) -> requests.Response:
    """Send a form with the hidden fields of its page."""
    page = session.get(url, timeout=60)
    hidden = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
    return session.post(page.url, {**data, "csrfmiddlewaretoken": hidden[0]}, headers={"Referer": page.url}, timeout=60)


def test_a_token_still_opens_what_it_opened(site, backup):
    headers = {"Authorization": f"Bearer {backup.contents['token']}"}
    assert requests.get(f"{site}/api/v3/contributions/", headers=headers, timeout=60).json() == {
        "count": 0,
        "items": [],
        "next": None,
    }
