"""Tools from npm, at fixed versions, for tests and audits: `python3 -m tests.tools NAME…` puts them in `var/tools`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "var" / "tools"
VERSIONS = {"lighthouse": "12.8.2", "vnu-jar": "26.9.27"}


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
        subprocess.run(["npm", "install", *options, *wanted], check=True)


if __name__ == "__main__":
    install(*sys.argv[1:])
