"""The map widget of a point, with JavaScript and without."""

from __future__ import annotations

import pytest
from django.forms import modelform_factory

from inventory.models import SiteProfilePage
from inventory.widgets import LocalLeafletField

pytestmark = pytest.mark.django_db

PlaceForm = modelform_factory(
    SiteProfilePage, fields=["point"], widgets={"point": LocalLeafletField(srid=4326, zoom=9)}
)


def test_form_without_javascript_reads_the_typed_coordinates():
    form = PlaceForm({"point": "SRID=4326;POINT(5.0 45.0)", "point_latlng": "45,17 ; 5,54"})
    form.is_valid()
    assert form.cleaned_data["point"] == "SRID=4326;POINT(5.540000 45.170000)"
    emptied = PlaceForm({"point": "SRID=4326;POINT(5.0 45.0)", "point_latlng": ""})
    emptied.is_valid()
    assert emptied.cleaned_data["point"] == ""
    shown = str(PlaceForm(initial={"point": "SRID=4326;POINT(5.540000 45.170000)"})["point"])
    assert 'name="point_latlng" value="45.17, 5.54"' in shown


def test_form_with_javascript_reads_the_point_of_the_map():
    form = PlaceForm({"point": "SRID=4326;POINT(5.54 45.17)"})
    form.is_valid()
    assert form.cleaned_data["point"] == "SRID=4326;POINT(5.540000 45.170000)"
