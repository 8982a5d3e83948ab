"""The index on disk, in a folder of the test."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command

from core.visibility import changes
from core.visibility.gate import Gate
from inventory.models import SiteProfilePage
from search.index import folder, reader, writer
from search.management.commands import update_search
from search.query import results
from tests.factories.inventory import SiteProfilePageFactory
from tests.factories.memento import fresh


@pytest.fixture(autouse=True)
def on_disk(settings, tmp_path, monkeypatch) -> Path:
    settings.SEARCH_FOLDER = str(tmp_path / "search")
    monkeypatch.setattr(reader, "_opened", None)
    monkeypatch.setattr(writer, "_known", (None, None))
    monkeypatch.setattr(update_search, "_failure", "")
    monkeypatch.setattr(update_search, "_next_attempt", 0.0)
    return Path(settings.SEARCH_FOLDER)


@pytest.fixture
def forge(home) -> SiteProfilePage:
    return fresh(SiteProfilePageFactory(title="La Forge", slug="la-forge", summary="Un atelier de ferronnerie."))


def update() -> int | None:
    """Update the index as if all that was written before had been committed."""
    written = writer.update()
    changes._forget_transaction()
    return written


def publish(page, **values) -> None:
    page = type(page).objects.get(pk=page.pk)
    for name, value in values.items():
        setattr(page, name, value)
    page.save_revision().publish()


def titles(text: str) -> list[str] | None:
    """Return what everybody finds; None if there is no index that can be read."""
    found = results.search(Gate.public(), text)
    return None if found is None else [item["title"] for item in found.items]


def path_of_build() -> Path:
    build = folder.current()
    assert build is not None
    return folder.path_of(build)


def builds() -> list[str]:
    return sorted(path.name for path in folder.root().iterdir() if path.is_dir())


def run_update() -> None:
    call_command("update_search")
