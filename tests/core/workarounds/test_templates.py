"""Wagtail templates that this site replaces: when a new version changes one, ours must be checked against it."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
import wagtail.admin

FOLDER = Path(wagtail.admin.__file__).parent / "templates" / "wagtailadmin"
#: Hashes of the templates of Wagtail 8.0.1, from which ours were written.
ORIGINALS = {
    "panels/field_panel.html": "a603afd9456cb203",
    "panels/inline_panel_child.html": "f8db4840ba059553",
    "shared/formatted_field.html": "954e33b8668e6ed5",
    "shared/icon.html": "df704baa86db8cc5",
    "shared/panel.html": "b7fe48649e4fee67",
}


@pytest.mark.parametrize("name", ORIGINALS)
def test_wagtail_has_not_changed_the_template(name):
    assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()[:16] == ORIGINALS[name]
