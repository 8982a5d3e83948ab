"""`/sante/`: what each failure costs, on real servers and disks, and in what time it is said."""

from __future__ import annotations

import os
import signal
import threading
import time
from datetime import timedelta
from functools import partial

import pytest
from django.core.cache import caches
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, get_date_max
from wagtail.models import Revision

from config.settings.environment import caches as caches_of
from core.deployment import cache as cache_module
from core.deployment import health
from core.jobs import lease
from core.models import Counter
from members.mail.health import mail_goes_out
from members.models import OutgoingMail
from tests.factories.home import StandardPageFactory
from tests.services import redis_server

ALL_OK = {
    "base de données": "ok",
    "limites": "ok",
    "table du cache": "ok",
    "travaux": "ok",
    "publications programmées": "ok",
    "courriels": "ok",
    "cache": "ok",
    "fichiers publics": "ok",
    "fichiers privés": "ok",
    "recherche": "ok",
}


@pytest.fixture(autouse=True)
def nothing_known(monkeypatch):
    """Every call checks anew."""
    monkeypatch.setattr(health, "FRESH", 0)
    monkeypatch.setattr(health, "_migrated", False)
    monkeypatch.setattr(cache_module, "_outages", {})


@pytest.fixture
def resources(monkeypatch) -> dict[str, health.Resource]:
    """No part but those that a test declares."""
    monkeypatch.setattr(health, "_resources", {})
    return health._resources


@pytest.mark.django_db(transaction=True)
def test_all_is_well(client):
    response = client.get("/sante/")
    assert (response.status_code, response.json()) == (200, {"état": "en service", "parties": ALL_OK})
    assert "no-store" in response["Cache-Control"]


def test_a_vital_part_is_down_and_the_others_of_its_resource_unknown(resources):
    def fail() -> bool:
        raise OperationalError("connection to postgres://secret@db failed")

    health.declare("travaux", lambda: True, resource="database")
    health.declare("base", fail, resource="database", vital=True)
    health.declare("disque", lambda: True, resource="disk")
    assert health.state() == ("en panne", {"base": "en panne", "travaux": "inconnu", "disque": "ok"})


def test_any_other_part_only_degrades(resources, client):
    health.declare("base", lambda: True, resource="database", vital=True)
    health.declare("disque", lambda: False, resource="disk")
    response = client.get("/sante/")
    assert (response.status_code, response.json()["état"]) == (200, "dégradé")


def test_the_answer_says_no_more_than_the_names_of_parts(resources, client, caplog):
    def fail() -> bool:
        raise OSError("/srv/secret/media: no space left")

    health.declare("disque", fail, resource="disk")
    assert "secret" not in client.get("/sante/").text
    assert "secret" not in caplog.text
    assert "Health: disque: OSError" in caplog.text


def test_a_part_that_never_answers_is_waited_for_once(resources, monkeypatch):
    monkeypatch.setattr(health, "LIMIT", 0.5)
    release = threading.Event()
    runs: list[int] = []

    def hang() -> bool:
        runs.append(1)
        return release.wait(60)

    health.declare("base", lambda: True, resource="database", vital=True)
    health.declare("disque", hang, resource="disk")
    begun = time.monotonic()
    assert health.state() == ("dégradé", {"base": "ok", "disque": "inconnu"})
    for _ in range(40):  # with half a second each they would take 20
        assert health.state()[1]["disque"] == "inconnu"
    assert time.monotonic() - begun < 10
    assert runs == [1]
    release.set()
    until = time.monotonic() + 20
    while health.state()[1]["disque"] != "ok":
        assert time.monotonic() < until
        time.sleep(0.01)


def test_a_vital_part_that_hangs_is_down(resources, monkeypatch):
    monkeypatch.setattr(health, "LIMIT", 0.1)
    release = threading.Event()
    health.declare("base", lambda: release.wait(10), resource="database", vital=True)
    assert health.state()[0] == "en panne"
    release.set()


def test_many_who_ask_at_once_cost_one_check(resources, monkeypatch):
    monkeypatch.setattr(health, "FRESH", 5)
    runs: list[int] = []
    health.declare("base", lambda: runs.append(1) or True, resource="database", vital=True)
    threads = [threading.Thread(target=health.state) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert runs == [1]


# --- Parts ------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_missing_migration_is_seen(monkeypatch):
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *args: ["0002_later"])
    assert health.database_works() is False


@pytest.mark.django_db
def test_migrations_are_read_once(monkeypatch):
    assert health.database_works()
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *args: pytest.fail("read again"))
    assert health.database_works()


@pytest.mark.django_db(transaction=True)
def test_a_missing_cache_table_is_seen(client):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE django_cache RENAME TO elsewhere")
    try:
        assert client.get("/sante/").json()["parties"] == ALL_OK | {"table du cache": "dégradé"}
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE elsewhere RENAME TO django_cache")


@pytest.mark.django_db(transaction=True)
def test_limits_that_cannot_be_counted_are_seen(client):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE core_counter RENAME TO elsewhere")
    try:
        assert client.get("/sante/").json()["parties"] == ALL_OK | {"limites": "dégradé"}
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE elsewhere RENAME TO core_counter")


@pytest.mark.django_db(transaction=True)
def test_the_check_of_limits_leaves_no_count(client):
    assert client.get("/sante/").json()["parties"]["limites"] == "ok"
    assert not Counter.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_being_written_is_no_fault(client):
    from django.db import transaction

    with transaction.atomic():
        caches["database"].set("x", 1)
        assert client.get("/sante/").json()["parties"] == ALL_OK


@pytest.mark.django_db(transaction=True)
def test_a_fallback_is_degraded(client, settings):
    with redis_server() as server:
        settings.CACHES = caches_of(server.url)
        assert client.get("/sante/").json()["parties"] == ALL_OK
        server.stop()
        assert client.get("/sante/").json()["parties"] == ALL_OK | {"cache": "dégradé"}
        caches["default"].set("a", 1)  # answered by the database, which changes nothing
        assert client.get("/sante/").json()["parties"] == ALL_OK | {"cache": "dégradé"}
        server.start()
        assert client.get("/sante/").json()["parties"] == ALL_OK


@pytest.mark.django_db(transaction=True)
def test_a_frozen_redis_is_said_in_time(client, settings):
    with redis_server() as server:
        settings.CACHES = caches_of(server.url)
        os.kill(server.process.pid, signal.SIGSTOP)
        try:
            begun = time.monotonic()
            assert client.get("/sante/").json()["parties"]["cache"] in ("dégradé", "inconnu")
            assert time.monotonic() - begun < health.LIMIT + 10
        finally:
            os.kill(server.process.pid, signal.SIGCONT)


@pytest.mark.parametrize(("storage", "setting"), [("default", "MEDIA_ROOT"), ("private", "PRIVATE_ROOT")])
def test_a_folder_that_is_none_is_seen(settings, tmp_path, storage, setting):
    (tmp_path / "file").write_text("not a folder")
    for name, works in (("file", False), ("not yet", True)):
        location = tmp_path / name / "files"
        setattr(settings, setting, location)
        check = partial(health.folder_works, storage)
        if works:
            assert check()
            assert list(location.iterdir()) == []
            assert location.stat().st_mode & 0o777 == (0o750 if storage == "private" else 0o755)
        else:
            with pytest.raises(OSError, match="file"):
                check()


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full on this system")
def test_a_full_disk_is_seen(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / f".sante-{os.getpid()}").symlink_to("/dev/full")
    with pytest.raises(OSError, match="No space left"):
        health.folder_works("default")


def waiting_task(**fields) -> DBTaskResult:
    defaults = {
        "args_kwargs": {"args": [], "kwargs": {}}, "task_path": "core.tasks.render_images", "backend_name": "durable",
        "run_after": get_date_max(), "exception_class_path": "", "traceback": "",
    }  # fmt: skip
    row = DBTaskResult.objects.create(**(defaults | {k: v for k, v in fields.items() if k != "enqueued_at"}))
    if "enqueued_at" in fields:
        DBTaskResult.objects.filter(pk=row.pk).update(enqueued_at=fields["enqueued_at"])
    row.refresh_from_db()
    return row


@pytest.mark.django_db
def test_a_task_that_no_worker_takes_is_seen():
    now = timezone.now()
    waiting_task(enqueued_at=now - lease.WAIT + timedelta(minutes=1))
    waiting_task(enqueued_at=now - timedelta(days=1), run_after=now + timedelta(hours=1))
    assert not lease.stuck()
    late = waiting_task(enqueued_at=now - lease.WAIT - timedelta(minutes=1))
    assert lease.stuck()
    busy = waiting_task(status="RUNNING", started_at=now, run_after=now + lease.LEASE, worker_ids=["a"])
    assert not lease.stuck()  # there is a worker, at another task
    busy.delete()
    late.delete()
    waiting_task(enqueued_at=now - timedelta(days=1), run_after=now - lease.WAIT - timedelta(minutes=1))
    assert lease.stuck()


@pytest.mark.django_db
def test_a_task_of_a_dead_worker_is_seen():
    now = timezone.now()
    row = waiting_task(status="RUNNING", started_at=now - timedelta(hours=1), run_after=now + lease.LEASE)
    assert not lease.stuck()
    DBTaskResult.objects.filter(pk=row.pk).update(run_after=now - timedelta(seconds=1))
    assert lease.stuck()


@pytest.mark.django_db
def test_a_publication_that_is_late_is_seen(home):
    page = StandardPageFactory(parent=home)
    revision = page.save_revision()
    assert health.publications_are_in_time()
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=timezone.now() - health.LATE / 2)
    assert health.publications_are_in_time()
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=timezone.now() - 2 * health.LATE)
    assert not health.publications_are_in_time()
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)
    type(page).objects.filter(pk=page.pk).update(expire_at=timezone.now() - 2 * health.LATE)
    assert not health.publications_are_in_time()


@pytest.mark.django_db
def test_mail_that_waits_is_seen():
    now = timezone.now()
    mail = OutgoingMail.objects.create(
        sender="a@b.fr", recipients=["c@d.fr"], subject="x", message=b"", next_attempt_at=now
    )
    rows = OutgoingMail.objects.filter(pk=mail.pk)
    assert mail_goes_out()
    rows.update(next_attempt_at=now - timedelta(minutes=11))
    assert not mail_goes_out()
    rows.update(next_attempt_at=now + timedelta(hours=1), created_at=now - timedelta(minutes=61))
    assert not mail_goes_out()
    rows.update(state=OutgoingMail.State.FAILED)
    assert mail_goes_out()
