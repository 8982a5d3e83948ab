"""What one process changes, another one knows at its next request."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from wagtail.models import PageViewRestriction

from core.setup import ensure_page
from home.models import StandardPage
from tests.core.test_version import CAUSES, restrict_to_groups, slug_of_a_draft_above_a_live_page
from tests.factories.inventory import SiteProfilePageFactory

PATH = "/robots.txt"


@pytest.fixture
def other():
    """Asks the other process for an address: status and ETag."""
    process = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("second_process.py"))],
        env={**os.environ, "DATABASE_URL": _database_url()},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )

    def ask(path: str, tag: str = "") -> tuple[int, str]:
        process.stdin.write(f"{path} {tag}\n")
        process.stdin.flush()
        status, _, tag = process.stdout.readline().strip().partition(" ")
        return int(status), tag

    yield ask
    process.stdin.close()
    process.stdout.close()
    process.wait(timeout=20)


@pytest.mark.django_db(transaction=True)
def test_every_cause_is_known_at_once_to_another_process(home, client, other):
    for number, cause in enumerate(CAUSES):
        place = SiteProfilePageFactory(title=f"Cime {number}")
        text = ensure_page(home, StandardPage, f"texte-{number}", "Texte")
        if "restriction" in cause.__name__ or cause is restrict_to_groups:
            PageViewRestriction.objects.create(page=text, restriction_type=PageViewRestriction.GROUPS)
        if cause is slug_of_a_draft_above_a_live_page:
            parent = place.get_parent().specific
            parent.live = False
            parent.save()
        status, tag = other(PATH)
        assert status == 200
        assert other(PATH, tag)[0] == 304, cause.__name__
        assert client.get(PATH, headers={"If-None-Match": tag}).status_code == 304
        cause(place, text)
        assert other(PATH, tag)[0] == 200, cause.__name__


def _database_url() -> str:
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    user, host = f"{settings['USER']}:{settings['PASSWORD']}", f"{settings['HOST']}:{settings['PORT'] or 5432}"
    return f"postgres://{user}@{host}/{settings['NAME']}"
