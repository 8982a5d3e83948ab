from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django_tasks_db.management.commands import db_worker as upstream

from core.db.instance import InstanceCommand
from core.jobs.worker import LeasedWorker


class Command(InstanceCommand, upstream.Command):
    """The command of django-tasks-db, with `LeasedWorker` and the durable queue."""

    help = "Exécute les travaux de fond, sans fin, et reprend ceux qu’un processus tué a laissés."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(backend_name="durable")

    def handle(self, **options: Any) -> None:
        # django-tasks-db 0.13 has no other way to choose the class.
        upstream.Worker = LeasedWorker  # type: ignore[misc]
        super().handle(**options)
