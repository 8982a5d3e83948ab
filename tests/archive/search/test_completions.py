"""Words of dates and kinds correct typing mistakes."""

from __future__ import annotations

from archive.search.completions import spell


def test_months_and_kinds_are_spelled():
    assert "janvier" in set(spell(None, "jan"))
    assert {"publication", "publications"} <= set(spell(None, "publ"))
    assert set(spell(None, "")) == set()
