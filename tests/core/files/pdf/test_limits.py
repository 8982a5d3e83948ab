"""PDFs made to take memory and time: the process that reads one ends, and what was read until then remains."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path

import pytest

from core.files.pdf import process
from core.files.pdf.process import CHILD, Limits, NotRead, Reading, draw_cover, read_text
from core.models import PdfContent
from tests.core.files.pdf import made

State = PdfContent.State
MEGABYTE = 1024 * 1024
SMALL = Limits(memory=160 * MEGABYTE, processor=1, duration=10)


@pytest.fixture
def stored(tmp_path):
    def store(content: bytes) -> Path:
        path = tmp_path / "fichier.pdf"
        path.write_bytes(content)
        return path

    return store


@pytest.fixture
def script(tmp_path, monkeypatch):
    """Put other lines in the place of the script that reads."""

    def replace(*lines: str) -> None:
        path = tmp_path / "script.py"
        path.write_text("\n".join(["import json, os, signal, sys, time", "result = open(sys.argv[3], 'w')", *lines]))
        monkeypatch.setattr(process, "CHILD", path)

    return replace


BEGIN = "print(json.dumps({'begin': True}), json.dumps({'pages': 3}), sep='\\n', file=result, flush=True)"
ONE_PAGE = "print(json.dumps({'text': 'Une page'}), file=result, flush=True)"


def running(path: Path) -> list[str]:
    """The processes that name a path."""
    commands = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes()
        except OSError:  # it has ended
            continue
        if bytes(path) in command:
            commands.append(command.decode())
    return commands


# --- Hostile files ----------------------------------------------------------------------------------------------------


def test_a_page_that_unpacks_to_much_more_is_too_heavy(stored):
    path = stored(made.whole(made.pages([made.line("Avant"), made.stream(b"q " * 100 * MEGABYTE, packed=True)])))
    assert path.stat().st_size < MEGABYTE
    assert read_text(path, SMALL) == Reading(State.TOO_HEAVY, 2, "Avant", is_cut=True)
    assert draw_cover(path, SMALL)


def test_forms_that_call_one_another_a_billion_times_end_in_time(stored):
    path, begin = stored(made.nested_forms(12)), time.monotonic()
    assert read_text(path, Limits(duration=1.0)).state is State.TOO_HEAVY
    assert draw_cover(path, Limits(processor=1)) is None
    assert time.monotonic() - begin < 15
    assert running(path) == []


def test_a_drawing_without_end_leaves_the_text(stored):
    path = stored(made.tiny_pattern())
    assert read_text(path, SMALL) == Reading(State.READ, 1, "Un motif")
    assert draw_cover(path, SMALL) is None


def test_an_enormous_picture_on_the_first_page_leaves_the_text(stored):
    path = stored(made.enormous_picture(8_000))
    assert read_text(path, SMALL) == Reading(State.READ, 1, "Sous une image")
    assert draw_cover(path, SMALL) is None or len(draw_cover(path, SMALL) or b"") < 10 * MEGABYTE


@pytest.mark.parametrize(
    "content",
    [
        made.form_that_draws_itself(),
        made.whole(dict(made.pages([made.line("Avant la boucle")])) | {9: b"[" * 200_000 + b"]" * 200_000}),
        made.pdf("Avant la boucle", entries=b"/Nest " + b"<</A " * 100_000),
        made.whole(made.pages([made.line("Avant la boucle") + b"/P " + b"<</A " * 100_000 + b" BDC"])),
        made.whole(dict(made.pages([made.line("Avant la boucle")])) | dict.fromkeys(range(6, 100_000), b"<<>>")),
    ],
    ids=["a form", "arrays", "dictionaries", "marks", "objects"],
)
def test_depth_and_number_do_no_harm(stored, content):
    reading = read_text(stored(content), SMALL)
    assert reading.state in (State.READ, State.DAMAGED, State.TOO_HEAVY)
    assert reading.text in ("Avant la boucle", "")
    if reading.state is State.READ:
        assert reading.text


# --- Processes --------------------------------------------------------------------------------------------------------


def test_a_process_that_waits_is_ended(script, stored):
    script(BEGIN, ONE_PAGE, "time.sleep(60)")
    path, begin = stored(b""), time.monotonic()
    assert read_text(path, Limits(duration=0.7)) == Reading(State.TOO_HEAVY, 3, "Une page", is_cut=True)
    assert time.monotonic() - begin < 10
    assert running(path) == []


def test_a_crash_leaves_what_was_read(script, stored):
    script(BEGIN, ONE_PAGE, "print('{\"text\": \"Deu', end='', file=result, flush=True)", "os.kill(os.getpid(), 11)")
    assert read_text(stored(b"")) == Reading(State.DAMAGED, 3, "Une page", is_cut=True)


@pytest.mark.parametrize("lines", [["import missing"], ["os.kill(os.getpid(), 11)"], ["time.sleep(60)"]])
def test_a_process_that_never_began_says_nothing_about_the_file(script, stored, lines):
    script(*lines)
    with pytest.raises(NotRead):
        read_text(stored(b""), Limits(duration=1))


def test_the_process_knows_no_secret(script, stored, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "clef-de-signature")
    script("sys.exit(repr(dict(os.environ)))")
    with pytest.raises(NotRead) as raised:
        read_text(stored(b""))
    assert "clef" not in str(raised.value)
    assert "{" in str(raised.value)


def test_the_process_ends_by_itself_should_its_parent_be_gone(stored, tmp_path):
    limits = json.dumps(asdict(Limits()) | {"duration": -0.5})
    path = stored(made.nested_forms(12))
    code = subprocess.run([sys.executable, "-I", CHILD, "text", path, tmp_path / "result", limits], check=False)
    assert code.returncode == -signal.SIGALRM


def test_a_result_is_bounded(script, stored):
    script(
        BEGIN, "import resource", "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))", f"while True: {ONE_PAGE}"
    )
    reading = read_text(stored(b""), SMALL)
    assert reading.state in (State.TOO_HEAVY, State.DAMAGED)
    assert 0 < len(reading.text) < 1000


def test_nothing_is_left_in_the_temporary_folder(stored, tmp_path, monkeypatch):
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", os.fspath(folder))
    path = stored(made.nested_forms(12))
    read_text(path, Limits(duration=0.5))
    draw_cover(path, Limits(duration=0.5))
    assert list(folder.iterdir()) == []
