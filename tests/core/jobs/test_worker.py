"""The worker in real processes: killed, stopped, frozen, and several at once."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from asgiref.local import Local
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from django_tasks import TaskResultStatus, task_backends
from django_tasks_db.models import DBTaskResult, get_date_max

from core.jobs import lease
from tests.consistency.source import ROOT
from tests.forks import Fork

Start = Callable[..., Fork]
TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "durable": {"BACKEND": "django_tasks_db.DatabaseBackend"},
}


@pytest.fixture(autouse=True)
def committed(django_db_setup, django_db_blocker):
    """Other processes see what is written; nothing but these rows is, so that the rest need not be made anew."""
    with django_db_blocker.unblock():
        yield
        DBTaskResult.objects.all().delete()


def work(**options: object) -> None:
    """The command, with a real queue as in production."""
    settings.TASKS = TASKS
    task_backends.settings = task_backends.configure_settings(TASKS)
    task_backends._connections = Local(task_backends.thread_critical)
    lease.BEAT = 0.5
    call_command("db_worker", interval=0.05, startup_delay=False, **options)


@pytest.fixture
def worker() -> Iterator[Start]:
    processes: list[Fork] = []

    def start(**options: object) -> Fork:
        processes.append(Fork(partial(work, **options)))
        return processes[-1]

    yield start
    for process in processes:
        process.kill()
        process.wait()


@pytest.fixture
def lines(tmp_path) -> Callable[[], list[str]]:
    path = tmp_path / "lines"
    path.touch()
    lines = lambda: [line.split()[0] for line in path.read_text().splitlines()]  # noqa: E731
    lines.path = str(path)
    return lines


def queue(name: str, *args: object) -> DBTaskResult:
    return DBTaskResult.objects.create(
        args_kwargs={"args": list(args), "kwargs": {}}, task_path=f"tests.core.jobs.work.{name}",
        backend_name="durable", run_after=get_date_max(), exception_class_path="", traceback="",
    )  # fmt: skip


def until(condition: Callable[[], object], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.05)


def let_the_lease_end(row: DBTaskResult) -> None:
    past = timezone.now() - lease.LEASE - timedelta(seconds=1)
    DBTaskResult.objects.filter(pk=row.pk).update(started_at=past, run_after=past)


def skip_the_pause(row: DBTaskResult) -> None:
    DBTaskResult.objects.filter(pk=row.pk, status="READY").update(run_after=get_date_max())


def status(row: DBTaskResult) -> str:
    row.refresh_from_db()
    return row.status


def test_a_worker_runs_tasks_under_a_lease_removes_old_results_and_ends_on_sigterm(worker, lines):
    old = timezone.now() - timedelta(days=15)
    done = running(status="SUCCESSFUL", finished_at=old)
    kept = {running(status="FAILED", finished_at=old), running(status="SUCCESSFUL", finished_at=timezone.now())}
    row = queue("wait", lines.path, 1)
    process = worker()
    until(lambda: status(row) == "RUNNING" and row.run_after < get_date_max())
    assert timezone.now() < row.run_after <= timezone.now() + lease.LEASE
    until(lambda: status(row) == "SUCCESSFUL")
    assert (lines(), row.return_value) == (["begin", "end"], "fait")
    until(lambda: not DBTaskResult.objects.filter(pk=done.pk).exists())
    assert set(DBTaskResult.objects.all()) == {row, *kept}
    process.terminate()
    assert process.wait(seconds=15) == 0


def test_a_killed_worker_s_task_is_taken_up_by_another(worker, lines):
    row = queue("wait", lines.path, 1)
    process = worker()
    until(lambda: lines() == ["begin"])
    process.kill()
    process.wait()
    assert status(row) == "RUNNING"
    let_the_lease_end(row)
    assert lease.stuck()
    worker()
    until(lambda: status(row) == "READY" or len(row.worker_ids) > 1)
    skip_the_pause(row)
    until(lambda: status(row) == "SUCCESSFUL")
    assert lines() == ["begin", "begin", "end"]
    assert len(row.worker_ids) == 2


def test_a_task_that_kills_its_worker_is_given_up(worker, lines):
    row = queue("kill_own_process", lines.path)
    for _ in range(lease.ATTEMPTS):
        assert worker().wait(seconds=60) == -signal.SIGKILL
        assert status(row) == "RUNNING"
        let_the_lease_end(row)
        lease.reclaim()
        skip_the_pause(row)
    assert status(row) == "FAILED"
    assert row.exception_class_path == lease.LOST
    assert "3 fois" in row.traceback
    assert lines() == ["begin"] * lease.ATTEMPTS
    assert not lease.stuck()


def test_two_workers_never_run_one_task(worker, lines):
    gone = queue("of_an_older_release")  # a task that is there no more holds up none of the others
    rows = [queue("wait", lines.path, 0.05) for _ in range(30)]
    processes = [worker(batch=True) for _ in range(2)]
    for process in processes:
        process.wait(seconds=90)
    assert lines().count("begin") == lines().count("end") == 30
    assert {status(row) for row in rows} == {"SUCCESSFUL"}
    assert {len(row.worker_ids) for row in rows} == {1}
    assert (status(gone), gone.exception_class_path) == ("FAILED", "builtins.ImportError")


def test_a_worker_finishes_its_task_after_one_signal(worker, lines):
    row = queue("wait", lines.path, 1)
    process = worker()
    until(lambda: lines() == ["begin"])
    process.terminate()
    assert process.wait(seconds=60) == 0
    assert (status(row), lines()) == ("SUCCESSFUL", ["begin", "end"])


def test_a_worker_gives_its_task_back_after_two_signals(worker, lines):
    row = queue("wait", lines.path, 30)
    process = worker()
    until(lambda: lines() == ["begin"])
    process.terminate()
    time.sleep(1)  # two signals at once would be one
    process.terminate()
    process.wait(seconds=60)
    assert (status(row), row.worker_ids, row.traceback) == ("READY", [], "")


# --- Leases, without a process -----------------------------------------------------------------------------------


def running(**fields) -> DBTaskResult:
    row = queue("wait", "x", 1)
    defaults = {"status": "RUNNING", "worker_ids": ["a"], "started_at": timezone.now()}
    DBTaskResult.objects.filter(pk=row.pk).update(**(defaults | fields))
    row.refresh_from_db()
    return row


def test_a_task_that_was_just_claimed_is_left_alone():
    row = running()
    due_before = running(run_after=timezone.now() - timedelta(hours=1))
    assert lease.reclaim() == []
    assert {status(row), status(due_before)} == {"RUNNING"}


def test_a_worker_killed_between_the_claim_and_its_first_lease_is_seen():
    row = running(started_at=timezone.now() - 2 * lease.LEASE)
    assert lease.reclaim() == [row]
    assert status(row) == "READY"
    assert row.run_after > timezone.now()


def test_a_long_task_keeps_its_lease():
    row = running(started_at=timezone.now() - timedelta(minutes=50))
    assert lease.renew(row)
    assert lease.reclaim() == []


def test_a_lease_is_renewed_by_its_worker_alone():
    row = running()
    other = DBTaskResult.objects.get(pk=row.pk)
    DBTaskResult.objects.filter(pk=row.pk).update(worker_ids=["a", "b"])
    assert not lease.renew(other)
    assert lease.renew(DBTaskResult.objects.get(pk=row.pk))


def test_two_processes_take_a_task_back_once(monkeypatch):
    row = running(started_at=timezone.now() - 2 * lease.LEASE)
    stale = DBTaskResult.objects.get(pk=row.pk)
    assert lease.reclaim() == [row]
    monkeypatch.setattr(lease, "expired", lambda: [stale])
    assert lease.reclaim() == []


def test_a_failed_task_is_begun_anew():
    row = running(status="FAILED", worker_ids=["a", "b", "c"], exception_class_path="x.Y", traceback="z")
    assert lease.retry(str(row.pk))
    assert (status(row), row.worker_ids, row.traceback, row.run_after) == ("READY", [], "", get_date_max())
    assert not lease.retry(str(row.pk))


def test_a_worker_that_was_frozen_past_its_lease_ends(worker, lines):
    """Its task belongs to another worker now."""
    row = queue("wait", lines.path, 40)
    process = worker()
    until(lambda: lines() == ["begin"])
    os.kill(process.pid, signal.SIGSTOP)
    let_the_lease_end(row)
    assert len(lease.reclaim()) == 1
    os.kill(process.pid, signal.SIGCONT)
    assert process.wait(seconds=60) == 75
    assert (status(row), lines()) == (TaskResultStatus.READY, ["begin"])


def test_a_task_that_runs_too_long_is_ended(monkeypatch):
    from core.jobs.worker import TaskTooLong, _time_limit

    with pytest.raises(TaskTooLong), _time_limit(0.2):
        time.sleep(5)
    with _time_limit(5):
        pass
    assert signal.getitimer(signal.ITIMER_REAL)[0] == 0


def test_every_durable_task_has_a_name_that_editors_read():
    """The queue's decorator is used nowhere but in core.jobs.declare."""
    uses = [
        str(path.relative_to(ROOT))
        for package in ("site", "home", "inventory", "memento", "archive", "search")
        for path in Path(ROOT / package).rglob("*.py")
        if "import task\n" in path.read_text() and "django_tasks" in path.read_text()
    ]
    assert uses == ["site/core/jobs/declare.py"]
