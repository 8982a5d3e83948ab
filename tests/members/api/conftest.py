"""A member's program, and a draft that is created once for the tests of a module."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from django.core.cache import cache

from members.models import User
from tests.members.api.program import PLACE, Program
from tests.members.scene import member, moderator, people  # noqa: F401


@pytest.fixture(autouse=True)
def nothing_counted(db):
    cache.clear()


@pytest.fixture
def call(member) -> Program:  # noqa: F811
    return Program(member)


@pytest.fixture(scope="module")
def created_draft(people) -> dict[str, Any]:  # noqa: F811
    """The answer to the creation of a draft that can be sent."""
    program = Program(User.objects.get(pk=people["member"]))
    response = program("post", data={"kind": "lieu", "values": PLACE})
    assert response.status_code == 201, response.text
    return response.json()


@pytest.fixture
def draft(db, created_draft) -> dict[str, Any]:
    return deepcopy(created_draft)
