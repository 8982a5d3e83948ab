"""Leases of running tasks, so that another worker can take over the task of a killed one.

While a task runs, its column `run_after`, otherwise unused then, holds the end of the lease. Its worker extends the
lease periodically; when a lease has expired, the task goes back to the queue. A conditional UPDATE decides between
two workers, on SQLite as on PostgreSQL.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Min, Q
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, DBTaskResultQuerySet, get_date_max

#: Duration of a lease, and the interval in seconds at which it is renewed.
LEASE = timedelta(seconds=90)
BEAT = 15
#: Maximum number of attempts, since a task may itself be what kills its worker (memory).
ATTEMPTS = 3
#: Maximum duration of one attempt.
LONGEST = timedelta(hours=1)
#: How long a task may wait while no task is running before the queue counts as stuck.
WAIT = timedelta(minutes=10)

LOST = "core.jobs.lease.WorkerLost"
LOST_TEXT = f"Le processus qui exécutait ce travail s’est arrêté sans finir, {ATTEMPTS} fois de suite."


def renew(row: DBTaskResult) -> bool:
    """Extend the lease of a task that this process runs; return False if the task has been taken over."""
    return bool(_current_attempt(row).update(run_after=timezone.now() + LEASE))


def expired() -> DBTaskResultQuerySet:
    """Return the running tasks whose lease has expired."""
    now = timezone.now()
    # Until the first lease, `run_after` keeps the value that it had in the queue.
    over = Q(run_after__lte=now) | Q(run_after=get_date_max())
    return DBTaskResult.objects.running().filter(over, started_at__lte=now - LEASE)


def reclaim() -> list[DBTaskResult]:
    """Put the tasks of dead workers back into the queue, or mark them as failed; return those that were changed."""
    reclaimed = []
    for row in expired():
        attempt = _current_attempt(row).filter(run_after=row.run_after)
        if len(row.worker_ids) < ATTEMPTS:
            # With growing delay: the cause may pass, and other tasks should run first.
            pause = timedelta(minutes=len(row.worker_ids))
            changed = attempt.update(status=TaskResultStatus.READY, run_after=timezone.now() + pause)
        else:
            changed = attempt.update(
                status=TaskResultStatus.FAILED,
                finished_at=timezone.now(),
                run_after=get_date_max(),
                exception_class_path=LOST,
                traceback=LOST_TEXT,
            )
        if changed:
            reclaimed.append(row)
    return reclaimed


def release(row: DBTaskResult) -> None:
    """Return a task to the queue because its worker is stopping; this attempt does not count."""
    DBTaskResult.objects.filter(pk=row.pk, worker_ids=row.worker_ids).update(
        status=TaskResultStatus.READY, worker_ids=row.worker_ids[:-1], **_initial_values()
    )


def retry(pk: str) -> bool:
    """Queue a failed task again with all its attempts; return False if no such failed task exists."""
    failed = DBTaskResult.objects.failed().filter(pk=pk)
    return bool(failed.update(status=TaskResultStatus.READY, worker_ids=[], **_initial_values()))


def stuck() -> bool:
    """Whether tasks wait in vain: a worker was killed, or no worker runs."""
    if expired().exists():
        return True
    oldest = _oldest_ready()
    if oldest is None or oldest > timezone.now() - WAIT:
        return False
    return not DBTaskResult.objects.running().exists()


def _oldest_ready() -> datetime | None:
    """Return since when the oldest task has been waiting, counted from its `run_after` if it was delayed."""
    ready = DBTaskResult.objects.ready()
    moments = ready.aggregate(
        queued=Min("enqueued_at", filter=Q(run_after=get_date_max())),
        due=Min("run_after", filter=Q(run_after__lt=get_date_max())),
    )
    return min((moment for moment in moments.values() if moment), default=None)


def _current_attempt(row: DBTaskResult) -> DBTaskResultQuerySet:
    """Return a queryset of the row, empty if another attempt has begun or the task no longer runs."""
    return DBTaskResult.objects.running().filter(pk=row.pk, worker_ids=row.worker_ids)


def _initial_values() -> dict[str, object]:
    """Return the columns of a task that has not run yet."""
    return {
        "run_after": get_date_max(),
        "started_at": None,
        "finished_at": None,
        "exception_class_path": "",
        "traceback": "",
    }
