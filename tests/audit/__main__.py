"""Make the site, serve it, measure it three times, and end with 1 where a score is too low."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

from tests import tools
from tests.chromium import ARGUMENTS, CHROMIUM

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "var" / "audit"
PAGES = {
    "accueil": "/",
    "inventaire": "/inventaire/",
    "lieu": "/inventaire/cowork-in-grenoble/",
    "fiche": "/memento/demarrer/pourquoi-et-pour-qui/",
    "évènement": "/ressources/evenements/table-ronde-legere-mi-janvier-2017/",
}
#: The lowest score of a category, out of 100.
FLOORS = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
TRIES = 3  # Chromium sometimes loses the start of a trace, and Lighthouse asks to be run again
RUNS = 3  # performance varies by some points from run to run: the median counts


def environment(port: int) -> dict[str, str]:
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.audit.settings",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "DATABASE_URL": f"sqlite:///{FOLDER / 'sillon.sqlite3'}",
        "MEDIA_STORAGE_URL": f"file://{FOLDER / 'media'}",
        "PRIVATE_FOLDER": str(FOLDER / "private"),
        "ALLOWED_HOSTS": "localhost",
        "SITE_URL": f"http://localhost:{port}",
        "EMAIL_URL": "dummymail://",
        "BIND": f"127.0.0.1:{port}",
        "CHROME_PATH": str(CHROMIUM),
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def make_site(env: dict[str, str]) -> None:
    """The demo anew, for its address is that of this run; static files as production serves them."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    for command in (["migrate"], ["load_demo"], ["collectstatic", "--noinput"]):
        print(f"{' '.join(command)}…", flush=True)
        with (FOLDER / "made.log").open("a") as log:
            subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=env, stdout=log, check=True)


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(150):
        if server.poll() is not None:
            sys.exit("Le serveur s’est arrêté.")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    sys.exit("Le serveur ne répond pas.")


def measure(url: str, report: Path, env: dict[str, str]) -> dict:
    """One run of Lighthouse with its phone profile: the whole report."""
    flags = " ".join(["--headless=new", *ARGUMENTS])
    command = [tools.NODE, str(tools.path("lighthouse") / "cli" / "index.js"), url, "--output=json", "--quiet"]
    command += [f"--output-path={report}", f"--chrome-flags={flags}", "--no-enable-error-reporting"]
    for _ in range(TRIES - 1):
        if subprocess.run(command, cwd=FOLDER, env=env, check=False).returncode == 0:
            break
    else:
        subprocess.run(command, cwd=FOLDER, env=env, check=True)
    return json.loads(report.read_text())


def scores(runs: list[dict]) -> dict[str, int]:
    """The median score of each category, out of 100."""
    return {name: round(100 * median(run["categories"][name]["score"] or 0 for run in runs)) for name in FLOORS}


def faults(run: dict, category: str) -> list[str]:
    """The audits that cost points in a category, as their titles."""
    weighed = [row["id"] for row in run["categories"][category]["auditRefs"] if row["weight"]]
    return [audit["title"] for name in weighed if (audit := run["audits"][name])["score"] not in (None, 1)]


def main() -> int:
    if CHROMIUM is None:
        sys.exit("Il faut Chromium pour cette mesure.")
    tools.install("lighthouse")
    port = free_port()
    env = environment(port)
    make_site(env)
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--log-level", "warning", "config.wsgi"], cwd=ROOT, env=env
    )
    try:
        wait_for(port, server)
        print(f"{'':14}" + "".join(f"{name:>16}" for name in FLOORS), flush=True)
        low: list[str] = []
        for name, path in PAGES.items():
            url = f"http://localhost:{port}{path}"
            runs = [measure(url, FOLDER / f"{name}-{number}.json", env) for number in range(1, RUNS + 1)]
            found = scores(runs)
            print(f"{name:14}" + "".join(f"{found[category]:16}" for category in FLOORS), flush=True)
            low += [
                f"{name}, {category} : {'; '.join(faults(runs[-1], category))}"
                for category, floor in FLOORS.items()
                if found[category] < floor
            ]
    finally:
        server.terminate()
        server.wait()
    print("\n".join(["", *low]) if low else "\nTout est à la hauteur.", flush=True)
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main())
