#!/usr/bin/env python3
"""What the Makefile calls: sets up the virtual environment and runs Sillon. Standard library only.

python3 bootstrap.py run | test | lint | screenshots | audit | bench | lock | help
(further arguments of `test` go to pytest, those of `screenshots` say which, those of `bench` how)
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / "python"
DATABASE_URL_OF_LINT = "sqlite://:memory:"


def say(text: str) -> None:
    print(text, flush=True)


def run(*command: str | Path, env: dict[str, str] | None = None) -> None:
    """Run a command in the project's folder; end with its exit code when it fails."""
    code = subprocess.call([str(part) for part in command], cwd=ROOT, env={**os.environ, **(env or {})})
    if code:
        sys.exit(code)


def environment(requirements: str) -> None:
    """Make the virtual environment and install the locked requirements, unless they are there already."""
    if sys.version_info < (3, 11):  # noqa: UP036 -- this script runs before anything has checked
        sys.exit("Sillon demande Python 3.11 ou plus récent.")
    lock = ROOT / requirements
    digest = hashlib.sha256(lock.read_bytes() + sys.version.encode()).hexdigest()
    stamp = VENV / f".{requirements}.sha256"
    if PYTHON.exists() and stamp.exists() and stamp.read_text() == digest:
        return
    if not PYTHON.exists():
        say("Environnement virtuel…")
        venv.create(VENV, with_pip=True, clear=VENV.exists())
    say(f"Installation de {requirements} (une à deux minutes la première fois)…")
    if uv := shutil.which("uv"):
        run(uv, "pip", "install", "--quiet", "--python", PYTHON, "--require-hashes", "-r", lock)
    else:
        options = ("--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes")
        run(PYTHON, "-m", "pip", "install", *options, "-r", lock)
    stamp.write_text(digest)


def manage(*arguments: str, env: dict[str, str] | None = None) -> None:
    run(PYTHON, "manage.py", *arguments, env=env)


def start(*arguments: str, env: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start a `manage.py` command that runs until it is ended."""
    return subprocess.Popen([str(PYTHON), "manage.py", *arguments], cwd=ROOT, env=env)


def answers(port: int) -> bool:
    """Whether something listens at this port of the machine."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def command_run() -> None:
    """serve the site on http://localhost:8000 (PORT= changes it), with demo content when the database is empty"""
    environment("requirements.txt")
    port = int(os.environ.get("PORT", "8000"))
    if answers(port):
        sys.exit(f"Le port {port} est déjà pris : PORT=8001 make run, par exemple.")
    env = {"SITE_URL": os.environ.get("SITE_URL", f"http://localhost:{port}")}
    (ROOT / "var").mkdir(exist_ok=True)
    manage("prepare", "--demo-when-empty", env=env)
    full = {**os.environ, **env, "PYTHONUNBUFFERED": "1"}
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    processes = [start("runserver", "--noreload", "--skip-checks", f"127.0.0.1:{port}", env=full)]
    try:
        # The site first: what runs beside it can wait until somebody could see it.
        while processes[0].poll() is None and not answers(port):
            time.sleep(0.1)
        processes += [start("beside", env=full), start("db_worker", "--backend", "durable", env=full)]
        # The site lives as long as its web process; a helper that ends takes nothing else down, but is said.
        told: set[int] = set()
        while processes[0].poll() is None:
            for process in processes[1:]:
                if process.poll() is not None and process.pid not in told:
                    told.add(process.pid)
                    say(f"Un processus annexe s’est arrêté (code {process.returncode}) : {process.args}")
            time.sleep(1)
        sys.exit(processes[0].returncode)
    except KeyboardInterrupt:
        say("\nArrêt.")
    finally:
        for process in processes:
            if process.poll() is None:
                process.terminate()
        for process in processes:
            process.wait()


def command_test() -> None:
    """run the whole test suite, on SQLite or on the database that DATABASE_URL names"""
    environment("requirements-dev.txt")
    arguments = sys.argv[2:]
    if not any(argument == "-n" or argument.startswith("-n") for argument in arguments):
        # Browser tests are long and stand together: a worker that has finished takes some of the other.
        arguments = ["-n", str(min(4, os.cpu_count() or 1)), "--dist", "worksteal", *arguments]
    run(PYTHON, "-m", "pytest", *arguments)


def command_lint() -> None:
    """ruff, djlint, mypy and missing migrations"""
    environment("requirements-dev.txt")
    env = {"DATABASE_URL": DATABASE_URL_OF_LINT, "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    run(BIN / "ruff", "check", ".")
    run(BIN / "ruff", "format", "--check", ".")
    run(BIN / "djlint", "templates", "--lint", "--quiet")
    run(BIN / "mypy", "site", "home", "inventory", "memento", "archive", "search", env=env)
    manage("makemigrations", "--check", "--dry-run", env=env)


def command_screenshots() -> None:
    """contact sheets of every page type under var/screenshots/, for the eye; ends in error where a page overflows"""
    environment("requirements-dev.txt")
    run(PYTHON, "-m", "tests.screenshots", *sys.argv[2:])


def command_audit() -> None:
    """Lighthouse on the demo as production serves it; ends in error below 95 for performance, 100 for the rest"""
    environment("requirements.txt")
    run(PYTHON, "-m", "tests.audit")


def command_bench() -> None:
    """Sillon against plain Wagtail on 20,000 places, on PostgreSQL; ends in error below two thirds of a target"""
    environment("requirements-dev.txt")
    run(PYTHON, "-m", "tests.bench", *sys.argv[2:])


def command_lock() -> None:
    """remake the hash-locked requirements from pyproject.toml"""
    environment("requirements-dev.txt")
    options = "--generate-hashes --no-emit-index-url --no-header --universal --python-version 3.11 --quiet --upgrade"
    compile_ = [str(BIN / "uv"), "pip", "compile", "pyproject.toml", *options.split()]
    run(*compile_, "-o", "requirements.txt")
    run(*compile_, "--group", "dev", "-c", "requirements.txt", "-o", "requirements-dev.txt")


def command_help() -> None:
    """list the commands"""
    say("Sillon\n")
    for name, function in COMMANDS.items():
        say(f"  make {name:12}{function.__doc__}")


COMMANDS = {
    "run": command_run,
    "test": command_test,
    "lint": command_lint,
    "screenshots": command_screenshots,
    "audit": command_audit,
    "bench": command_bench,
    "lock": command_lock,
    "help": command_help,
}

if __name__ == "__main__":
    chosen = COMMANDS.get(sys.argv[1] if len(sys.argv) > 1 else "help")
    if chosen is None:
        command_help()
        sys.exit(2)
    chosen()
