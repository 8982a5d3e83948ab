"""JSON and GeoJSON files of others: where their list is, and what of their values is text."""

from __future__ import annotations

import json

import pytest

from core.spreadsheets.tables import ReadError
from tests.inventory.import_export.readers.sources import problems, read, read_data, remarks, titles

PLACES = [{"identifier": "A", "title": "Un"}, {"identifier": "B", "title": "Deux"}]
TITLES = [(1, "Un"), (2, "Deux")]


@pytest.mark.parametrize(
    ("wrapped", "path"),
    [
        (PLACES, ""), ({"items": PLACES}, ""), ({"data": PLACES}, "data"), ({"results": PLACES, "total": 2}, "results"),
        ({"success": True, "result": {"fields": [{"id": "x"}] * 3, "records": PLACES}}, "result.records"),
        ({"réseau": {"espaces": PLACES}}, "réseau.espaces"),
        ({"nhits": 2, "records": [{"recordid": "x", "fields": place} for place in PLACES]}, "records"),
        ({"records": [{"links": [], "record": {"id": "x", "fields": place}} for place in PLACES]}, "records"),
    ],
)  # fmt: skip
def test_list_is_found_wherever_it_stands(tmp_path, wrapped, path):
    file = read_data(tmp_path, wrapped)
    assert titles(file) == TITLES
    assert file.notices == ([f"Lignes lues sous « {path} »."] if path else [])


def test_list_of_lists_is_a_table(tmp_path):
    assert titles(read_data(tmp_path, [["identifier", "title"], ["A", "Un"], ["B", "Deux"]])) == [
        (2, "Un"),
        (3, "Deux"),
    ]


@pytest.mark.parametrize("name", ["lieux.json", "lieux.ndjson", "lieux.jsonl"])
def test_an_object_per_line(tmp_path, name):
    lines = [json.dumps(PLACES[0]), "", '{"identifier": "C", "title"', json.dumps(PLACES[1])]
    file = read(tmp_path, "\n".join(lines), name)
    assert titles(file) == [(1, "Un"), (4, "Deux")]
    assert problems(file) == {3: 'cette ligne n’est pas du JSON : « {"identifier": "C", "title" »'}


def test_columns_are_those_of_all_objects(tmp_path):
    file = read_data(tmp_path, [{"identifier": "A"}, {"title": "Un", "identifier": "B", "commune": "Laon"}])
    assert file.columns == ["identifier", "title", "commune"]


def test_item_that_is_no_object_is_refused_alone(tmp_path):
    file = read_data(tmp_path, [*PLACES, "Trois", None])
    assert titles(file) == TITLES
    assert problems(file) == {3: "ce n’est pas un objet JSON : « Trois »", 4: "ce n’est pas un objet JSON : « None »"}


def test_values_as_text(tmp_path):
    values = {
        "identifier": 7, "title": "Un", "postcode": 38000.0, "latitude": 45.17, "families": ["coworking", "fablab"],
        "phone": None, "adresse": {"rue": "3 rue Haute", "commune": {"nom": "Laon"}}, "open": True,
    }  # fmt: skip
    (row,) = read_data(tmp_path, [values]).rows
    assert row.cells == {
        "identifier": "7", "title": "Un", "postcode": "38000", "latitude": "45.17", "families": "coworking,fablab",
        "phone": "", "adresse.rue": "3 rue Haute", "adresse.commune.nom": "Laon", "open": "True",
    }  # fmt: skip
    assert row.remarks == []


def test_what_is_no_text_is_remarked(tmp_path):
    text = '[{"identifier": "A", "title": "Un", "title": "Deux", "latitude": NaN, "siret": 1e999, "rna": ' + "9" * 5000
    (row,) = read(tmp_path, text + ', "photos": [{"url": "x"}]}]', "lieux.json").rows
    assert row.cells == {
        "identifier": "A", "title": "Un", "latitude": "", "siret": "", "rna": "", "photos": "",
    }  # fmt: skip
    assert sorted(remarks(row)) == [
        "latitude « NaN » : ce n’est pas un nombre, la case est laissée vide",
        "photos liste d’objets, qui n’est pas lue",
        f"rna « {'9' * 60} » : ce n’est pas un nombre, la case est laissée vide",
        "siret « 1e999 » : ce n’est pas un nombre, la case est laissée vide",
        "title donné deux fois : « Deux » est laissé de côté",
    ]


def test_our_own_export_has_lists_of_objects(tmp_path):
    prices = [{"offer": "Poste", "price": 15.5}]
    place = {"uid": "1", "title": "ForÃªt", "prices": prices}
    (row,) = read_data(tmp_path, {"type": "FeatureCollection", "features": [{"id": "1", "properties": place}]}).rows
    assert row.cells == {"uid": "1", "title": "ForÃªt", "prices": json.dumps(prices)}
    assert row.remarks == []


def feature(geometry, **properties):
    return {"type": "Feature", "id": 7, "geometry": geometry, "properties": {"title": "Un"} | properties}


@pytest.mark.parametrize(
    ("geometry", "point", "remark"),
    [
        ({"type": "Point", "coordinates": [5.54, 45.17, 300]}, ("5.54", "45.17"), ""),
        ({"type": "MultiPoint", "coordinates": [[5.54, 45.17]]}, ("5.54", "45.17"), ""),
        (None, ("", ""), ""),
        ({"type": "Polygon", "coordinates": [[[5, 45]]]}, None, "géométrie « Polygon » : un lieu est situé par un"),
        ({"type": "Point", "coordinates": []}, None, "géométrie « [] » : ce n’est pas un point"),
        ({"type": "Point", "coordinates": ["5,5", 45]}, None, "géométrie « ['5,5', 45] » : ce n’est pas un point"),
        ({"type": "Point"}, None, "géométrie « None » : ce n’est pas un point"),
        ("POINT(5 45)", None, "géométrie « None » : un lieu est situé par un point"),
    ],
)  # fmt: skip
def test_geometries(tmp_path, geometry, point, remark):
    file = read_data(tmp_path, {"type": "FeatureCollection", "features": [feature(geometry)]}, "lieux.geojson")
    (row,) = file.rows
    assert row.cells["id"] == "7"
    assert (row.cells.get("longitude"), row.cells.get("latitude")) == (point or (None, None))
    assert bool(remark) == bool(row.remarks)
    assert remark in "".join(remarks(row))


def test_single_feature_and_a_feature_without_properties(tmp_path):
    assert titles(read_data(tmp_path, feature(None), "lieux.geojson")) == [(1, "Un")]
    nameless = {"type": "Feature", "properties": None, "geometry": None}
    file = read_data(tmp_path, {"type": "FeatureCollection", "features": [nameless, feature(None)]}, "lieux.geojson")
    assert [row.cells.get("title") for row in file.rows] == [None, "Un"]


@pytest.mark.parametrize(
    ("crs", "notices"),
    [
        ("EPSG:2154", ["Le fichier annonce des coordonnées en « EPSG:2154 »."]),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", []), ("EPSG:4326", []), (7, []), (None, []),
    ],
)  # fmt: skip
def test_projection_is_said(tmp_path, crs, notices):
    data = {"type": "FeatureCollection", "features": [feature(None)], "crs": {"properties": {"name": crs}}}
    assert read_data(tmp_path, data).notices == notices
    assert read_data(tmp_path, data | {"crs": crs}).notices == []


@pytest.mark.parametrize(
    "text",
    [
        "{", "[1, 2]", "7", "null", '"x"', "[" * 100_000, '{"a":' * 100_000, '{"a": {"b": 1}}', "{}", "[]", "[{}]",
        "[[]]", '{"type": "FeatureCollection"}', '{"type": "FeatureCollection", "features": 7}', "[NaN]", "{}\n{}",
        "1\n2", "", '{"items": []}', "\x00", '[{"a": 1}', "{'a': 1}",
    ],
)  # fmt: skip
def test_unreadable_json_is_refused_with_a_sentence(tmp_path, text):
    with pytest.raises(ReadError):
        read(tmp_path, text, "lieux.json")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_json_in_other_encodings(tmp_path, encoding):
    text = json.dumps([{"identifier": "A", "title": "Forêt"}], ensure_ascii=False)
    assert titles(read(tmp_path, text.encode(encoding), "lieux.json")) == [(1, "Forêt")]
