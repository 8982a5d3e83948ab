"""The doors of all sections lead somewhere, for those who may go there."""

from __future__ import annotations

import pytest

from core.search.documents import SOURCES
from core.visibility.gate import Audience, Gate, Reader
from core.visibility.version import current
from inventory.models import InventoryIndexPage
from tests import remembered


@pytest.fixture(scope="module")
def demo(module_db):
    remembered.load_demo()


def doors(gate):
    source = SOURCES["door"]
    return {row["title"]: row["url"] for row in source.results(gate, source.visible(gate))}


def gate_of(audience):
    snapshot = current()
    return Gate(snapshot, snapshot.default_site, Reader(audience=audience))


def test_each_door_opens(demo, client):
    for title, url in doors(gate_of(Audience.PUBLIC)).items():
        status = client.get(url.split("#")[0]).status_code
        # A contribution begins with the log-in form.
        assert status in (200, 302), (title, url, status)


def test_the_doors_of_accounts_depend_on_the_reader(home):
    public, member = doors(gate_of(Audience.PUBLIC)), doors(gate_of(Audience.MEMBERS))
    assert "Se connecter" in public
    assert "Mon compte" not in public
    assert "Mon compte" in member
    assert "Se connecter" not in member


def test_a_door_to_a_page_that_is_not_live_is_closed(home):
    InventoryIndexPage.objects.update(live=False)
    shown = doors(gate_of(Audience.PUBLIC))
    assert "Trouver un lieu" not in shown
    assert "Télécharger l’inventaire" not in shown


def test_each_door_has_several_words():
    for document in SOURCES["door"].documents(None):
        assert len(document.names) > 3, document.title
        assert len(set(document.names)) == len(document.names), document.title
