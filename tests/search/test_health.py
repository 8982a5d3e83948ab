"""The part « recherche » of `/sante/`."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from core.deployment import health as parts
from core.models import Change
from core.visibility import changes, version
from search import health
from search.index import reader, writer
from tests.factories.inventory import SiteProfilePageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.indexed]


@pytest.fixture
def on_disk(home, settings, tmp_path, monkeypatch) -> None:
    settings.SEARCH_FOLDER = str(tmp_path / "search")
    monkeypatch.setattr(reader, "_opened", None)


def test_a_missing_index_only_degrades(client, on_disk, monkeypatch):
    assert not health.index_is_in_time()
    monkeypatch.setattr(parts, "_resources", {})
    parts.declare("recherche", health.index_is_in_time, resource="search")
    monkeypatch.setattr(health, "index_is_in_time", lambda: False)
    response = client.get("/sante/")
    assert (response.status_code, response.json()["parties"]["recherche"]) == (200, "dégradé")


def test_an_index_may_be_a_minute_behind(on_disk):
    writer.update()
    assert health.index_is_in_time()
    changes._forget_transaction()
    SiteProfilePageFactory()
    assert health.index_is_in_time()
    Change.objects.update(created_at=timezone.now() - timedelta(seconds=70))
    assert not health.index_is_in_time()
    writer.update()
    assert health.index_is_in_time()


def test_a_version_without_a_change_does_not_make_it_late(on_disk):
    writer.update()
    Change.objects.update(created_at=timezone.now() - timedelta(seconds=70))
    version.bump()
    assert health.index_is_in_time()


def test_an_index_of_another_database_is_not_in_time(on_disk):
    writer.update()
    Change.objects.update(stamp="autre")
    version.bump()
    assert not health.index_is_in_time()


def test_an_index_in_memory_is_always_in_time(home):
    assert health.index_is_in_time()
