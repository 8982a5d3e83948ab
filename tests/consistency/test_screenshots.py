"""The screenshots show every page type in the states that are hard to lay out, and tell what is wrong with one."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.test import Client
from PIL import Image
from wagtail.models import Page

from core.checks import own_page_models
from members.accounts import demo
from tests import remembered
from tests.conftest import INDEXING, NotIndexed
from tests.screenshots import content, readme, sheets, states
from tests.screenshots.camera import SCREENS, Shot

pytestmark = [pytest.mark.django_db, pytest.mark.indexed]
PLAIN = [state for state in states.STATES if not state.act and not state.account and not state.optional]


@pytest.fixture(scope="module")
def everything(module_db) -> None:
    """The demonstration, and what is hard to lay out."""
    remembered.load_demo()
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr("core.tasks.make_renditions", lambda image: 0)
        for handlers, name in INDEXING:  # no state searches for these pages
            monkeypatch.setattr(handlers, name, NotIndexed)
        content.make(places=3, events=3)


@pytest.mark.urls("tests.screenshots.urls")
@pytest.mark.parametrize("state", PLAIN, ids=lambda state: state.name)
def test_a_state_answers_with_its_status(everything, state):
    client = Client(raise_request_exception=False, headers={"host": state.host})
    assert client.get(state.path, follow=True).status_code == state.status


def test_every_page_type_is_shown(everything):
    pages = Page.objects.live().filter(url_path__in=[f"/accueil{state.path}" for state in PLAIN])
    assert {page.specific_class for page in pages} == set(own_page_models())


def test_the_long_title_is_as_long_as_promised():
    assert len(content.LONG_TITLE) == 140


def test_names_are_unique_and_accounts_are_those_of_the_demo():
    names = [state.name for state in states.STATES]
    assert len(names) == len(set(names))
    assert {state.account for state in states.STATES} - {""} <= set(demo.ACCOUNTS)
    assert states.PASSWORD == demo.PASSWORD


def test_pages_are_chosen_by_how_their_names_begin():
    assert [state.name for state in states.chosen(["accueil"])] == ["accueil", "accueil-vide"]
    assert states.chosen([]) == states.STATES
    with pytest.raises(ValueError, match="patinoire"):
        states.chosen(["accueil", "patinoire"])


@pytest.fixture
def shot(tmp_path):
    def make(view, height: int, *faults: str) -> Shot:
        image = tmp_path / f"{view.name}.png"
        Image.new("RGB", (view.window.width, height), (15, 91, 79)).save(image)
        return Shot(view, image, height, list(faults))

    return make


def test_a_sheet_is_no_larger_than_can_be_seen_and_goes_on_on_another(tmp_path, shot):
    target = tmp_path / "sheets" / "lieu-clair.png"
    target.parent.mkdir()
    made = sheets.compose("Lieu", [shot(view, 4_000) for view in SCREENS[:3]], target)
    assert made[0] == target
    assert len(made) == 2
    for file in made:
        with Image.open(file) as image:
            assert max(image.size) <= sheets.SIDE
    assert sheets.compose("Lieu", [shot(view, 400) for view in SCREENS[:3]], target) == [target]
    assert [file.name for file in target.parent.iterdir()] == [target.name]


def test_a_fault_is_told_once_with_where_it_shows(shot):
    shots = [shot(view, 10, "image cassée : x.png") for view in SCREENS[:2]]
    assert sheets.grouped(shots) == ["image cassée : x.png [390-clair, 768-clair]"]


def test_the_images_of_the_readme_are_shown_described_and_light():
    text = (readme.ROOT / "README.md").read_text(encoding="utf-8")
    files = {file.name for file in readme.FOLDER.glob("*")}
    assert files <= {picture.file for picture in readme.PICTURES}
    for file in files:
        before, found, _ = text.partition(f"](docs/images/{file})")
        assert found, file
        assert before.rpartition("![")[2].strip(), f"{file} has no alternative text"
        assert (readme.FOLDER / file).stat().st_size <= readme.HEAVIEST


def test_the_command_starts_outside_of_django():
    command = [sys.executable, "-m", "tests.screenshots", "--help"]
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    answer = subprocess.run(command, cwd=readme.ROOT, env=environment, capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr
