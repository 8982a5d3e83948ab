"""A published testimonial, once for all tests of a module that ask for it."""

from __future__ import annotations

import pytest
from django.test import Client

from memento.models import TestimonialPage
from tests.factories.memento import add_testimonial


@pytest.fixture(scope="module")
def stored_maria(module_db) -> int:
    page = add_testimonial("maria", title="Maria ouvre le mardi")
    page.save_revision().publish()
    return page.pk


@pytest.fixture
def maria(stored_maria: int) -> TestimonialPage:
    """A published testimonial with a first revision."""
    return TestimonialPage.objects.get(pk=stored_maria)


@pytest.fixture
def as_moderator(moderator) -> Client:
    client = Client()
    client.force_login(moderator)
    return client
