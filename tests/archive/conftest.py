from __future__ import annotations

import pytest
from wagtail.models import PageViewRestriction

from archive.models import EventIndexPage, PublicationIndexPage


@pytest.fixture
def event_index(home) -> EventIndexPage:
    return EventIndexPage.objects.get()


@pytest.fixture
def publication_index(home) -> PublicationIndexPage:
    return PublicationIndexPage.objects.get()


@pytest.fixture
def close():
    """Make the tree below a page private."""

    def make(page, kind=PageViewRestriction.LOGIN) -> None:
        PageViewRestriction.objects.create(page=page, restriction_type=kind)

    return make
