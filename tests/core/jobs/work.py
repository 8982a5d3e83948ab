"""Tasks for the tests of the worker. Each appends a line to a file when it begins and when it ends."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from core.jobs.declare import durable


def note(path: str, word: str) -> None:
    with Path(path).open("a") as file:
        file.write(f"{word} {os.getpid()}\n")


@durable("Attendre")
def wait(path: str, seconds: float) -> str:
    note(path, "begin")
    time.sleep(seconds)
    note(path, "end")
    return "fait"


@durable("Tuer son processus")
def kill_own_process(path: str) -> None:
    note(path, "begin")
    os.kill(os.getpid(), signal.SIGKILL)
