"""Declaring a function as a background task with a French name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django_tasks import task

#: The French name of each task by its dotted path, which the queue stores.
LABELS: dict[str, str] = {}


def durable(label: str) -> Callable[[Callable[..., Any]], Any]:
    """Decorate a function as a task of the durable queue.

    If the worker is killed, the task runs again from its start, so it must be idempotent.
    """

    def declare(function: Callable[..., Any]) -> Any:
        declared = task(backend="durable")(function)
        LABELS[declared.module_path] = label
        return declared

    return declare
