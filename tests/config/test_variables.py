"""Every variable of the README's table, for real: a process that runs with it, and servers that answer or do not.

A test says which variables it shows by `@shows(…)`; the last test compares them with the table.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from django.db import ConnectionHandler, connection

from config.settings.environment import database
from core.deployment import checks, health
from tests.consistency.source import ROOT
from tests.consistency.test_environment import documented
from tests.copies import address_of
from tests.services import RedisServer, free_port, production_server, redis_server

SHOWN: set[str] = set()
KEY = "Vh7wq2mZ-9tKd0xRb4LsYp6cNf1gEaUo3iJ8-QzTXkMv5-Hn2rPe7w"


def shows(*names: str) -> Callable:
    SHOWN.update(names)
    return lambda function: function


class Answers(BaseHTTPRequestHandler):
    """Tiles and a geocoder."""

    def do_GET(self) -> None:
        self.server.paths.append(self.path)
        feature = {"geometry": {"coordinates": [5.73, 45.19]}, "properties": {"label": "Ici", "score": 1}}
        body = b"PNG" if self.path.endswith(".png") else json.dumps({"features": [feature]}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Stay silent."""


@pytest.fixture(scope="module")
def web() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    server.paths = []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def smtp() -> Iterator[int]:
    controller = Controller(Sink(), hostname="127.0.0.1", port=free_port())
    controller.start()
    yield controller.port
    controller.stop()


@pytest.fixture(scope="module")
def redis() -> Iterator[RedisServer]:
    with redis_server() as server:
        yield server


@pytest.fixture(scope="module")
def environment(web, smtp, redis, tmp_path_factory, django_db_setup) -> dict[str, str]:
    """All variables, each naming something that is there."""
    folder = tmp_path_factory.mktemp("variables")
    (folder / "data").mkdir()
    return {
        "PATH": os.environ["PATH"], "PYTHONUTF8": "1", "HOME": str(folder),
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "SECRET_KEY": f"${KEY}",  # no name of another variable, though it begins with a dollar
        "DATABASE_URL": address_of(str(connection.settings_dict["NAME"])), "ALLOWED_HOSTS": "127.0.0.1, autre.example",
        "SITE_URL": "http://127.0.0.1:8000/", "EMAIL_URL": f"smtp://127.0.0.1:{smtp}",
        "DEFAULT_FROM_EMAIL": "Sillon <sillon@exemple.fr>", "MEMBERS_APPROVAL": "oui", "MFA_REQUIRED": "True",
        "TRUSTED_PROXY_COUNT": "2", "REGISTRATION_DAYS": "45", "CACHE_URL": redis.url, "SENDFILE_BACKEND": "nginx",
        "PRIVATE_FOLDER": str(folder / "private"), "MEDIA_STORAGE_URL": f"file://{folder / 'media'}",
        "MAP_TILES_URL": f"http://127.0.0.1:{web.server_port}/{{z}}/{{x}}/{{y}}.png",
        "MAP_TILES_ATTRIBUTION": "© Les contributeurs",
        "GEOCODER_URL": f"http://127.0.0.1:{web.server_port}/search", "SILLON_DATA": str(folder / "data"),
        "FRONTEND_URL": "https://www.exemple.fr/", "FRONTEND_PREVIEW_PATH": "/apercu", "FRONTEND_PREVIEW_FRAME": "oui",
        "CORS_ORIGINS": "https://carte.exemple.fr/, http://localhost:4321",
        "CACHE_SHARED_SECONDS": "60", "CACHE_STALE_SECONDS": "30",
    }  # fmt: skip


def manage(environment: dict[str, str], *arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment | changes, capture_output=True, text=True
    )


#: In a process of production: the values that are in use, after the deployment check.
IN_USE = """
import json
from django.conf import settings
from django.core.cache import cache
from django.core.files.storage import storages
from django.core.management import call_command
from core.http.caching import cache_control
from inventory.geo.geocoding import geocode
call_command("check", deploy=True)
cache.set("variables", 1, 60)
print(json.dumps({
    "SECRET_KEY": settings.SECRET_KEY, "ALLOWED_HOSTS": settings.ALLOWED_HOSTS, "SITE_URL": settings.SITE_URL,
    "DEFAULT_FROM_EMAIL": settings.DEFAULT_FROM_EMAIL, "MEMBERS_APPROVAL": settings.MEMBERS_APPROVAL,
    "MFA_REQUIRED": settings.MFA_REQUIRED, "TRUSTED_PROXY_COUNT": settings.ALLAUTH_TRUSTED_PROXY_COUNT,
    "REGISTRATION_DAYS": settings.REGISTRATION_DAYS,
    "EMAIL_PORT": settings.EMAIL_PORT, "MEDIA_STORAGE_URL": str(settings.MEDIA_ROOT),
    "SILLON_DATA": settings.SILLON_DATA, "CSP": settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["img-src"],
    "ATTRIBUTION": settings.GEO_WIDGET_LEAFLET_TILE_LAYER_OPTIONS["attribution"],
    "GEOCODER_URL": geocode(settings.GEOCODER_URL, "ici"), "DEBUG": settings.DEBUG,
    "DATABASE": settings.DATABASES["default"]["ENGINE"], "PRIVATE_FOLDER": str(storages["private"].location),
    "SENDFILE": settings.SENDFILE_BACKEND, "FRONTEND_URL": settings.FRONTEND_URL,
    "FRONTEND_PREVIEW_PATH": settings.FRONTEND_PREVIEW_PATH, "FRONTEND_PREVIEW_FRAME": settings.FRONTEND_PREVIEW_FRAME,
    "FRAMES": settings.CONTENT_SECURITY_POLICY_BY_PATH["/admin/"]["frame-src"],
    "CORS_ORIGINS": settings.CORS_ALLOWED_ORIGINS, "CACHE_CONTROL": cache_control(),
}))
"""


@pytest.fixture(scope="module")
def production(environment) -> subprocess.CompletedProcess[str]:
    """A process that has all variables, each naming something that is there."""
    return manage(environment, "shell", "-v", "0", "-c", IN_USE, DEBUG="true")


@shows(
    "SECRET_KEY", "DATABASE_URL", "ALLOWED_HOSTS", "SITE_URL", "EMAIL_URL", "DEFAULT_FROM_EMAIL", "MEMBERS_APPROVAL",
    "MFA_REQUIRED", "REGISTRATION_DAYS", "TRUSTED_PROXY_COUNT", "CACHE_URL", "MEDIA_STORAGE_URL",
    "MAP_TILES_ATTRIBUTION", "GEOCODER_URL",
    "SILLON_DATA", "PRIVATE_FOLDER", "SENDFILE_BACKEND", "FRONTEND_URL", "FRONTEND_PREVIEW_PATH",
    "FRONTEND_PREVIEW_FRAME", "CORS_ORIGINS", "CACHE_SHARED_SECONDS", "CACHE_STALE_SECONDS",
)  # fmt: skip
def test_each_is_in_use_in_a_process_of_production(production, environment, redis, web):
    assert production.returncode == 0, production.stderr
    values = json.loads(production.stdout.splitlines()[-1])
    tiles = f"http://127.0.0.1:{web.server_port}"
    assert values == {
        "SECRET_KEY": f"${KEY}", "ALLOWED_HOSTS": ["127.0.0.1", "autre.example"], "SITE_URL": "http://127.0.0.1:8000",
        "DEFAULT_FROM_EMAIL": "Sillon <sillon@exemple.fr>", "MEMBERS_APPROVAL": True, "MFA_REQUIRED": True,
        "TRUSTED_PROXY_COUNT": 2, "REGISTRATION_DAYS": 45,
        "EMAIL_PORT": int(environment["EMAIL_URL"].rpartition(":")[2]),
        "MEDIA_STORAGE_URL": environment["MEDIA_STORAGE_URL"].removeprefix("file://"),
        "SILLON_DATA": environment["SILLON_DATA"], "CSP": ["'self'", "data:", tiles],
        "ATTRIBUTION": "© Les contributeurs", "GEOCODER_URL": ["Ici", 5.73, 45.19],
        "DEBUG": False,  # never in production
        "DATABASE": values["DATABASE"], "PRIVATE_FOLDER": environment["PRIVATE_FOLDER"],
        "SENDFILE": "django_sendfile.backends.nginx", "FRONTEND_URL": "https://www.exemple.fr",
        "FRONTEND_PREVIEW_PATH": "/apercu", "FRONTEND_PREVIEW_FRAME": True,
        "FRAMES": ["'self'", "https://www.exemple.fr"],
        "CORS_ORIGINS": ["https://carte.exemple.fr", "http://localhost:4321", "https://www.exemple.fr"],
        "CACHE_CONTROL": "public, max-age=0, s-maxage=60, stale-while-revalidate=30",
    }  # fmt: skip
    assert redis.client.exists(":1:variables")
    assert any(path.startswith("/search?q=ici") for path in web.paths)


@shows("MAP_TILES_URL")
def test_the_deployment_check_asks_every_service(production, web):
    """Django's own warnings are about https, which this site lacks."""
    assert production.returncode == 0, production.stderr
    assert "security.W004" in production.stderr
    assert "sillon." not in production.stderr, production.stderr
    assert "security.W019" not in production.stderr  # a page may frame this site's own, as the editor's previews do
    assert "/0/0/0.png" in web.paths


@pytest.fixture(scope="module")
def missing(environment, tmp_path_factory) -> dict[str, str]:
    """Variables that name what is not there."""
    folder, gone = tmp_path_factory.mktemp("missing"), free_port()
    (folder / "file").touch()
    return {
        "ALLOWED_HOSTS": "https://exemple.fr", "EMAIL_URL": f"smtp://127.0.0.1:{gone}",
        "DATABASE_URL": f"postgres://postgres:hushhush@127.0.0.1:{gone}/x",
        "CACHE_URL": f"redis://:hushhush@127.0.0.1:{gone}/0", "DEFAULT_FROM_EMAIL": "x@localhost",
        "MEDIA_STORAGE_URL": f"file://{folder}/file/media", "SILLON_DATA": "/nowhere/data",
        "PRIVATE_FOLDER": f"{folder}/file/media/private", "TRUSTED_PROXY_COUNT": "0",
        "MAP_TILES_URL": f"http://127.0.0.1:{gone}/{{z}}/{{x}}/{{y}}.png", "MAP_TILES_ATTRIBUTION": "",
        "GEOCODER_URL": f"http://127.0.0.1:{gone}/search",
    }  # fmt: skip


@pytest.fixture(scope="module")
def check_of_missing(environment, missing) -> subprocess.CompletedProcess[str]:
    return manage(environment, "check", "--deploy", **missing)


def test_the_deployment_check_names_each_variable_whose_service_is_missing(check_of_missing, missing):
    assert check_of_missing.returncode == 1
    lines = [line for line in check_of_missing.stderr.splitlines() if "(sillon." in line]
    assert [name for name in missing if not any(name in line for line in lines)] == []
    expected = ("(sillon.E103) DATABASE_URL", "(sillon.W108) TRUSTED_PROXY_COUNT", "(sillon.E004) PRIVATE_FOLDER")
    assert [start for start in expected if start not in check_of_missing.stderr] == []


def test_the_deployment_check_prints_no_password_and_no_trace(check_of_missing):
    assert "hushhush" not in check_of_missing.stderr
    assert "Traceback" not in check_of_missing.stderr


@pytest.mark.django_db
def test_the_deployment_check_names_a_sqlite_file_that_cannot_be_opened(monkeypatch):
    nowhere = ConnectionHandler({"default": database("sqlite:////nowhere/x.sqlite3")})["default"]
    monkeypatch.setattr(health, "_migrated", True)
    monkeypatch.setattr(health, "connection", nowhere)
    (error,) = checks._database()
    assert (error.id, error.msg.partition(" ")[0]) == ("sillon.E103", "DATABASE_URL")


# --- Malformed values -------------------------------------------------------------------------------------------

MALFORMED = [
    ("CACHE_URL", "foo"), ("CACHE_URL", "redis://"), ("CACHE_URL", "redis://h:x/0"), ("CACHE_URL", "redis://h/x"),
    ("CACHE_URL", "pymemcache://h:11211"), ("EMAIL_URL", "smtp://"), ("EMAIL_URL", "smtp://h:x"), ("EMAIL_URL", "h"),
    ("EMAIL_URL", "filemail:///tmp"), ("DATABASE_URL", "foo"), ("DATABASE_URL", "mysql://u:hush@h/x"),
    ("DATABASE_URL", "postgres://u:hu#sh@h/x"), ("DATABASE_URL", "postgres://h"), ("DATABASE_URL", "sqlite://"),
    ("DATABASE_URL", "postgres://[h/x"), ("TRUSTED_PROXY_COUNT", "x"), ("TRUSTED_PROXY_COUNT", "-1"),
    ("TRUSTED_PROXY_COUNT", "1.5"), ("MFA_REQUIRED", "peut-être"), ("MEMBERS_APPROVAL", "2"),
    ("SITE_URL", "exemple.fr"), ("SITE_URL", "https://exemple.fr/site"), ("SITE_URL", "https://"),
    ("MAP_TILES_URL", "https://h/tiles.png"), ("MAP_TILES_URL", "h/{z}/{x}/{y}"), ("GEOCODER_URL", "h/search"),
    ("SENDFILE_BACKEND", "apache"), ("PRIVATE_FOLDER", "nimporte/prive"), ("PRIVATE_FOLDER", "file:///srv/private"),
    ("FRONTEND_URL", "www.exemple.fr"), ("FRONTEND_URL", "https://exemple.fr/site"), ("FRONTEND_URL", "https://u@h"),
    ("FRONTEND_URL", "https://h;script-src *"), ("FRONTEND_URL", "https://*"), ("FRONTEND_URL", "https://@h"),
    ("FRONTEND_URL", "https://h,autre"), ("FRONTEND_URL", "https://h/?"), ("CORS_ORIGINS", "https://:p@h"),
    ("FRONTEND_PREVIEW_PATH", "/apercu"), ("FRONTEND_PREVIEW_FRAME", "parfois"), ("CORS_ORIGINS", "*"),
    ("CORS_ORIGINS", "https://a.fr, b.fr"), ("GEOCODER_URL", "file:///etc/passwd"),
    ("CACHE_SHARED_SECONDS", "1 min"), ("CACHE_SHARED_SECONDS", "-60"), ("CACHE_STALE_SECONDS", "0.5"),
    ("MEDIA_STORAGE_URL", "s3://x"), ("MEDIA_STORAGE_URL", "/srv/media"),
]  # fmt: skip


def test_a_malformed_value_is_refused_under_its_name(monkeypatch):
    """In this process: the settings' own functions, one after the other. `manage.py` prints what they raise."""
    import runpy

    from django.core.exceptions import ImproperlyConfigured

    wrong = []
    for name, value in MALFORMED:
        with monkeypatch.context() as patch:
            patch.setenv(name, value)
            try:
                runpy.run_path(str(ROOT / "site/config/settings/base.py"), run_name="config.settings.base")
            except ImproperlyConfigured as error:
                if not str(error).startswith(f"{name} : ") or "hush" in str(error):
                    wrong.append((name, value, str(error)))
            else:
                wrong.append((name, value, "taken"))
    assert wrong == []


@pytest.mark.parametrize("path", ["apercu", "//ailleurs.example/", "/a?b", "/a#b", "https://x.fr/", "/a\\b", "/a//b"])
def test_the_path_of_previews_is_a_path_of_the_front_end(path):
    from django.core.exceptions import ImproperlyConfigured

    from config.settings.environment import preview_path

    with pytest.raises(ImproperlyConfigured, match=r"FRONTEND_PREVIEW_PATH : un chemin"):
        preview_path(path, "https://www.exemple.fr")


@pytest.mark.parametrize(("query", "threshold"), [("", 0), ("?DISABLE_SERVER_SIDE_CURSORS=true", None)])
def test_statements_are_prepared_unless_a_pooler_lends_the_connection(query, threshold):
    entry = database(f"postgres://sillon@localhost/sillon{query}")
    assert entry["OPTIONS"]["prepare_threshold"] == threshold


def test_a_media_folder_without_its_scheme_gets_the_right_one(monkeypatch):
    from django.core.exceptions import ImproperlyConfigured

    from config.settings.environment import media_root

    with pytest.raises(ImproperlyConfigured, match="écrivez file:///srv/media"):
        media_root("/srv/media")


@pytest.mark.parametrize("value", ["nimporte", "127.0.0.1:99999", "127.0.0.1:x", "127.0.0.1:", ":0x", "[::1:8000"])
def test_an_address_that_gunicorn_cannot_listen_at_is_said_in_one_line(value):
    answer = check_of_gunicorn(BIND=value)
    assert answer.returncode == 1
    assert answer.stderr.startswith("BIND : ")
    assert len(answer.stderr.splitlines()) == 1


@pytest.mark.parametrize("value", ["", "127.0.0.1:8000", "0.0.0.0:80", "[::1]:80", "localhost:80", "unix:/run/s.sock"])
def test_the_addresses_that_gunicorn_listens_at_are_taken(value):
    assert check_of_gunicorn(BIND=value).returncode == 0


def check_of_gunicorn(**variables: str) -> subprocess.CompletedProcess[str]:
    """gunicorn's own reading of its configuration, which starts no server."""
    code = (
        "from gunicorn.config import Config; import runpy; [Config().set(n, v) for n, v in "
        "runpy.run_path('gunicorn.conf.py').items() if n in Config().settings]"
    )
    env = {"PATH": os.environ["PATH"], "PYTHONUTF8": "1", **variables}
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True)


def test_two_instances_of_one_user_share_no_control_socket():
    import runpy

    assert runpy.run_path(str(ROOT / "gunicorn.conf.py"))["control_socket_disable"] is True


@shows("DJANGO_SETTINGS_MODULE")
@pytest.mark.parametrize(("name", "value"), [("CACHE_URL", "foo"), ("DJANGO_SETTINGS_MODULE", "config.settings.nope")])
def test_a_command_says_it_in_one_line(environment, name, value):
    answer = manage(environment, "check", **{name: value})
    assert answer.returncode == 1
    assert answer.stderr.startswith(f"{name} : ")
    assert len(answer.stderr.splitlines()) == 1


@shows("PORT")
@pytest.mark.parametrize("port", ["x", "0", "70000"])
def test_a_wrong_port_of_make_run_is_said_in_one_line(port):
    command = [sys.executable, "bootstrap.py", "run"]
    answer = subprocess.run(command, cwd=ROOT, env=os.environ | {"PORT": port}, capture_output=True, text=True)
    assert (answer.returncode, answer.stderr) == (1, "PORT : un nombre entre 1 et 65535 est attendu.\n")


def test_a_port_that_is_taken_is_said_by_make_run():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        env = os.environ | {"PORT": str(taken.getsockname()[1])}
        command = [sys.executable, "bootstrap.py", "run"]
        answer = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
    assert answer.returncode == 1
    assert f"Le port {env['PORT']} est déjà pris" in answer.stderr


@shows("DEBUG")
def test_error_pages_of_django_are_for_development_alone(environment):
    code = "from django.conf import settings; print(settings.DEBUG)"
    env = environment | {"DJANGO_SETTINGS_MODULE": "config.settings.dev", "DEBUG": "true"}
    answer = subprocess.run([sys.executable, "-c", code], cwd=ROOT / "site", env=env, capture_output=True, text=True)
    assert answer.stdout.strip() == "True"


# --- The server -------------------------------------------------------------------------------------------------


def get(port: int, path: str, host: str = "127.0.0.1") -> tuple[int, str]:
    request = Request(f"http://127.0.0.1:{port}{path}", headers={"Host": host})
    try:
        with urlopen(request, timeout=60) as response:
            return response.status, response.read().decode()
    except HTTPError as error:
        return error.code, ""


@shows("BIND", "WEB_CONCURRENCY")
@pytest.mark.slow("a web server of production")
def test_the_server_runs_with_all_of_them_and_without_redis(environment, redis, tmp_path):
    with production_server(environment | {"WEB_CONCURRENCY": "1"}, tmp_path) as port:
        assert get(port, "/api/v3/site/", "ailleurs.example")[0] == 400
        assert get(port, "/robots.txt", "autre.example")[0] == 200
        status, text = get(port, "/sante/")
        assert (status, json.loads(text)["parties"]["cache"]) == (200, "ok")
        redis.stop()
        time.sleep(1.1)
        status, text = get(port, "/sante/")
        assert (status, json.loads(text)["parties"]["cache"]) == (200, "dégradé")
        assert get(port, "/robots.txt")[0] == 200
    redis.stop()
    redis.start()
    assert (tmp_path / "log").read_text().count("Booting worker") == 1


@pytest.mark.parametrize(("name", "value"), [("CACHE_URL", "foo"), ("SECRET_KEY", ""), ("WEB_CONCURRENCY", "0")])
def test_the_server_refuses_in_one_line_before_it_listens(environment, name, value):
    gunicorn = Path(sys.executable).with_name("gunicorn")
    env = environment | {"BIND": f"127.0.0.1:{free_port()}", name: value}
    answer = subprocess.run([gunicorn, "config.wsgi"], cwd=ROOT, env=env, capture_output=True, text=True, timeout=90)
    assert answer.returncode == 1
    assert f"{name} : " in answer.stderr
    assert "Traceback" not in answer.stderr
    assert "Listening" not in answer.stderr


def test_every_variable_of_the_table_is_shown_here():
    assert sorted(SHOWN) == sorted(documented((ROOT / "README.md").read_text()))
