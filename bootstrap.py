#!/usr/bin/env python3
"""The commands of the Makefile: set up the virtual environment, then run, test or check Sillon. Standard library only.

python3 bootstrap.py run | test | lint | screenshots | audit | headless | search-quality | bench | lock | help
(further arguments of `test` go to pytest, those of `screenshots`, `headless` and `bench` to these tools)
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


def echo(text: str) -> None:
    print(text, flush=True)


def run(*command: str | Path, env: dict[str, str] | None = None) -> None:
    """Run a command in the project's folder; if it fails, exit with its exit code."""
    code = subprocess.call([str(part) for part in command], cwd=ROOT, env={**os.environ, **(env or {})})
    if code:
        sys.exit(code)


def environment(requirements: str) -> None:
    """Create the virtual environment and install a requirements file, unless this has been done."""
    if sys.version_info < (3, 11):  # noqa: UP036 -- this script may be run by an older Python
        sys.exit("Sillon demande Python 3.11 ou plus récent.")
    lock = ROOT / requirements
    digest = hashlib.sha256(lock.read_bytes() + sys.version.encode()).hexdigest()
    stamp = VENV / f".{requirements}.sha256"
    if PYTHON.exists() and stamp.exists() and stamp.read_text() == digest:
        return
    if not PYTHON.exists():
        echo("Environnement virtuel…")
        venv.create(VENV, with_pip=True, clear=VENV.exists())
    echo(f"Installation de {requirements} (une à deux minutes la première fois)…")
    if uv := shutil.which("uv"):
        run(uv, "pip", "install", "--quiet", "--python", PYTHON, "--require-hashes", "-r", lock)
    else:
        options = ("--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes")
        run(PYTHON, "-m", "pip", "install", *options, "-r", lock)
    stamp.write_text(digest)


def manage(*arguments: str, env: dict[str, str] | None = None) -> None:
    run(PYTHON, "manage.py", *arguments, env=env)


def start(*arguments: str, env: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start a `manage.py` command in the background."""
    return subprocess.Popen([str(PYTHON), "manage.py", *arguments], cwd=ROOT, env=env)


def is_listening(port: int) -> bool:
    """Whether something listens on this local port."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def command_run() -> None:
    """serve the site on http://localhost:8000 (PORT= changes it), with demo content when the database is empty"""
    value = os.environ.get("PORT", "").strip() or "8000"
    if not value.isdecimal() or not 0 < int(value) < 65536:
        sys.exit("PORT : un nombre entre 1 et 65535 est attendu.")
    environment("requirements.txt")
    port = int(value)
    if is_listening(port):
        sys.exit(f"Le port {port} est déjà pris : PORT=8001 make run, par exemple.")
    env = {"SITE_URL": os.environ.get("SITE_URL", f"http://localhost:{port}")}
    (ROOT / "var").mkdir(exist_ok=True)
    manage("prepare", "--demo-when-empty", env=env)
    process_env = {**os.environ, **env, "PYTHONUNBUFFERED": "1"}
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    processes = [start("runserver", "--noreload", "--skip-checks", f"127.0.0.1:{port}", env=process_env)]
    try:
        # Start the web process alone first, so that the site appears sooner.
        while processes[0].poll() is None and not is_listening(port):
            time.sleep(0.1)
        processes += [start("beside", env=process_env), start("db_worker", "--backend", "durable", env=process_env)]
        # Run until the web process ends; a background process that ends is only reported.
        reported: set[int] = set()
        while processes[0].poll() is None:
            for process in processes[1:]:
                if process.poll() is not None and process.pid not in reported:
                    reported.add(process.pid)
                    echo(f"Un processus annexe s’est arrêté (code {process.returncode}) : {process.args}")
            time.sleep(1)
        sys.exit(processes[0].returncode)
    except KeyboardInterrupt:
        echo("\nArrêt.")
    finally:
        for process in processes:
            if process.poll() is None:
                process.terminate()
        for process in processes:
            process.wait()


def command_test() -> None:
    """run the whole test suite, on SQLite or on the database of DATABASE_URL"""
    environment("requirements-dev.txt")
    arguments = sys.argv[2:]
    if not any(argument == "-n" or argument.startswith("-n") for argument in arguments):
        # `worksteal`, because the browser tests are long and adjacent.
        arguments = ["-n", str(min(4, os.cpu_count() or 1)), "--dist", "worksteal", *arguments]
    # With bytecode that is kept, whatever the environment says, each worker of the next run starts six seconds sooner.
    run(PYTHON, "-m", "pytest", *arguments, env={"PYTHONDONTWRITEBYTECODE": ""})


def command_lint() -> None:
    """run ruff, djlint and mypy, and look for missing migrations"""
    environment("requirements-dev.txt")
    env = {"DATABASE_URL": DATABASE_URL_OF_LINT, "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    run(BIN / "ruff", "check", ".")
    run(BIN / "ruff", "format", "--check", ".")
    run(BIN / "djlint", "templates", "--lint", "--quiet")
    run(BIN / "mypy", "site", "home", "inventory", "memento", "archive", "search", env=env)
    manage("makemigrations", "--check", "--dry-run", env=env)


def command_screenshots() -> None:
    """make contact sheets of every page type in var/screenshots/; fails if a page overflows"""
    environment("requirements-dev.txt")
    run(PYTHON, "-m", "tests.screenshots", *sys.argv[2:])


def command_audit() -> None:
    """run Lighthouse on the demo with production settings; fails below 95 for performance, 100 for the rest"""
    environment("requirements-dev.txt")
    run(PYTHON, "-m", "tests.audit")


def command_headless() -> None:
    """build the example of another front end on the demo, and compare its pages and links with the site's own"""
    environment("requirements-dev.txt")
    run(PYTHON, "-m", "tests.headless", *sys.argv[2:])


def command_search_quality() -> None:
    """ask the search 55 questions, and say how good its answers are"""
    environment("requirements-dev.txt")
    run(PYTHON, "-m", "tests.search.quality")


def command_bench() -> None:
    """compare Sillon with plain Wagtail on 20,000 places, measure 5,000 events; fails below two thirds of a target"""
    environment("requirements-dev.txt")
    run(PYTHON, "-m", "tests.bench", *sys.argv[2:])


def command_lock() -> None:
    """compile the hash-locked requirements from pyproject.toml"""
    environment("requirements-dev.txt")
    options = "--generate-hashes --no-emit-index-url --no-header --universal --python-version 3.11 --quiet --upgrade"
    compile_ = [str(BIN / "uv"), "pip", "compile", "pyproject.toml", *options.split()]
    run(*compile_, "-o", "requirements.txt")
    run(*compile_, "--group", "dev", "-c", "requirements.txt", "-o", "requirements-dev.txt")


def command_help() -> None:
    """list the commands"""
    echo("Sillon\n")
    for name, function in COMMANDS.items():
        echo(f"  make {name:16}{function.__doc__}")


COMMANDS = {
    "run": command_run,
    "test": command_test,
    "lint": command_lint,
    "screenshots": command_screenshots,
    "audit": command_audit,
    "headless": command_headless,
    "search-quality": command_search_quality,
    "bench": command_bench,
    "lock": command_lock,
    "help": command_help,
}

if __name__ == "__main__":
    command = COMMANDS.get(sys.argv[1] if len(sys.argv) > 1 else "help")
    if command is None:
        command_help()
        sys.exit(2)
    command()
