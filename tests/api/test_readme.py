"""The example of the README does what it says."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings

from inventory.params import PlaceFilters
from tests.factories.inventory import SiteProfilePageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def section() -> str:
    text = (Path(settings.BASE_DIR) / "README.md").read_text(encoding="utf-8")
    return text.partition("## The API in ten lines\n")[2].partition("\n## ")[0]


def test_the_example_tells_the_rural_active_places_that_have_a_position(section, client, home, monkeypatch, capsys):
    SiteProfilePageFactory(title="Ferme", milieu="rural")
    SiteProfilePageFactory(title="Fermée", milieu="rural", state="closed")
    SiteProfilePageFactory(title="Sans position", milieu="rural", point="")
    SiteProfilePageFactory(title="Ville", milieu="urban")
    (example,) = re.findall(r"```python\n(.*?)```", section, re.DOTALL)
    assert re.findall(r"/api/v3/places\.geojson\S*?(?=\")", example) == re.findall(
        r"/api/v3/places\.geojson\S*?(?=\")", section.partition("```js")[2]
    )
    monkeypatch.setattr("urllib.request.urlopen", lambda url: BytesIO(client.get(url).content))
    exec(example, {})
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("45.19 5.72 Ferme http")


def test_every_filter_is_named(section):
    assert [name for name in PlaceFilters.model_fields if f"`{name}`" not in section] == []
