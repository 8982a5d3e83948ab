"""Requests per second: by wrk with sixteen connections, or by the clock where one request takes seconds."""

from __future__ import annotations

import json
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.bench.servers import Server
from tests.bench.site import FOLDER

CONNECTIONS = 16
THREADS = 2
WARM = 5  # seconds
PAUSE = 2  # seconds
#: How many requests are timed, so many at once, where one takes seconds.
SLOW_REQUESTS = 4
SCRIPT = Path(__file__).with_name("addresses.lua")


class Failed(Exception):
    """Answers other than 200, or none."""


def warm(server: Server, paths: list[str], slow: bool) -> None:
    """Let every thread of the server have read what it keeps."""
    if slow:
        server.get(paths[0])
    else:
        _wrk(server, paths, WARM)


def settle(server: Server, path: str) -> None:
    """Wait until a server has computed the answers that nobody waits for any more, which a load leaves behind.

    Otherwise the other side, measured next, would share the processor with it. Requests are answered in the order in
    which they come; those that are being computed when the last of these begins end within the pause.
    """
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        list(pool.map(server.get, [path] * CONNECTIONS))
    time.sleep(PAUSE)


def rate(server: Server, paths: list[str], seconds: int, slow: bool) -> float:
    """Requests per second. Raises Failed where an answer is not 200."""
    if slow:
        began = time.perf_counter()
        with ThreadPoolExecutor(SLOW_REQUESTS) as pool:
            list(pool.map(server.get, [paths[0]] * SLOW_REQUESTS))
        return SLOW_REQUESTS / (time.perf_counter() - began)
    counted = _wrk(server, paths, seconds)
    if counted["refused"] or counted["broken"] or not counted["requests"]:
        raise Failed(f"{server.side} : {counted}")
    return counted["requests"] / counted["seconds"]


def _wrk(server: Server, paths: list[str], seconds: int) -> dict[str, float]:
    addresses = FOLDER / "addresses.txt"
    addresses.write_text("\n".join(paths) + "\n")
    command = ["wrk", f"-t{THREADS}", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "60s", "-s", str(SCRIPT)]
    done = subprocess.run([*command, server.url, "--", str(addresses)], capture_output=True, text=True, check=True)
    return json.loads(done.stdout.rpartition("COUNTED ")[2])
