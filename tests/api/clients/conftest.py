"""The OpenAPI document in a file, the demonstration, and a server of both, for clients that are programs of their own.

In CI a missing tool is a failure; elsewhere its tests are skipped. `python -m tests.tools` fetches them from npm.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections

from config.api import document
from tests import remembered
from tests.tools import NODE, environment, installed
from tests.tools import path as tool

Serve = Callable[[list[str], Path], str]


def need(*names: str) -> None:
    """Skip the test if one of these tools is missing; in CI it fails."""
    if missing := [name for name in names if not installed(name)]:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"missing: {', '.join(missing)}; python -m tests.tools")


def run(tool_name: str, script: str, *arguments: str, folder: Path, fails: bool = False) -> str:
    """Run a program of a tool from npm in a folder and return what it prints. Its exit code is 0 unless it `fails`."""
    command = [NODE, str(tool(tool_name) / script), *arguments]
    result = subprocess.run(command, cwd=folder, env=environment(), capture_output=True, text=True)
    assert (result.returncode != 0) == fails, f"{result.stdout}{result.stderr}"[-4000:]
    return result.stdout + result.stderr


def examples(language: str) -> list[str]:
    """The examples in a language of the section « Build another front end » of docs/api.md."""
    text = (Path(settings.BASE_DIR) / "docs/api.md").read_text(encoding="utf-8")
    section = text.partition("## Build another front end\n")[2].partition("\n## ")[0]
    return re.findall(rf"```{language}\n(.*?)```", section, re.DOTALL)


@pytest.fixture(scope="package")
def openapi(tmp_path_factory) -> Path:
    """The OpenAPI document, as a file."""
    path = tmp_path_factory.mktemp("openapi") / "openapi.json"
    path.write_text(json.dumps(document(), default=str), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def demo(module_db) -> Iterator[None]:
    """The demonstration; requests leave the connection open that has it in its transaction, as Django's client does."""
    remembered.load_demo()
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


class QuietHandler(WSGIRequestHandler):
    """A request handler that logs nothing."""

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def serve(demo) -> Serve:
    """A function that runs a command while this thread serves the site, and returns what the command prints.

    One thread sees what the transaction of the test holds, so nothing has to be committed. In the file of the
    folder that the last argument names, `http://localhost:8000` is replaced by the address of the server.
    """

    def run_and_serve(command: list[str], folder: Path) -> str:
        with make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=QuietHandler) as server:
            server.timeout = 0.02
            program = folder / command[-1]
            address = f"http://127.0.0.1:{server.server_port}"
            program.write_text(program.read_text(encoding="utf-8").replace("http://localhost:8000", address))
            with (folder / "output").open("w+") as output:
                process = subprocess.Popen(command, cwd=folder, env=environment(), stdout=output, stderr=output)
                while process.poll() is None:
                    server.handle_request()
                output.seek(0)
                printed = output.read()
        assert process.returncode == 0, printed[-4000:]
        return printed

    return run_and_serve
