from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.forms import modelform_factory

from inventory.models import SiteProfilePage
from inventory.points import LocalLeafletField, read_typed

pytestmark = pytest.mark.django_db

PlaceForm = modelform_factory(
    SiteProfilePage, fields=["point"], widgets={"point": LocalLeafletField(srid=4326, zoom=9)}
)


@pytest.mark.parametrize(
    "text",
    [
        "45.0553,5.6706", "45.0553, 5.6706", "45,0553, 5,6706", "45.0553 ; 5.6706", "45,0553;5,6706", "45.0553 5.6706",
        "45,0553\u00a05,6706", "45,0553,5,6706", "  45.0553 ,  5.6706 ", "SRID=4326;POINT(5.6706 45.0553)",
    ],
)  # fmt: skip
def test_coordinates_are_read_as_people_write_them(text):
    assert [str(part) for part in read_typed(text)] == ["5.670600", "45.055300"]


@pytest.mark.parametrize("text", ["45,0553", "45", "45.1.2, 5", "quarante-cinq", "45.05, 5.67, 3", "95, 200"])
def test_what_is_no_point_is_refused(text):
    with pytest.raises(ValidationError):
        read_typed(text)


def test_swapped_coordinates_are_told_and_those_overseas_are_not():
    with pytest.raises(ValidationError, match="semblent inversées"):
        read_typed("5.67, 45.05")
    with pytest.raises(ValidationError, match="semblent inversées"):
        read_typed("POINT(45.05 5.67)")
    for overseas in ("-12.78, 45.22", "-21.1, 55.5", "4.93, -52.33", "14.6, -61.0", "46.78, -56.17"):
        assert read_typed(overseas)


def test_typed_coordinates_are_what_a_form_without_a_script_sends():
    form = PlaceForm({"point": "SRID=4326;POINT(5.0 45.0)", "point_latlng": "45,17 ; 5,54"})
    form.is_valid()
    assert form.cleaned_data["point"] == "SRID=4326;POINT(5.540000 45.170000)"
    emptied = PlaceForm({"point": "SRID=4326;POINT(5.0 45.0)", "point_latlng": ""})
    emptied.is_valid()
    assert emptied.cleaned_data["point"] == ""
    shown = str(PlaceForm(initial={"point": "SRID=4326;POINT(5.540000 45.170000)"})["point"])
    assert 'name="point_latlng" value="45.17, 5.54"' in shown


def test_with_the_script_the_map_sends_the_point():
    form = PlaceForm({"point": "SRID=4326;POINT(5.54 45.17)"})
    form.is_valid()
    assert form.cleaned_data["point"] == "SRID=4326;POINT(5.540000 45.170000)"
