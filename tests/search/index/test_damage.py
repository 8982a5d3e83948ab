"""A damaged index: readers get the answers of the database, and the next update builds another index."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.test import override_settings

from core.visibility import changes, version
from core.visibility.gate import Gate
from inventory.models import SiteProfilePage
from search.index import folder, reader, writer
from search.index.failures import Damaged, checked
from search.query.suggestions import suggestions_for
from search.services import matching_pages
from tests.factories.inventory import SiteProfilePageFactory
from tests.search.index.conftest import builds, path_of_build, titles, update

pytestmark = [pytest.mark.django_db, pytest.mark.indexed]

FILES = ["meta.json", ".managed.json", "*.fast", "*.fieldnorm", "*.idx", "*.pos", "*.store", "*.term", "*.del"]


def truncate(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def garble(path: Path) -> None:
    content = bytearray(path.read_bytes())
    for position in range(len(content) // 4, max(3 * len(content) // 4, 1)):
        content[position] ^= 0x5A
    with path.open("r+b") as file:  # to truncate it would end a process that has it mapped into memory
        file.write(content)


@pytest.fixture(scope="module")
def pages(module_db, tmp_path_factory) -> Path:
    """A few pages, and the folder of their index, with a segment in which something is deleted."""
    forge = SiteProfilePageFactory(title="La Forge", slug="la-forge", summary="Un atelier de ferronnerie.")
    for title in ("Le Grenier", "La Scierie"):
        SiteProfilePageFactory(title=title)
    with override_settings(SEARCH_FOLDER=str(tmp_path_factory.mktemp("index") / "search")):
        update()
        changes.record(changes.PUBLISHED, forge)
        update()
        return Path(settings.SEARCH_FOLDER)


@pytest.fixture
def built(pages, on_disk) -> None:
    """A copy of that index."""
    shutil.copytree(pages, on_disk)


def answers() -> None:
    """Search in every way, with or without the index; nothing fails."""
    gate = Gate.public()
    for text in ("ferronnerie", "atelier forge", "scirie"):
        for result in (titles(text), suggestions_for(gate, text), matching_pages(gate, text, "place")):
            assert result is None or isinstance(result, list | tuple)


def pages_answer(client) -> None:
    """The same for what readers open."""
    for path in ("/recherche/", "/api/v3/search/", "/api/v3/search/suggest/", "/inventaire/", "/api/v3/places/"):
        response = client.get(path, {"q": "forge"})
        assert response.status_code == 200, path
        assert "La Forge" in response.text, path


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("damage", [truncate, garble, Path.unlink])
def test_a_damaged_file_is_no_error_and_heals(built, name, damage: Callable[[Path], None]):
    files = list(path_of_build().glob(name))
    assert files
    for file in files:
        damage(file)
    for _ in range(2):  # the first update need not meet the damage
        answers()
        changes.record(changes.PUBLISHED, SiteProfilePage.objects.get(slug="la-forge"))
        update()
    assert titles("ferronnerie") == ["La Forge"]
    assert len(builds()) == 1


@pytest.mark.parametrize("text", ["", "x", "inconnu 123\n", "a b c", "../../etc 1\n", "\0 \0", "\ud800"])
def test_a_pointer_that_leads_nowhere(client, built, text):
    (folder.root() / "current").write_bytes(text.encode(errors="surrogatepass"))
    pages_answer(client)
    assert writer.update() is None
    assert titles("ferronnerie") == ["La Forge"]


def test_a_folder_that_is_deleted_while_a_reader_has_it_open(client, built, on_disk):
    assert titles("ferronnerie") == ["La Forge"]
    shutil.rmtree(on_disk)
    pages_answer(client)
    assert titles("ferronnerie") is None
    assert writer.update() is None
    assert titles("ferronnerie") == ["La Forge"]


def test_a_build_that_is_deleted_while_a_reader_has_it_open(client, built):
    assert titles("ferronnerie") == ["La Forge"]
    shutil.rmtree(path_of_build())
    pages_answer(client)
    assert titles("ferronnerie") == ["La Forge"]
    assert writer.update() is None
    assert titles("ferronnerie") == ["La Forge"]


@pytest.mark.parametrize(
    "ask",
    [
        lambda: titles("forge"),
        lambda: suggestions_for(Gate.public(), "forg"),
        lambda: matching_pages(Gate.public(), "forge", "place"),
    ],
)
def test_an_engine_that_fails_on_a_question_is_reported_and_its_index_stays(built, monkeypatch, caplog, ask):
    assert ask()
    opened = reader._opened
    assert opened is not None
    build = folder.current()

    engine = SimpleNamespace(num_docs=5, search=fail, doc_freq=fail, terms_with_prefix=fail)
    monkeypatch.setattr(opened.searcher, "_engine", engine)
    version._latest = None  # nothing is remembered
    with caplog.at_level(logging.ERROR):
        assert ask() is None
    assert "without damage" in caplog.text
    assert folder.current() == build


def fail(*args: object, **options: object) -> None:
    raise ValueError("the engine fails")


def test_a_panic_of_the_engine_is_an_error_like_any_other():
    """pyo3 raises it as a BaseException."""
    with pytest.raises(Damaged):
        checked(raise_panic)
    with pytest.raises(KeyboardInterrupt):
        checked(raise_interrupt)


def raise_panic() -> None:
    panic = type("PanicException", (BaseException,), {"__module__": "pyo3_runtime"})
    raise panic("index out of bounds")


def raise_interrupt() -> None:
    raise KeyboardInterrupt
