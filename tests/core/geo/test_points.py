"""Points as people type them: in one field and in two cells."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from core.geo.points import read_columns, read_typed


@pytest.mark.parametrize(
    "text",
    [
        "45.0553,5.6706", "45.0553, 5.6706", "45,0553, 5,6706", "45.0553 ; 5.6706", "45,0553;5,6706", "45.0553 5.6706",
        "45,0553\u00a05,6706", "45,0553,5,6706", "  45.0553 ,  5.6706 ", "SRID=4326;POINT(5.6706 45.0553)",
    ],
)  # fmt: skip
def test_coordinates_are_parsed_in_every_usual_notation(text):
    assert [str(part) for part in read_typed(text)] == ["5.670600", "45.055300"]


@pytest.mark.parametrize("text", ["45,0553", "45", "45.1.2, 5", "quarante-cinq", "45.05, 5.67, 3", "95, 200"])
def test_text_without_a_point_is_refused(text):
    with pytest.raises(ValidationError):
        read_typed(text)


def test_tiny_numbers_are_not_read_in_scientific_notation():
    assert [str(part) for part in read_typed("0.0000001, -0.000002")] == ["-0.000002", "0.000000"]


@pytest.mark.parametrize("cells", [("5,67", " 45.05 "), ("5.670000", "45,050000")])
def test_two_cells_are_a_point(cells):
    assert read_columns(*cells) == "SRID=4326;POINT(5.670000 45.050000)"


@pytest.mark.parametrize("cells", [("5.67", ""), ("NaN", "45"), ("1e400", "45"), ("200", "45"), ("Grenoble", "45")])
def test_two_cells_that_are_no_point_are_refused(cells):
    with pytest.raises(ValidationError, match="incomprises"):
        read_columns(*cells)


@pytest.mark.parametrize("text", ["5.67, 45.05", "POINT(45.05 5.67)", "55.5, -21.1", "-61.5, 16.2", "-52.33, 4.93"])
def test_swapped_coordinates_are_refused(text):
    with pytest.raises(ValidationError, match="semblent inversées"):
        read_typed(text)


@pytest.mark.parametrize("text", ["-12.78, 45.22", "-21.1, 55.5", "4.93, -52.33", "14.6, -61.0", "46.78, -56.17"])
def test_overseas_coordinates_are_not_swapped(text):
    assert read_typed(text)
