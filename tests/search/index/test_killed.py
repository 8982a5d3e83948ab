"""A process that is killed while it writes: readers see nothing of it, and the next update heals what it left."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.search.documents import SOURCES, Document
from inventory.models import SiteProfilePage
from search.index import folder, reader, writer
from search.index.state import content_version, state_of
from tests.factories.inventory import SiteProfilePageFactory
from tests.forks import Fork
from tests.search.index.conftest import builds, path_of_build, publish, titles

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.indexed]


def write_until_killed(write: Callable[[], object], ready: Path) -> None:
    """Write the index, and stop for ever after a page has been written."""
    source = SOURCES["page"]

    def documents(ids: Collection[int] | None) -> Iterator[Document]:
        for document in source.documents(ids):
            yield document
            ready.touch()
            time.sleep(600)

    SOURCES["page"] = replace(source, documents=documents)
    write()


@pytest.fixture
def kill_while(tmp_path) -> Callable[..., None]:
    """Kill a process in the middle of writing, after doing something else."""

    def kill(write: Callable[[], object], meanwhile: Callable[[], None] = lambda: None) -> None:
        ready = tmp_path / "ready"
        process = Fork(write_until_killed, write, ready)
        until = time.monotonic() + 30
        while not ready.exists():
            assert time.monotonic() < until
            assert process.is_alive()
            time.sleep(0.01)
        try:
            meanwhile()
        finally:
            assert process.pid
            os.kill(process.pid, signal.SIGKILL)
            process.wait()

    return kill


def search_here() -> None:
    assert titles("forge") == ["La Forge"]
    reader._opened = None
    assert titles("forge") == ["La Forge"]


def test_killed_while_it_builds(forge, kill_while):
    writer.update()
    SiteProfilePageFactory(title="Le Grenier")
    before = folder.current()
    kill_while(writer.build, search_here)
    assert folder.current() == before
    assert len(builds()) == 2
    search_here()
    assert writer.update() == 1
    assert titles("grenier") == ["Le Grenier"]
    assert len(builds()) == 1


def test_killed_while_it_builds_the_first_one(forge, kill_while):
    kill_while(writer.build)
    assert titles("forge") is None
    assert writer.update() is None
    search_here()
    assert len(builds()) == 1


def test_killed_while_it_updates(forge, kill_while):
    writer.update()
    publish(forge, title="La Scierie", summary="Des planches.")
    publish(SiteProfilePage.objects.get(), title="La Scierie", summary="Des madriers.")
    kill_while(writer.update, lambda: titles("scierie"))
    assert state_of(folder.current()).version != content_version()  # the index is as it was
    assert titles("ferronnerie") == []  # and what the page has lost finds it no more
    assert writer.update() == 1
    assert titles("ferronnerie") == []
    assert titles("madriers") == ["La Scierie"]
    assert len(builds()) == 1
    assert len(list(path_of_build().iterdir())) < 25


def test_the_second_writer_leaves_it_to_the_first(forge, kill_while, capsys):
    writer.update()
    publish(forge, title="La Scierie")

    def write_too() -> None:
        with pytest.raises(writer.Busy):
            writer.update()
        with pytest.raises(writer.Busy):
            writer.build()

    kill_while(writer.update, write_too)
    assert writer.update() == 1
