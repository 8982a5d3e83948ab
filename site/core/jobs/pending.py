"""What the durable queue still has to do."""

from __future__ import annotations

from typing import Any

from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult


def pending_arguments(task: Any) -> list[list[Any]]:
    """Return the positional arguments of the waiting and running executions of a task."""
    rows = DBTaskResult.objects.filter(
        task_path=task.module_path, status__in=(TaskResultStatus.READY, TaskResultStatus.RUNNING)
    )
    return [stored["args"] for stored in rows.values_list("args_kwargs", flat=True)]
