"""The lists of the archive, and helpers."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

import archive
from archive.models import EventIndexPage, ProjectIndexPage, PublicationIndexPage
from core.demo import ensure_image


@pytest.fixture
def event_index(home) -> EventIndexPage:
    return EventIndexPage.objects.get()


@pytest.fixture
def publication_index(home) -> PublicationIndexPage:
    return PublicationIndexPage.objects.get()


@pytest.fixture
def project_index(home) -> ProjectIndexPage:
    return ProjectIndexPage.objects.get()


@pytest.fixture
def close():
    """Make the tree below a page private."""

    def make(page, kind=PageViewRestriction.LOGIN) -> None:
        PageViewRestriction.objects.create(page=page, restriction_type=kind)

    return make


@pytest.fixture
def queries():
    """How many queries a request takes, once the process knows the present version of the content."""

    def count(client, url: str) -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(url).status_code == 200
        return len(caught)

    return count


@pytest.fixture
def image(db):
    """A drawing with a description."""
    folder = Path(archive.__file__).parent / "demo" / "images"
    return ensure_image(folder / "table-ronde.svg", "Une table ronde", "Neuf personnes autour d’une table.")
