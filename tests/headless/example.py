"""The example as its reader would run it: installed from its lock file, built, and served by Node.js."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import tools

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "examples" / "astro"


def build(sillon: str, log: Path) -> None:
    """Install and build the example for the Sillon at this address; end the program if that fails."""
    env = tools.environment(SILLON_URL=sillon, ASTRO_TELEMETRY_DISABLED="1")
    for command in (["ci", "--loglevel", "error"], ["run", "check"], ["run", "build"]):
        print(f"npm {' '.join(command)}…", flush=True)
        with log.open("w") as file:
            done = subprocess.run([*tools.NPM, *command], cwd=FOLDER, env=env, stdout=file, stderr=file, check=False)
        if done.returncode:
            sys.exit(log.read_text())


@contextmanager
def served(sillon: str) -> Iterator[str]:
    """Serve the built example, and give its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = tools.environment(SILLON_URL=sillon, HOST="127.0.0.1", PORT=str(port))
    server = subprocess.Popen([tools.NODE, "dist/server/entry.mjs"], cwd=FOLDER, env=env, stdout=subprocess.DEVNULL)
    try:
        if not _answers(port):
            sys.exit("The server of the example does not answer.")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def _answers(port: int) -> bool:
    """Whether something listens at a port within ten seconds."""
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return True
        time.sleep(0.1)
    return False
