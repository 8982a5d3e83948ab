"""Real servers for tests, each on a free port of this machine and with nothing kept on disk."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis
from django.conf import settings


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def production_server(environment: dict[str, str], folder: Path) -> Iterator[int]:
    """Run the web server of production with this environment, and its log in a folder; give its port."""
    port, path = free_port(), folder / "log"
    gunicorn = Path(sys.executable).with_name("gunicorn")
    with path.open("w") as log:
        server = subprocess.Popen(
            [gunicorn, "config.wsgi", "--no-control-socket"],
            cwd=settings.BASE_DIR,
            env=environment | {"BIND": f"127.0.0.1:{port}"},
            stderr=log,
        )
        try:
            end = time.monotonic() + 60
            while not _listens(port):
                assert server.poll() is None, path.read_text()
                assert time.monotonic() < end
                time.sleep(0.1)
            yield port
        finally:
            server.terminate()
            server.wait(timeout=30)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class RedisServer:
    """A redis-server that can be stopped, frozen and started again on its port. It never listens elsewhere."""

    def __init__(self, *options: str) -> None:
        if (program := shutil.which("redis-server")) is None:
            # Continuous integration installs it; elsewhere its tests are left out.
            (pytest.fail if os.environ.get("CI") else pytest.skip)("redis-server is not installed")
        self.program, self.port, self.options = program, free_port(), options
        self.process: subprocess.Popen[bytes] | None = None
        self.start()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    @property
    def client(self) -> redis.Redis:
        return redis.Redis(port=self.port)

    def start(self) -> None:
        command = [self.program, "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        self.process = subprocess.Popen([*command, *self.options], stdout=subprocess.DEVNULL, cwd=Path("/tmp"))
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.02)
        raise RuntimeError("redis-server does not start")

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


@contextmanager
def redis_server(*options: str) -> Iterator[RedisServer]:
    server = RedisServer(*options)
    try:
        yield server
    finally:
        server.stop()
