"""Makes the database of the bench, or finds it as an earlier run has left it."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "var" / "bench"
DATABASE = "sillon_bench"
SITE_URL = "http://localhost:8000"
COUNTS = """
    SELECT (SELECT count(*) FROM inventory_siteprofilepage), (SELECT count(*) FROM archive_eventreportpage),
    (SELECT count(*) FROM wagtailcore_page WHERE slug ~ '^banc-[0-9]')
"""
SERVER = "postgres://postgres@127.0.0.1:5432/postgres"


def database_url() -> str:
    """The bench's own database, on the server of DATABASE_URL if that is PostgreSQL's.

    If the name in DATABASE_URL begins like that of the bench, it is the name of its database.
    """
    given = os.environ.get("DATABASE_URL", "")
    server = urlsplit(given if given.startswith("postgres") else SERVER)
    name = server.path.removeprefix("/")
    return server._replace(path=f"/{name if name.startswith(DATABASE) else DATABASE}").geturl()


def database() -> str:
    return urlsplit(database_url()).path.removeprefix("/")


def environment(settings: str, port: int = 0) -> dict[str, str]:
    """What a process of the bench is started with; `settings` is a module."""
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": settings,
        "SECRET_KEY": secrets.token_urlsafe(50),
        "DATABASE_URL": database_url(),
        "MEDIA_STORAGE_URL": f"file://{FOLDER / 'media'}",
        "PRIVATE_FOLDER": str(FOLDER / "private"),
        "ALLOWED_HOSTS": "localhost,testserver",
        "SITE_URL": SITE_URL,
        "EMAIL_URL": "consolemail://",
        "BIND": f"127.0.0.1:{port}",
        "CACHE_URL": "",
        # With all communes of France, as a site has them.
        "SILLON_DATA": os.environ.get("SILLON_DATA", str(ROOT.parent / "shared" / "data")),
    }


def make(places: int, events: int, pages: int, fresh: bool, env: dict[str, str]) -> None:
    """Make a site of so many places, events and pages, unless it is there, with today’s schema and static files."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    if fresh or _counts() != (places, events, pages):
        name = sql.Identifier(database())
        with _connection("/postgres") as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
            connection.execute(sql.SQL("CREATE DATABASE {}").format(name))
        manage(env, "prepare")
        if Path(env["SILLON_DATA"]).is_dir():
            manage(env, "load_communes")
        inside(env, "load", str(places), str(events), str(pages))
        manage(env, "wagtail_update_index")
    else:
        manage(env, "prepare")
    manage(env, "update_search")  # without an index, searches would be answered by the database
    manifest = FOLDER / "static" / "staticfiles.json"
    newest = max(path.stat().st_mtime for path in (ROOT / "static").rglob("*"))
    if fresh or not manifest.exists() or manifest.stat().st_mtime < newest:
        manage(env, "collectstatic", "--noinput")


def _connection(path: str) -> psycopg.Connection:
    return psycopg.connect(urlsplit(database_url())._replace(path=path).geturl(), autocommit=True)


def _counts() -> tuple[int, int, int] | None:
    """How many places, events and other pages the database has; None where it is not, or not whole."""
    try:
        with _connection(f"/{database()}") as connection:
            return connection.execute(COUNTS).fetchone()
    except (psycopg.OperationalError, psycopg.errors.UndefinedTable):
        return None


def manage(env: dict[str, str], *command: str) -> None:
    print(f"{' '.join(command)}…", flush=True)
    with (FOLDER / "made.log").open("a") as log:
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=env, stdout=log, check=True)


def inside(env: dict[str, str], *command: str) -> str:
    """Run a command of `tests.bench.inside` in a process with these settings; return what it printed last."""
    process = [sys.executable, "-m", "tests.bench.inside", *command]
    return subprocess.run(process, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
