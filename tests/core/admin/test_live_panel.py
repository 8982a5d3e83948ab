"""Side panels that the server renders from an unsaved form."""

from __future__ import annotations

from django.conf import settings

from core.admin.live_panel import LivePanel


def test_no_panel_blocks_the_writes_of_others():
    """They only read, for up to a second: within the transaction of a request, SQLite would let nobody write."""
    names = {f"{panel.url_name()}{end}" for panel in LivePanel.__subclasses__() for end in ("", "_new")}
    assert names
    assert names <= settings.OWN_TRANSACTIONS
