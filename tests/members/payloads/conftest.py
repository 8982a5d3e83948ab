"""A module's users, and mails that go to the outbox."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import override_settings

from members.models import User
from tests.members.payloads.content import create_people


@pytest.fixture(scope="module")
def outbox(module_db) -> Iterator[None]:
    """Write mails to the outbox, in fixtures of the module too."""
    with override_settings(EMAIL_BACKEND="members.mail.outbox.OutboxBackend"):
        yield


@pytest.fixture(scope="module")
def people(outbox) -> dict[str, User]:
    return create_people()


@pytest.fixture(autouse=True)
def nothing_counted(outbox):
    """Forget how often each user has sent something."""
    cache.clear()
