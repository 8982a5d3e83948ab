"""The outlines of départements on the maps: the command that draws them, the stored file, its encoding."""

from __future__ import annotations

import json
import sys

import brotli
import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from inventory.geo.departments import DEPARTMENTS
from inventory.maps import outlines
from inventory.maps.outlines import Department, Outlines, Town


def area(code, name, ring):
    return {
        "type": "Feature",
        "properties": {"code": code, "nom": name},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


#: Two neighbours, whose common border has a corner that is too small to keep.
BORDER = [[6.0, 45.0], [6.001, 45.5], [6.0, 46.0]]
WEST = [[5.0, 45.0], *BORDER, [5.0, 46.0], [5.0, 45.0]]
EAST = [[7.0, 46.0], *BORDER[::-1], [7.0, 45.0], [7.0, 46.0]]
COMMUNES = """nom,departement,population,lon,lat
Petite,38,100,5.1,45.1
Grande,38,5000,5.2,45.2
L'Autre,38,900,5.3,45.3
Lyon 3e Arrondissement,38,90000,5.4,45.4
Sans habitant,38,,5.4,45.4
Ailleurs,99,9000,5.5,45.5
"""


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "departements.geojson"
    features = [area("73", "L'Est", EAST), area("38", "Isère", WEST)]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def draw(source, tmp_path, **options):
    output = tmp_path / "map" / "outlines.json"
    call_command("draw_outlines", source, output=output, **options)
    return outlines.decode(json.loads(output.read_text()))


def test_common_borders_are_simplified_alike(source, tmp_path, capsys):
    drawn = draw(source, tmp_path, credit="Contours : nous")
    assert [(d.code, d.name) for d in drawn.departments] == [("38", "Isère"), ("73", "L’Est")]
    west, east = (set(d.rings[0]) for d in drawn.departments)
    assert west & east == {(6.0, 45.0), (6.0, 46.0)}
    assert west == {(5.0, 45.0), (5.0, 46.0), (6.0, 45.0), (6.0, 46.0)}
    assert drawn.credit == "Contours : nous"
    assert "2 départements, 0 villes" in capsys.readouterr().out


def test_each_departement_has_its_largest_towns(source, tmp_path):
    (tmp_path / "communes.csv").write_text(COMMUNES)
    drawn = draw(source, tmp_path, towns=tmp_path / "communes.csv")
    assert drawn.towns == (Town("Grande", 5.2, 45.2), Town("L’Autre", 5.3, 45.3))


@pytest.mark.parametrize("text", ["", "{}", '{"features": [{"properties": {}}]}', "[]"])
def test_unreadable_source_is_an_error(tmp_path, text):
    (tmp_path / "x.geojson").write_text(text)
    with pytest.raises(CommandError, match="n’est pas lisible"):
        draw(tmp_path / "x.geojson", tmp_path)


def test_missing_library_is_an_error(source, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "shapely", None)
    with pytest.raises(CommandError, match=r"shapely manque.*requirements-dev"):
        draw(source, tmp_path)


def test_stored_file_is_small_and_complete():
    text = outlines.FILE.read_bytes()
    assert len(text) < 36_000
    assert len(brotli.compress(text)) < 12_000
    ground = outlines.read()
    assert "Licence Ouverte" in ground.credit
    codes = [department.code for department in ground.departments]
    assert set(codes) == {code for code in DEPARTMENTS if len(code) == 2}
    assert all(department.name == DEPARTMENTS[department.code] for department in ground.departments)
    assert {"Grenoble", "Chambéry", "Annecy"} <= {town.name for town in ground.towns}
    isere = ground.departments[codes.index("38")]
    assert outlines.within(isere.box, 5.72, 45.19)
    assert not outlines.within(isere.box, 6.87, 45.92)


steps = st.integers(-50_000, 50_000)
ring = st.lists(st.tuples(steps, steps), min_size=3, max_size=20, unique=True)


@given(rings=st.lists(ring, max_size=3), town=st.tuples(steps, steps))
def test_encoded_outlines_are_decoded_unchanged(rings, town):
    unit = outlines.UNIT
    degrees = tuple(tuple((x / unit, y / unit) for x, y in found) for found in rings)
    whole = Outlines("©", (Department("38", "Isère", degrees),), (Town("A", town[0] / unit, town[1] / unit),))
    assert outlines.decode(json.loads(outlines.encode(whole))) == whole
