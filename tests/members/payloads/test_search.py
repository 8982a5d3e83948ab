"""No title that a search finds runs: on the site, in the API and in the admin."""

from __future__ import annotations

import pytest

from core.contributions import kinds
from tests.factories import payloads
from tests.factories.payloads import SIGN
from tests.members.payloads.content import about
from tests.members.payloads.visitor import Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.indexed]


@pytest.fixture(scope="module")
def places(people) -> None:
    """Published places whose titles have all payloads together."""
    for rank in range(len(payloads.packed(255, lines=False))):
        about(kinds.kind("corriger-un-lieu"), rank)


def test_reader_can_search(places):
    reader = Visitor()
    screens = {
        "search": f"/recherche/?q={SIGN}",
        "search in the api": f"/api/v3/search/?q={SIGN}",
        "suggestions": f"/api/v3/search/suggest/?q={SIGN}",
        "places": f"/inventaire/?q={SIGN}",
    }
    reader.open_all(screens)
    reader.check(*screens)


def test_moderator_can_search_in_the_admin(places, people):
    moderator = Visitor(people["moderator"])
    moderator.open("search", f"/admin/pages/search/?q={SIGN}")
    moderator.check("search")
