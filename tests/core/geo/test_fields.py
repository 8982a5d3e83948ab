"""The form field of a point."""

from __future__ import annotations

import pytest

from core.geo.fields import PointFormField, TypedPointInput

STORED = "SRID=4326;POINT(5.720000 45.190000)"


@pytest.mark.parametrize("typed", ["45.19, 5.72", "45,19 ; 5,72", STORED])
def test_the_same_point_in_another_notation_is_no_change(typed):
    assert not PointFormField().has_changed(STORED, typed)


@pytest.mark.parametrize(("initial", "typed"), [(STORED, "45.20, 5.72"), (STORED, ""), ("", "45.19, 5.72"), ("", "x")])
def test_another_point_is_a_change(initial, typed):
    assert PointFormField(required=False).has_changed(initial, typed)


def test_a_stored_point_is_shown_as_it_is_typed():
    assert 'value="45.19, 5.72"' in TypedPointInput().render("point", STORED)
    assert 'value="x"' in TypedPointInput().render("point", "x")
