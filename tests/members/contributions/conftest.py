from typing import Any

import pytest

from tests.members.api.program import PLACE, Program
from tests.members.contributions.test_views import FIRST, SECOND, begin, number, save


@pytest.fixture
def drafted(as_member) -> str:
    """Create a complete draft of a place on the site; return the address of its first step."""
    address = begin(as_member)
    save(as_member, address, FIRST)
    save(as_member, f"/contribuer/lieu/{number(address)}/adresse/", SECOND)
    return address


@pytest.fixture
def call(member) -> Program:
    return Program(member)


@pytest.fixture
def draft(call) -> dict[str, Any]:
    """The answer to the creation of a draft in the API."""
    return call("post", data={"kind": "lieu", "values": PLACE}).json()
