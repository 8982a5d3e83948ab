"""What the tests of citations share."""

from __future__ import annotations

from datetime import date

import pytest

from archive.citations.record import Citation
from tests.archive.citations.samples import report


@pytest.fixture
def withdrawn() -> Citation:
    """A report that was withdrawn, under a title of the site."""
    return report(title_is_ours=True, withdrawn_on=date(2025, 3, 1))
