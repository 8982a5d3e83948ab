"""Forks of the test process, where a test needs a second one: Django is there, and starting takes no time."""

from __future__ import annotations

from collections.abc import Callable
from multiprocessing.context import ForkProcess

from django.db import connections


class Fork(ForkProcess):
    """A function in a process of its own, with connections of its own. Nothing of pytest happens when it ends."""

    def __init__(self, function: Callable[..., object], *arguments: object) -> None:
        super().__init__(target=function, args=arguments, daemon=True)
        connections.close_all()
        self.start()

    def run(self) -> None:
        """Call the function, with none of the connections that the parent still has.

        In an event loop (Playwright's, in browser tests) Django has connections apart, and closes these alone. The
        child has no loop, and would go on with what was opened before it. Nothing closes them here: on PostgreSQL that
        would end the parent's.
        """
        self._inherited = connections.all(initialized_only=True)
        for connection in self._inherited:
            del connections[connection.alias]
        super().run()

    def wait(self, seconds: float = 60) -> int:
        """The exit code, negative after a signal. Raises AssertionError if it does not end in this time."""
        self.join(seconds)
        assert self.exitcode is not None, "the process does not end"
        return self.exitcode
