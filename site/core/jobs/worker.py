"""The worker of django-tasks-db with leases: it renews its own, and reclaims the tasks of dead workers."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from django.core.management import call_command
from django.db import DatabaseError, InterfaceError, OperationalError, connections
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from core.jobs import lease

logger = logging.getLogger(__name__)

#: Seconds between two attempts to reconnect to the database.
RETRY = 5
#: Seconds between two removals of old results, and the age in days at which results are removed.
PRUNE_EVERY = 24 * 3600
RETENTION_DAYS, FAILED_RETENTION_DAYS = 14, 90
#: The exit code of a worker whose task was given to another worker.
LEASE_LOST = 75


class TaskTooLong(Exception):
    """A task ran longer than `lease.LONGEST`."""


class LeasedWorker(Worker):
    """Runs tasks one after the other, while a second thread renews the lease of the current one."""

    def run(self) -> None:
        keeper = Keeper()
        self.keeper = keeper
        keeper.start()
        try:
            while True:
                try:
                    super().run()
                    return
                except (OperationalError, InterfaceError) as error:
                    if not self.running:
                        return
                    logger.warning("The database cannot be reached (%s)", type(error).__name__)
                    connections.close_all()
                    time.sleep(RETRY)
        finally:
            keeper.stop()

    def run_task(self, db_task_result: DBTaskResult) -> None:
        with self.keeper.holding(db_task_result), _time_limit(lease.LONGEST.total_seconds()):
            super().run_task(db_task_result)
        stopped = db_task_result.exception_class_path in ("builtins.SystemExit", "builtins.KeyboardInterrupt")
        if stopped and not self.running and db_task_result.status == TaskResultStatus.FAILED:
            lease.release(db_task_result)  # interrupted by a second signal, which is no failure of the task


class Keeper(threading.Thread):
    """A thread that renews the lease of the current task, reclaims tasks of dead workers and removes old results."""

    def __init__(self) -> None:
        super().__init__(name="leases", daemon=True)
        self._row: DBTaskResult | None = None
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._prune_at = time.monotonic()

    @contextmanager
    def holding(self, row: DBTaskResult) -> Iterator[None]:
        lease.renew(row)
        with self._lock:
            # A copy, because the worker changes the original when the task ends.
            self._row = DBTaskResult(pk=row.pk, worker_ids=list(row.worker_ids))
        try:
            yield
        finally:
            with self._lock:
                self._row = None

    def run(self) -> None:
        while not self._stopped.is_set():
            try:
                self.beat()
            except DatabaseError as error:
                # A lock, or a restart of the database. A lease lasts for several beats.
                logger.warning("The lease could not be renewed (%s)", type(error).__name__)
            except Exception:  # this thread must survive any error, or the lease would expire
                logger.exception("A beat failed")
            finally:
                connections.close_all()
            self._stopped.wait(lease.BEAT)

    def beat(self) -> None:
        with self._lock:
            if self._row is not None and not lease.renew(self._row) and _is_reassigned(self._row):
                # This process was suspended for longer than a lease. Two workers must not run the same task.
                logger.critical("Task %s was given to another worker: this worker exits", self._row.pk)
                os._exit(LEASE_LOST)
        for row in lease.reclaim():
            logger.error("Task %s (%s): its worker is gone, attempt %s", row.pk, row.task_path, len(row.worker_ids))
        if time.monotonic() >= self._prune_at:
            options = {"backend": "durable", "queue-name": "*", "min-age-days": RETENTION_DAYS}
            options["failed-min-age-days"] = FAILED_RETENTION_DAYS
            arguments = [f"--{name}={value}" for name, value in options.items()]
            call_command("prune_db_task_results", *arguments, verbosity=0)
            self._prune_at = time.monotonic() + PRUNE_EVERY

    def stop(self) -> None:
        self._stopped.set()
        self.join(timeout=2)


def _is_reassigned(row: DBTaskResult) -> bool:
    """Whether a task whose lease was lost waits or runs elsewhere; False if it has finished."""
    current = DBTaskResult.objects.filter(pk=row.pk).first()
    return current is None or current.status in (TaskResultStatus.READY, TaskResultStatus.RUNNING)


@contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    """Raise TaskTooLong after a number of seconds. In other threads than the main one, and on Windows, no limit."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(signum: int, frame: FrameType | None) -> None:
        raise TaskTooLong(f"Ce travail a dépassé {seconds / 60:.0f} minutes.")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
