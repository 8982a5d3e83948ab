"""The two servers: both under gunicorn as production runs it, on one database."""

from __future__ import annotations

import http.client
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tests.audit.__main__ import free_port
from tests.bench.site import FOLDER, ROOT, environment

SETTINGS = {"sillon": "tests.bench.settings", "plain": "tests.bench.plain.settings"}
START = 60  # seconds


@dataclass
class Server:
    """A running gunicorn, and how many seconds its processes have computed until the first answer."""

    side: str
    port: int
    process: subprocess.Popen[bytes]
    cold_start: float

    @classmethod
    def start(cls, side: str, first: str) -> Server:
        """Serve one side; it is up when it answers 200 to `first`."""
        port = free_port()
        with (FOLDER / f"{side}.log").open("w") as log:
            began = time.perf_counter()
            process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "--log-level", "warning", "config.wsgi"],
                cwd=ROOT, env=environment(SETTINGS[side], port), stdout=log, stderr=log,
            )  # fmt: skip
        while True:
            try:
                status = _status(port, first)
            except OSError:
                status = 0
            if status == 200:
                return cls(side, port, process, _computed(process.pid))
            if status or process.poll() is not None or time.perf_counter() - began > START:
                process.terminate()
                sys.exit(f"{side} ne répond pas ({status or 'arrêté'}) : voir {FOLDER / f'{side}.log'}")
            time.sleep(0.02)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def get(self, path: str) -> bytes:
        """The body of an answer, which must be 200."""
        connection = http.client.HTTPConnection("localhost", self.port, timeout=300)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            body = answer.read()
        finally:
            connection.close()
        if answer.status != 200:
            raise AssertionError(f"{self.side} {path} : {answer.status}")
        return body

    def memory(self) -> int:
        """Megabytes of all its processes, what they share counted once."""
        pids = [self.process.pid, *_children(self.process.pid)]
        found = (Path(f"/proc/{pid}/smaps_rollup").read_text() for pid in pids)
        return sum(int(match[1]) for text in found if (match := re.search(r"Pss:\s+(\d+)", text))) // 1024

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait()


def _status(port: int, path: str) -> int:
    connection = http.client.HTTPConnection("localhost", port, timeout=START)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()


def _computed(pid: int) -> float:
    """Seconds of processor that a process and its children have used: the clock would tell how busy the machine is."""
    times = [Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split() for each in (pid, *_children(pid))]
    return sum(int(user) + int(system) for *_, user, system in (fields[:13] for fields in times)) / os.sysconf(
        "SC_CLK_TCK"
    )


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
