"""What the inventory offers other sections."""

from __future__ import annotations

import pytest

from core.visibility.gate import Gate
from inventory.services import figures
from tests.factories.inventory import SiteProfilePageFactory

pytestmark = pytest.mark.django_db


def labels() -> list[tuple[int, str]]:
    return [(figure["value"], figure["label"]) for figure in figures(Gate.public())]


def test_one_place_is_counted_in_the_singular(home):
    assert labels() == []
    SiteProfilePageFactory(state="active", milieu="rural", insee_code="38185")
    assert labels() == [(1, "lieu recensé"), (1, "commune"), (1, "lieu en activité"), (1, "lieu rural ou de montagne")]
    SiteProfilePageFactory(state="project", milieu="rural", insee_code="38185")
    assert labels() == [
        (2, "lieux recensés"),
        (1, "commune"),
        (1, "lieu en activité"),
        (2, "lieux ruraux ou de montagne"),
    ]
