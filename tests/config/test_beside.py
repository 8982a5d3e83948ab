"""`beside`: mail and scheduled pages, each in a thread that the other cannot stop or delay."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from functools import partial

import pytest
from django.core.management.base import CommandError
from django.db import connections

from config.management.commands import beside

pytestmark = pytest.mark.django_db  # it refuses a database that is no instance's

#: Seconds after which something has gone wrong, however busy the machine is.
LONG = 30


@pytest.fixture
def run(monkeypatch, capfd):
    """Run `beside` with these commands in a forked process until `ready()`, then send it a signal.

    Returns its exit code, the seconds that it took to end, and its errors.
    """

    def run_until(
        ready: Callable[[], bool], commands: dict, signal_: signal.Signals = signal.SIGTERM
    ) -> tuple[int, float, str]:
        monkeypatch.setattr(beside, "PERIODS", dict.fromkeys(beside.PERIODS, 0.02))
        monkeypatch.setattr(beside, "GRACE", 0.4)
        monkeypatch.setattr(beside, "call_command", lambda name, **_: commands.get(name, int)())
        child = os.fork()
        if not child:
            # As in a terminal: a shell that starts the tests in the background has them ignore it.
            signal.signal(signal.SIGINT, signal.default_int_handler)
            try:
                beside.Command().execute(skip_checks=True, force_color=False, no_color=True)
            except SystemExit as end:
                os._exit(int(end.code or 0))
            os._exit(0)
        try:
            assert within(LONG, ready), "the commands never ran"
            begun = time.monotonic()
            os.kill(child, signal_)
            assert within(LONG, lambda: ended(child)), "the signal did not end it"
            seconds = time.monotonic() - begun
        except BaseException:
            os.kill(child, signal.SIGKILL)
            raise
        _, status = os.waitpid(child, 0)
        return os.waitstatus_to_exitcode(status), seconds, capfd.readouterr().err

    return run_until


def within(seconds: float, condition: Callable[[], bool]) -> bool:
    """Whether something becomes true in this time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.01)
    return False


def ended(child: int) -> bool:
    """Whether a process has ended; it can still be waited for."""
    return os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def runs(path) -> int:
    return len(path.read_text()) if path.exists() else 0


def count(path) -> None:
    with path.open("a") as file:
        file.write("x")


def fails(error: BaseException) -> None:
    raise error


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (ValueError("adresse anne@example.org refusée"), "send_outbox : ValueError: adresse … refusée ("),
        (CommandError("rien à faire"), "send_outbox : CommandError: rien à faire ("),
        (SystemExit(3), "send_outbox : SystemExit: 3 ("),
    ],
)
def test_what_one_command_raises_is_reported_and_stops_neither(run, tmp_path, monkeypatch, error, line):
    monkeypatch.setattr(beside, "REPEATED", 0.0)
    published = tmp_path / "published"
    commands = {"send_outbox": partial(fails, error), "publish_scheduled": partial(count, published)}
    code, _, errors = run(lambda: runs(published) > 5, commands)
    assert code == 0
    assert errors.count(line) > 2
    assert "example.org" not in errors


def test_an_error_that_goes_on_is_reported_once_until_the_command_works_again(run, tmp_path):
    path = tmp_path / "runs"

    def fail_but_the_fourth_time() -> None:
        count(path)
        if runs(path) != 4:
            raise CommandError("disque plein")

    code, _, errors = run(lambda: runs(path) > 8, {"update_search": fail_but_the_fourth_time})
    assert code == 0
    assert errors.count("update_search : CommandError: disque plein (") == 2


def test_a_slow_command_delays_neither_the_other_nor_the_end(run, tmp_path):
    published = tmp_path / "published"
    commands = {"send_outbox": partial(time.sleep, 10 * LONG), "publish_scheduled": partial(count, published)}
    code, seconds, errors = run(lambda: runs(published) > 2, commands)
    assert (code, errors) == (0, "")
    assert seconds < LONG


def test_an_interrupt_from_the_keyboard_ends_it_without_a_trace(run, tmp_path):
    path = tmp_path / "runs"
    commands = dict.fromkeys(beside.PERIODS, partial(count, path))
    code, _, errors = run(lambda: runs(path) > 2, commands, signal_=signal.SIGINT)
    assert (code, errors) == (0, "")


def test_an_interrupt_while_it_starts_ends_it_too(monkeypatch):
    class Interrupted(threading.Thread):
        def start(self) -> None:
            raise KeyboardInterrupt

    monkeypatch.setattr(beside.threading, "Thread", Interrupted)
    monkeypatch.setattr(beside.signal, "signal", lambda *_: None)
    beside.Command().handle()


def test_each_run_after_an_error_has_new_connections(monkeypatch):
    closed, stopping = [], threading.Event()
    monkeypatch.setattr(beside, "PERIODS", {"send_outbox": 0.0})
    monkeypatch.setattr(type(connections), "close_all", lambda self: closed.append(threading.current_thread().name))
    command = beside.Command()
    outcomes = iter([ValueError("base partie"), None])

    def once() -> None:
        if error := next(outcomes):
            raise error
        assert closed == ["sender"], "the broken connections are closed before the next run"
        stopping.set()

    thread = threading.Thread(target=command._repeat, args=("send_outbox", once, stopping), name="sender")
    thread.start()
    thread.join(2)
    assert closed == ["sender", "sender"]
