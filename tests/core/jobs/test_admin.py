"""« Travaux »: what editors see of long work, and what they may do."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, get_date_max

from core.jobs import lease
from core.models import SillonImage

pytestmark = pytest.mark.django_db


def task(**fields) -> DBTaskResult:
    defaults = {
        "args_kwargs": {"args": [[1]], "kwargs": {}}, "task_path": "core.tasks.render_images",
        "backend_name": "durable", "run_after": get_date_max(), "exception_class_path": "", "traceback": "",
    }  # fmt: skip
    return DBTaskResult.objects.create(**(defaults | fields))


def failed(**fields) -> DBTaskResult:
    now = timezone.now()
    defaults = {"status": "FAILED", "worker_ids": ["a"], "started_at": now, "finished_at": now}
    return task(**(defaults | {"exception_class_path": "builtins.OSError", "traceback": "secret /srv"} | fields))


def test_tasks_are_listed_with_names_states_and_causes(as_editor):
    failed()
    failed(exception_class_path=lease.LOST)
    failed(exception_class_path="x.Y", task_path="gone.module.old_work")
    task()
    text = as_editor.get("/admin/travaux/").text
    assert text.count("Préparer les tailles des images") >= 3
    assert "Le disque est plein" in text
    assert "3 fois de suite" in text
    assert "old_work" in text
    assert "en attente" in text
    assert "secret" not in text
    assert text.index("en échec") < text.index("en attente")


def test_image_tasks_are_told_apart_by_what_they_are_about(as_editor):
    first, second = (SillonImage.objects.create(title=title, width=1, height=1) for title in ("Le col", "La halle"))
    task(args_kwargs={"args": [[first.pk]], "kwargs": {}})
    task(args_kwargs={"args": [[first.pk, second.pk, 999_999, 1, 2]], "kwargs": {}})
    task(args_kwargs={"args": ["unexpected"], "kwargs": {}})
    text = as_editor.get("/admin/travaux/").text.replace("\xa0", " ").replace("\u202f", " ")
    assert text.count("« Le col »") == 2
    assert "« Le col », « La halle » et 2 autres" in text


def test_the_traceback_is_for_superusers_alone(as_editor, admin):
    failed(exception_class_path="x.Y", traceback="Traceback: here")
    assert "Traceback: here" not in as_editor.get("/admin/travaux/").text
    client = Client()
    client.force_login(admin)
    text = client.get("/admin/travaux/").text
    assert "Traceback: here" in text
    assert "journal du processus db_worker" in text


def test_a_failed_task_is_run_again_once(as_editor):
    row = failed()
    response = as_editor.post(f"/admin/travaux/{row.pk}/relancer/", follow=True)
    assert "est relancé" in response.text
    row.refresh_from_db()
    assert (row.status, row.worker_ids) == ("READY", [])
    assert "rien n’a été relancé" in as_editor.post(f"/admin/travaux/{row.pk}/relancer/", follow=True).text
    assert as_editor.get(f"/admin/travaux/{row.pk}/relancer/").status_code == 405


def test_only_those_who_may_see_it(member, moderator, editor):
    row = failed()
    for user, status in ((editor, 200), (moderator, 302), (member, 302)):
        client = Client()
        client.force_login(user)
        assert client.get("/admin/travaux/").status_code == status
        if status != 200:
            client.post(f"/admin/travaux/{row.pk}/relancer/")
            row.refresh_from_db()
            assert row.status == "FAILED"
    assert ("Travaux" in as_text(moderator), "/admin/travaux/" in as_text(editor)) == (False, True)


def as_text(user) -> str:
    client = Client()
    client.force_login(user)
    return client.get("/admin/").text


def test_the_dashboard_speaks_of_work_only_when_something_is_wrong(as_editor):
    assert "Travaux en échec" not in as_editor.get("/admin/").text
    failed()
    assert "Travaux en échec" in as_editor.get("/admin/").text
    DBTaskResult.objects.all().delete()
    row = task()
    DBTaskResult.objects.filter(pk=row.pk).update(enqueued_at=timezone.now() - timedelta(hours=1))
    assert "aucun processus ne les traite" in as_editor.get("/admin/").text
    assert "aucun processus ne les traite" in as_editor.get("/admin/travaux/").text


def test_one_and_twenty_tasks_take_as_many_queries(as_editor, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    failed()
    as_editor.get("/admin/travaux/")
    with CaptureQueriesContext(connection) as few:
        as_editor.get("/admin/travaux/")
    for _ in range(19):
        failed()
    with CaptureQueriesContext(connection) as many:
        as_editor.get("/admin/travaux/")
    assert len(few) == len(many)
